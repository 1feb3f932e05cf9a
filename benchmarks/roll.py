"""What drawing the piano roll costs: 20,000 notes, about 2,000 of them in sight, at 1280 × 800.

    python benchmarks/roll.py [--json FILE] [--rounds N]

Times are those of the roll's own paint event (grid, ghosts, notes, take), in milliseconds: a whole picture after a
scroll, the strip around a moving playhead, everything in sight at once, and one step of dragging a selection.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from figures import write_figures
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication

from musegen_app.score import edits
from musegen_app.score.model import Note, Score, Track
from musegen_app.ui.piano_roll.canvas import Canvas
from musegen_app.ui.piano_roll.transform import PitchAxis
from musegen_app.ui.piano_roll.view import RollView

NOTES = 20_000
VISIBLE = 2_000
QUARTER = 960


def make_score(other_tracks: int) -> Score:
    """One track of 20,000 notes, and some thinner ones beside it as ghosts."""
    dice = random.Random(1)
    last = NOTES * QUARTER // 8
    tracks = []
    for place in range(1 + other_tracks):
        count = NOTES if place == 0 else NOTES // 20
        notes = [
            Note(dice.randrange(last), dice.randrange(120, 1200), dice.randrange(36, 96), dice.randrange(20, 128))
            for _ in range(count)
        ]
        tracks.append(Track(f"Track {place}", channel=place).with_notes(notes))
    return Score(tracks=tuple(tracks))


def watch_paint_events() -> list[float]:
    """Milliseconds of every paint event of the roll from now on. Qt looks methods up once an object: call it first."""
    spent: list[float] = []
    paint = Canvas.paintEvent

    def measured(self: Canvas, event: QPaintEvent) -> None:
        begin = time.perf_counter()
        paint(self, event)
        spent.append((time.perf_counter() - begin) * 1e3)

    Canvas.paintEvent = measured  # type: ignore[method-assign]
    return spent


def timed(app: QApplication, spent: list[float], step: Callable[[int], None], rounds: int) -> dict[str, float]:
    """Milliseconds of the paint events that the steps cause: median, 95th percentile."""
    step(0)
    app.processEvents()
    spent.clear()
    for number in range(1, rounds + 1):
        step(number)
        app.processEvents()
    ordered = sorted(spent)
    return {
        "median_ms": round(statistics.median(ordered), 3),
        "p95_ms": round(ordered[int(0.95 * (len(ordered) - 1))], 3),
        "paints": len(ordered),
    }


def measure(rounds: int) -> dict[str, object]:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    spent = watch_paint_events()
    roll = RollView()
    roll.set_follow(False)
    score = make_score(0)
    roll.set_score(score)
    roll.show()
    # the roll itself, without the lanes around it, at 1280 × 800
    roll.resize(1280 + roll.width() - roll.canvas.width(), 800 + roll.height() - roll.canvas.height())
    app.processEvents()
    stage, canvas = roll.stage, roll.canvas
    window = score.end_tick * VISIBLE / NOTES
    pitch = PitchAxis(13).centred(66, canvas.height())
    stage.set_view(stage.time.fitted(0, window, canvas.width()), pitch)
    app.processEvents()
    home = stage.time

    def scroll(number: int) -> None:
        stage.set_view(time=home.scrolled(home.scroll + number * 32))

    def play(number: int) -> None:
        roll.set_playhead(round(stage.time.tick(10 + number * 3 % canvas.width())), True)

    chosen = frozenset(n.id for n in stage.index.notes[500:700])

    def drag(number: int) -> None:
        stage.show_draft(edits.move_notes(stage.score, stage.track_id, chosen, 10 * number, 0))

    first, last = stage.index.span(home.tick(0), home.tick(canvas.width()))
    found: dict[str, object] = {"notes": NOTES, "visible": last - first, "size": [canvas.width(), canvas.height()]}
    found["device_pixel_ratio"] = canvas.devicePixelRatioF()
    found["scroll"] = timed(app, spent, scroll, rounds)
    stage.set_view(time=home)
    app.processEvents()
    found["playhead_strip"] = timed(app, spent, play, rounds * 2)
    found["drag_200_notes"] = timed(app, spent, drag, rounds // 2)
    stage.drop_draft()
    roll.zoom_fit()
    everything = stage.time
    found["all_in_sight"] = timed(app, spent, lambda n: stage.set_view(time=everything.scrolled(n % 2)), rounds // 2)
    roll.set_score(replace(make_score(6), title="with ghosts"))
    stage.set_view(home, pitch)
    app.processEvents()
    found["scroll_with_6_ghost_tracks"] = timed(app, spent, scroll, rounds)
    roll.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    parser.add_argument("--rounds", type=int, default=120)
    options = parser.parse_args()
    found = measure(options.rounds)
    print(
        f"{found['visible']} of {found['notes']} notes in sight, {found['size']}, ratio {found['device_pixel_ratio']}"
    )
    for name, times in found.items():
        if isinstance(times, dict):
            print(
                f"{name:28s} median {times['median_ms']:7.2f} ms   p95 {times['p95_ms']:7.2f} ms   n={times['paints']}"
            )
    write_figures(options.json, {name: value for name, value in found.items() if name != "size"})


if __name__ == "__main__":
    main()
