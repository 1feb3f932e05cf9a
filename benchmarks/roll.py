"""What a frame of the piano roll costs, from the input event to the flushed repaint, with 20,000 and 100,000 notes.

    python benchmarks/roll.py [--json FILE] [--rounds N] [--notes N …] [--screen]

A real wheel or mouse event is posted to the notes' widget and the event loop runs until the repaint that it causes has
been flushed; everything that is repainted counts: notes, keys, bars, chords, velocities, scroll bars. The notes' widget
alone is 1280 × 800. The song is 625 bars long, whatever its notes: 20,000 are 32 a bar, 100,000 are 160 a bar, all in
one track. Seen are 8 bars, 64 bars and the whole song.

`pan` is Shift+wheel, `zoom` is Ctrl+wheel, `drag` moves 200 selected notes with the mouse, `playhead` moves the
playhead, `ghosts` is `pan` with six more tracks of a tenth as many notes. `floor` is a widget of the same size that
only puts a picture on itself: what the window system costs. Times are milliseconds, median / 95th percentile, and the
median of the processor's time: what is left of the first on a machine with nothing else to do.

Without --screen Qt draws into memory ("offscreen"); with it on the present display, so `xvfb-run -a python
benchmarks/roll.py --screen` measures a real X server. QT_SCALE_FACTOR=2 measures a dense screen.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

if "--screen" not in sys.argv:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from figures import write_figures
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPixmap, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from musegen_app.score.model import Note, Origin, OriginKind, Score, Track
from musegen_app.ui.piano_roll.view import RollView
from musegen_app.ui.style import apply_theme
from musegen_app.ui.theme import DARK

SIZE = (1280, 800)
BAR = 3840
BARS = 625
SPANS = {"8 bars": 8, "64 bars": 64, "whole song": BARS}
GHOST_TRACKS = 6
DRAGGED = 200
LONGEST_SECONDS = 10
GOALS = {20_000: (4.0, 8.0), 100_000: (8.0, 16.0)}
PLAYHEAD_GOAL = 0.5
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton

Times = dict[str, float]


def make_score(count: int, ghosts: int = 0) -> Score:
    """`count` notes in one track, a third of them generated, and tracks with a tenth as many beside it."""
    dice = random.Random(1)
    made = (Origin(), Origin(), Origin(OriginKind.GENERATED, "folk-lstm", 1, "t"))
    tracks = []
    for place in range(1 + ghosts):
        notes = [
            Note(
                dice.randrange(BAR * BARS - 1200) // 120 * 120,
                dice.randrange(120, 1200),
                dice.randrange(36, 96),
                dice.randrange(20, 128),
                origin=dice.choice(made),
            )
            for _ in range(count if place == 0 else count // 10)
        ]
        tracks.append(Track(f"Track {place}", channel=place).with_notes(notes))
    return Score(tracks=tuple(tracks))


class PaintWatch(QObject):
    """Knows whether the watched widget has been painted."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.painted = False
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.painted = self.painted or event.type() == QEvent.Type.Paint
        return False


class Frames:
    """Times frames of one widget."""

    def __init__(self, app: QApplication, widget: QWidget) -> None:
        self._app, self._widget = app, widget
        self._watch = PaintWatch(widget)

    def settle(self) -> None:
        for _ in range(5):
            self._app.processEvents()

    def timed(self, step: Callable[[int], None], rounds: int) -> Times:
        """Median and 95th percentile of the milliseconds from `step` to the flushed repaint."""
        for number in range(3):
            self.one(step, number)
        frames = [self.one(step, number) for number in range(3, 3 + rounds)]
        spent = sorted(wall for wall, _ in frames)
        times = {"median": statistics.median(spent), "p95": spent[int(0.95 * (len(spent) - 1))]}
        times["cpu"] = statistics.median(cpu for _, cpu in frames)
        return {name: round(value, 2) for name, value in times.items()}

    def one(self, step: Callable[[int], None], number: int) -> tuple[float, float]:
        self._watch.painted = False
        begin, cpu = time.perf_counter(), time.thread_time()
        step(number)
        # The backing store is flushed while Qt deals with the update request that paints, so when `processEvents`
        # comes back after a paint the frame is out.
        while not self._watch.painted:
            self._app.processEvents()
            if time.perf_counter() - begin > LONGEST_SECONDS:
                raise TimeoutError(f"step {number} painted nothing")
        return (time.perf_counter() - begin) * 1e3, (time.thread_time() - cpu) * 1e3

    def wheel(self, notches: int, keys: Qt.KeyboardModifier) -> None:
        at = QPointF(self._widget.width() / 2, self._widget.height() / 2)
        turned, phase = QPoint(0, notches * 120), Qt.ScrollPhase.NoScrollPhase
        over = QPointF(self._widget.mapToGlobal(at.toPoint()))
        self._app.postEvent(self._widget, QWheelEvent(at, over, QPoint(), turned, NONE, keys, phase, False))

    def mouse(self, kind: QEvent.Type, at: QPoint, button: Qt.MouseButton, held: Qt.MouseButton) -> None:
        over = QPointF(self._widget.mapToGlobal(at))
        keys = Qt.KeyboardModifier.NoModifier
        self._app.postEvent(self._widget, QMouseEvent(kind, QPointF(at), over, button, held, keys))


class Floor(QWidget):
    """A picture on a widget, nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.resize(*SIZE)
        self._picture = QPixmap(self.size() * self.devicePixelRatioF())
        self._picture.setDevicePixelRatio(self.devicePixelRatioF())
        self._picture.fill(Qt.GlobalColor.darkGray)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.update()


def measure_floor(app: QApplication, rounds: int) -> Times:
    floor = Floor()
    floor.show()
    frames = Frames(app, floor)
    frames.settle()
    times = frames.timed(lambda n: frames.wheel(1 if n % 2 else -1, SHIFT), rounds)
    floor.close()
    return times


class Bench:
    """One roll, and the frames of its notes."""

    def __init__(self, app: QApplication, score: Score, rounds: int) -> None:
        self._rounds = rounds
        self.roll = RollView()
        self.roll.set_follow(False)
        self.roll.set_previews(False)
        self.roll.set_score(score)
        self.roll.show()
        canvas = self.roll.canvas
        self.roll.resize(SIZE[0] + self.roll.width() - canvas.width(), SIZE[1] + self.roll.height() - canvas.height())
        self.frames = Frames(app, canvas)
        self.frames.settle()
        assert (canvas.width(), canvas.height()) == SIZE

    def look(self, bars: int) -> None:
        """So many bars from the middle of the song, and the pitches there are."""
        stage, canvas = self.roll.stage, self.roll.canvas
        first = (BARS - bars) // 2 * BAR
        pitch = stage.pitch.fitted(36, 96, canvas.height())
        stage.set_view(stage.time.fitted(first, first + bars * BAR, canvas.width()), pitch)
        self.frames.settle()

    def in_sight(self) -> int:
        stage = self.roll.stage
        first, last = stage.index.span(stage.time.tick(0), stage.time.tick(stage.width))
        return last - first

    def pan(self, bars: int) -> Times:
        self.look(bars)
        return self.frames.timed(lambda n: self.frames.wheel(1 if n // 10 % 2 else -1, SHIFT), self._rounds)

    def zoom(self, bars: int) -> Times:
        self.look(bars)
        return self.frames.timed(lambda n: self.frames.wheel(1 if n % 6 < 3 else -1, CTRL), self._rounds)

    def drag(self, bars: int) -> Times:
        """The mouse holds one of the selected notes and moves them all."""
        self.look(bars)
        stage = self.roll.stage
        first, last = stage.index.span(stage.time.tick(stage.width / 2), stage.time.tick(stage.width))
        chosen = stage.index.notes[first : min(last, first + DRAGGED)]
        self.roll.select_notes(frozenset(n.id for n in chosen))
        held = max(chosen, key=lambda n: n.duration_ticks)
        middle = stage.time.x(held.start_tick + held.duration_ticks // 2)
        at = QPoint(round(middle), stage.pitch.y(held.pitch) + stage.pitch.row // 2)
        self.frames.mouse(QEvent.Type.MouseButtonPress, at, LEFT, LEFT)
        self.frames.settle()

        def move(number: int) -> None:
            to = at + QPoint(20 + 5 * (number % 40), 20 * (number % 3))
            self.frames.mouse(QEvent.Type.MouseMove, to, NONE, LEFT)

        times = self.frames.timed(move, self._rounds // 2)
        assert stage.draft is not None
        self.roll.cancel()
        self.roll.select_none()
        self.frames.settle()
        return times

    def playhead(self, bars: int) -> Times:
        self.look(bars)
        stage = self.roll.stage
        begin = stage.time.tick(10)
        return self.frames.timed(
            lambda n: self.roll.set_playhead(round(begin + stage.time.ticks(1) * 2 * n), True), self._rounds
        )

    def close(self) -> None:
        self.roll.close()
        self.roll.deleteLater()


def cases(app: QApplication, count: int, rounds: int) -> Iterator[tuple[str, Times]]:
    """Every case with `count` notes."""
    bench = Bench(app, make_score(count), rounds)
    for span, bars in SPANS.items():
        bench.look(bars)
        print(f"  {span}: {bench.in_sight()} of {count} notes in sight", flush=True)
        for action in (bench.pan, bench.zoom, bench.drag, bench.playhead):
            yield f"{action.__name__}, {span}", action(bars)
    bench.close()
    bench = Bench(app, make_score(count, GHOST_TRACKS), rounds)
    for span, bars in SPANS.items():
        yield f"ghosts, {span}", bench.pan(bars)
    bench.close()


def told(name: str, times: Times, goal: tuple[float, float]) -> str:
    """A line of the table; what misses its goal is marked."""
    missed = times["median"] > goal[0] or times["p95"] > goal[1]
    wall = f"{times['median']:8.2f} / {times['p95']:6.2f} ms"
    return f"  {name:24s} {wall}   cpu {times['cpu']:6.2f}{'   over' if missed else ''}"


def goal_of(name: str, count: int) -> tuple[float, float]:
    usual = GOALS.get(count, (8.0, 16.0))
    return (PLAYHEAD_GOAL, usual[1]) if name.startswith("playhead") else usual


def measure(counts: list[int], rounds: int) -> dict[str, object]:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    apply_theme(app, DARK)
    floor = measure_floor(app, rounds)
    print(f"{app.platformName()}, ratio {app.devicePixelRatio():g}, {SIZE[0]} x {SIZE[1]}")
    print(told("floor", floor, (99, 99)))
    found: dict[str, object] = {"floor": floor}
    for count in counts:
        print(f"{count} notes")
        for name, times in cases(app, count, rounds):
            print(told(name, times, goal_of(name, count)), flush=True)
            found[f"{count}, {name}"] = times
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    parser.add_argument("--rounds", type=int, default=120)
    parser.add_argument("--notes", type=int, nargs="+", default=[20_000, 100_000])
    parser.add_argument("--screen", action="store_true", help="on the present display instead of in memory")
    options = parser.parse_args()
    write_figures(options.json, measure(options.notes, options.rounds))


if __name__ == "__main__":
    main()
