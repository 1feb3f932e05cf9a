"""The curves of a run as a picture beside its log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

PICTURE = "curves.png"


def draw(records: Sequence[Mapping[str, float]], path: Path) -> None:
    """What the training loses per event, and below it how the held-out pieces are judged, over the epochs, as PNG. The
    two have scales of their own: a recipe may judge by other units than it learns by."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # slow to import, and only here
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 5), dpi=110, layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True)
    _curve(above, records, "loss", "training", "#888888")
    _curve(below, records, "valid", "held out", "#2060c0")
    below.set_xlabel("epoch")
    part = path.with_name(path.name + ".part")
    FigureCanvasAgg(figure).print_png(part)  # type: ignore[no-untyped-call]
    part.replace(path)


def _curve(axes: Any, records: Sequence[Mapping[str, float]], name: str, title: str, colour: str) -> None:
    """One curve, its lowest point marked."""
    from matplotlib.ticker import MaxNLocator

    axes.plot([r["epoch"] for r in records], [r[name] for r in records], color=colour, linewidth=1.8)
    best = min(records, key=lambda r: r[name])
    axes.plot([best["epoch"]], [best[name]], "o", color=colour)
    axes.set_title(f"{title}: lowest {best[name]:.4g} after epoch {best['epoch']:.0f}", fontsize=10, loc="left")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(alpha=0.3)
