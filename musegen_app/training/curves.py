"""The curves of a run as a picture beside its log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

PICTURE = "curves.png"


def draw(records: Sequence[Mapping[str, float]], path: Path) -> None:
    """Loss of the training and of the held-out pieces over the epochs, the best epoch marked, as PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # slow to import, and only here
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    epochs = [r["epoch"] for r in records]
    figure = Figure(figsize=(7, 4), dpi=110, layout="constrained")
    axes = figure.add_subplot()
    axes.plot(epochs, [r["loss"] for r in records], label="training", color="#888888", linewidth=1.2)
    axes.plot(epochs, [r["valid"] for r in records], label="held out", color="#2060c0", linewidth=1.8)
    best = min(records, key=lambda r: r["valid"])
    axes.plot([best["epoch"]], [best["valid"]], "o", color="#2060c0")
    axes.annotate(f"{best['valid']:.3f}", (best["epoch"], best["valid"]), textcoords="offset points", xytext=(0, 8))
    axes.set_xlabel("epoch")
    axes.set_ylabel("loss")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)
    part = path.with_name(path.name + ".part")
    FigureCanvasAgg(figure).print_png(part)  # type: ignore[no-untyped-call]
    part.replace(path)
