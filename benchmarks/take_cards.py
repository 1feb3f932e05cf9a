"""What the cards of sixteen takes cost the window while they are written.

    QT_QPA_PLATFORM=offscreen python benchmarks/take_cards.py [--notes 40] [--json]

Each round every take has some more notes: `show` hands them to the panel, `paint` draws the sixteen cards; `one` is the
same, both together, when only one of the takes has grown. Milliseconds, the median over the rounds.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
from dataclasses import replace
from time import perf_counter

from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from musegen_app.sampling.take import Take
from musegen_app.score.model import Note
from musegen_app.score.time import MeterMap
from musegen_app.ui.commands.actions import Actions
from musegen_app.ui.panels.takes_panel import TakesPanel
from musegen_app.ui.style import apply_theme
from musegen_app.ui.theme import DARK

TAKES, ROUNDS, BAR = 16, 40, 3840


def grown(take: Take, at: int, count: int) -> Take:
    """With so many more notes from the tick `at` on."""
    more = tuple(Note(at + i * 20, 200, 60 + random.randrange(24)) for i in range(count))
    return replace(take, notes=(*take.notes, *more), until_tick=at)


def measure(app: QApplication, panel: TakesPanel, notes: int) -> dict[str, float]:
    """Milliseconds by what they are for."""
    takes = [Take(str(i), 1, 1, 0, 0, 8 * BAR, rng_seed=5, index=i) for i in range(TAKES)]
    meter = MeterMap()
    spent: dict[str, list[float]] = {"show": [], "paint": [], "one": []}
    for number in range(2 * ROUNDS):
        together = number < ROUNDS
        chosen = range(TAKES) if together else [number % TAKES]
        for i in chosen:
            takes[i] = grown(takes[i], number % ROUNDS * 8 * BAR // ROUNDS, max(1, notes // ROUNDS))
        begun = perf_counter()
        panel.show_takes(takes, takes[0], "", lambda take: int(take.id) + 1, meter)
        shown = perf_counter()
        app.processEvents()
        painted = perf_counter()
        if together:
            spent["show"].append(shown - begun)
            spent["paint"].append(painted - shown)
        else:
            spent["one"].append(painted - begun)
    return {name: round(1000 * statistics.median(times), 2) for name, times in spent.items()}


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--notes", type=int, default=40, help="of each take in the end")
    words.add_argument("--json", action="store_true")
    wanted = words.parse_args()
    app = QApplication([])
    apply_theme(app, DARK)
    window = QWidget()
    panel = TakesPanel(DARK, Actions(window, window))
    QVBoxLayout(window).addWidget(panel)
    window.resize(312, 700)
    window.show()
    figures = measure(app, panel, wanted.notes)
    print(json.dumps(figures) if wanted.json else "  ".join(f"{name} {ms:.2f} ms" for name, ms in figures.items()))


if __name__ == "__main__":
    main()
