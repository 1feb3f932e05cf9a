"""What editing a large song costs: 100,000 notes in one track, the real window and session, stand-ins for the engine.

    python benchmarks/edits.py [--json FILE] [--rounds N] [--notes N] [--screen]

Edits are real mouse drags on the notes. `one note` and `5,000 notes` go from the release of the button to the flushed
repaint: the edit of the score, the document, everything that hears of the change, and painting. `drag step` is one
move of the mouse while 5,000 notes are held, `undo` and `redo` take back and do again a move of one note or 5,000.
`playlist` is what the session then does for the engine, 30 ms later. 8 bars of the song are in sight. Times are
milliseconds, median / 95th percentile, and the median of the processor's time: what is left of the first on a machine
with nothing else to do.

`1,000 steps` is the memory that 1,000 moves of one note keep in the history (tracemalloc). `open` reads a MIDI file of
as many notes in eight tracks, as File / Open does: seconds from the command until the song is painted, the longest
time between two turns of the window's event loop meanwhile, and the seconds that mido takes to parse the same file.
"""

from __future__ import annotations

import argparse
import gc
import os
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import mido
from figures import write_figures
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtWidgets import QApplication
from roll import BAR, BARS, LEFT, NONE, Frames, make_score

from musegen_app.app import COLLECT_AFTER, SWITCH_INTERVAL_SECONDS, settle_memory
from musegen_app.document.document import Document
from musegen_app.formats.midi import midi_bytes
from musegen_app.score import edits
from musegen_app.score.model import IMPORTED, Note, Score
from musegen_app.session.playing import DEBOUNCE_SECONDS
from musegen_app.session.session import Session
from musegen_app.session.settings import Settings
from musegen_app.ui.main_window import FRAME_AFTER_MS
from musegen_app.ui.shell import Shell
from musegen_app.ui.style import apply_theme
from musegen_app.ui.theme import DARK
from tests.fakes.fake_links import FakeEngine, FakeInference

WINDOW = (1800, 1050)
MANY = 5_000
SEEN_BARS = 8
STEPS = 1_000
WARM_STEPS = 200
TRACKS = 8
LONGEST_SECONDS = 60
GOALS = {"one note": 5.0, "5,000 notes": 50.0, "playlist, one note": 8.0, "open, s": 2.0}

Times = dict[str, float]
Pair = tuple[float, float]  # milliseconds on the wall's clock and on the processor's


class Bench:
    """The window with one large song."""

    def __init__(self, app: QApplication, score: Score) -> None:
        self.app = app
        self.session = Session(
            Settings(),
            engine=FakeEngine(),
            inference=FakeInference(),
            settings_file=Path(os.devnull),
            keep_settings=False,
        )
        self.shell = Shell(self.session)
        self.session.document.replace(score, None)
        self.shell.show_all()
        self.shell.show()
        self.shell.start()
        self.shell.bridge.stop_timer()
        self.frames = Frames(app, self.shell.roll.canvas)
        self.shell.roll.set_previews(False)
        self.shell.roll.set_follow(False)
        time.sleep(max(FRAME_AFTER_MS) / 1000)
        self.settle()  # the window has been made to fit a small screen
        self.shell.window.resize(*WINDOW)
        self.settle()
        assert self.shell.roll.canvas.width() > WINDOW[0] / 2
        settle_memory()

    def _look(self) -> None:
        stage = self.shell.roll.stage
        first = (BARS - SEEN_BARS) // 2 * BAR
        pitch = stage.pitch.fitted(30, 102, stage.height)
        stage.set_view(stage.time.fitted(first, first + SEEN_BARS * BAR, stage.width), pitch)

    def settle(self) -> None:
        """Everything is sent and painted."""
        for _ in range(3):
            time.sleep(DEBOUNCE_SECONDS)
            self.session.poll()
            self.frames.settle()

    # -- gestures ------------------------------------------------------------------------------------------------
    def choose(self, count: int) -> QPoint:
        """Select so many notes from the middle of the view on; where one of them can be held."""
        self._look()
        stage = self.shell.roll.stage
        first, last = stage.index.span(stage.time.tick(stage.width * 0.4), stage.time.tick(stage.width * 0.6))
        held = max(stage.index.notes[first:last], key=lambda n: n.duration_ticks)
        place = stage.index.table.place(held)
        chosen = stage.index.notes[place : place + count]
        self.shell.roll.select_notes(frozenset(n.id for n in chosen))
        self.settle()
        x = stage.time.x(held.start_tick + held.duration_ticks / 2)
        return QPoint(round(x), stage.pitch.y(held.pitch) + stage.pitch.row // 2)

    def move(self, count: int, number: int, steps: int = 0) -> tuple[Pair, list[Pair]]:
        """One drag of `count` notes: what the release cost, and each of the `steps` before it."""
        at = self.choose(count)
        row = self.shell.roll.stage.pitch.row * (1 if number % 2 else -1)
        self.frames.mouse(QEvent.Type.MouseButtonPress, at, LEFT, LEFT)
        self.frames.settle()
        drags = [self._drag(at + QPoint(40 + 25 * step, row)) for step in range(steps)]
        self._drag(at + QPoint(60, row))
        self.frames.settle()
        before = self.session.document.score
        spent = self.frames.one(
            lambda _: self.frames.mouse(QEvent.Type.MouseButtonRelease, at + QPoint(60, row), LEFT, NONE), number
        )
        assert self.session.document.score is not before, "nothing was moved"
        return spent, drags

    def _drag(self, to: QPoint) -> Pair:
        return self.frames.one(lambda _: self.frames.mouse(QEvent.Type.MouseMove, to, NONE, LEFT), 0)

    def flush(self) -> Pair:
        time.sleep(DEBOUNCE_SECONDS)
        begin, cpu = time.perf_counter(), time.thread_time()
        self.session.poll()
        return (time.perf_counter() - begin) * 1e3, (time.thread_time() - cpu) * 1e3

    def step_back(self) -> Pair:
        return self.frames.one(lambda _: self.session.document.undo(), 0)

    def step_on(self) -> Pair:
        return self.frames.one(lambda _: self.session.document.redo(), 0)

    def close(self) -> None:
        self.shell.bridge.stop()
        self.shell.window.may_close = lambda: True
        self.shell.window.close()
        self.session.close()


def measure_edits(bench: Bench, rounds: int) -> dict[str, Times]:
    found: dict[str, Times] = {}
    for name, count, times in (("one note", 1, rounds), ("5,000 notes", MANY, max(4, rounds // 2))):
        spent: dict[str, list[Pair]] = {k: [] for k in ("", "drag step, ", "playlist, ", "undo, ", "redo, ")}
        for number in range(times + 1):
            released, drags = bench.move(count, number, steps=3)
            some = {"": [released], "drag step, ": drags, "playlist, ": [bench.flush()]}
            some |= {"undo, ": [bench.step_back()], "redo, ": [bench.step_on()]}
            for kind, pairs in some.items():
                spent[kind] += pairs if number else []  # the first round warms up
        found |= {f"{kind}{name}": summed(pairs) for kind, pairs in spent.items()}
    return found


def summed(pairs: list[Pair]) -> Times:
    walls = sorted(wall for wall, _ in pairs)
    times = {"median": statistics.median(walls), "p95": walls[int(0.95 * (len(walls) - 1))], "max": walls[-1]}
    times["cpu"] = statistics.median(cpu for _, cpu in pairs)
    return {name: round(value, 2) for name, value in times.items()}


def measure_memory(score: Score) -> Times:
    """What `STEPS` steps of the history keep, beyond what is remembered of the last few edits anyway."""
    document = Document(score)
    track = score.tracks[0].id

    def edit(number: int) -> None:
        note = document.score.tracks[0].notes[number * 90 % 90_000]
        document.edit("Move", edits.move_notes(document.score, track, {note.id}, 60, 0))

    for number in range(WARM_STEPS):
        edit(number)
    gc.collect()
    tracemalloc.start()
    for number in range(WARM_STEPS):
        edit(WARM_STEPS + number)
    warm = tracemalloc.get_traced_memory()[0]
    for number in range(STEPS):
        edit(2 * WARM_STEPS + number)
    kept = tracemalloc.get_traced_memory()[0] - warm
    tracemalloc.stop()
    begin = time.perf_counter()
    document.go_to(0)
    back = time.perf_counter() - begin
    assert document.score == score
    return {
        "megabytes": round(kept / 1e6, 2),
        "bytes a step": round(kept / STEPS),
        "back to the start, s": round(back, 3),
    }


def in_tracks(score: Score) -> Score:
    """The notes dealt to eight tracks."""
    notes = [replace(n, origin=IMPORTED) for n in score.tracks[0].notes]
    dealt: list[list[Note]] = [notes[i::TRACKS] for i in range(TRACKS)]
    tracks = tuple(replace(score.tracks[0], id=-1 - i, channel=i, notes=tuple(some)) for i, some in enumerate(dealt))
    return replace(score, tracks=tracks)


def measure_opening(bench: Bench, path: Path) -> Times:
    """From the command until the song is painted; the longest turn of the event loop meanwhile."""
    session, roll = bench.session, bench.shell.roll
    turns: list[float] = []
    bench.shell.bridge.start()
    begin = last = time.perf_counter()
    bench.shell.files.open_path(path)
    shown = 0.0
    while time.perf_counter() - begin < (shown + 0.5 if shown else LONGEST_SECONDS):
        bench.app.processEvents()
        now = time.perf_counter()
        turns.append(now - last)
        last = now
        if not shown and session.document.path == path and roll.stage.score is session.document.score:
            shown = now - begin
        time.sleep(0.001)
    bench.shell.bridge.stop_timer()
    assert shown, "it was not opened"
    return {"s": round(shown, 3), "longest stall, ms": round(max(turns) * 1e3, 1)}


def measure_mido(path: Path) -> float:
    begin = time.perf_counter()
    mido.MidiFile(path)
    return round(time.perf_counter() - begin, 3)


def told(name: str, times: Times) -> str:
    goal = GOALS.get(name)
    over = "   over" if goal is not None and times["median"] > goal else ""
    return f"  {name:26s} {times['median']:8.2f} / {times['p95']:7.2f} ms   cpu {times['cpu']:7.2f}{over}"


def run(count: int, rounds: int, folder: Path, say: Callable[[str], None]) -> dict[str, object]:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    sys.setswitchinterval(SWITCH_INTERVAL_SECONDS)
    gc.set_threshold(*COLLECT_AFTER)
    apply_theme(app, DARK)
    score = make_score(count)
    bench = Bench(app, score)
    found: dict[str, object] = dict(measure_edits(bench, rounds))
    for name, times in measure_edits_lines(found):
        say(told(name, times))
    memory = measure_memory(score)
    say(f"  {STEPS} steps: {memory}")
    path = folder / "large.mid"
    path.write_bytes(midi_bytes(in_tracks(score)))
    opening = measure_opening(bench, path)
    opening["mido alone, s"] = measure_mido(path)
    say(f"  open {path.stat().st_size / 1024:.0f} KB: {opening}")
    bench.close()
    return {**found, "1,000 steps": memory, "open": opening}


def measure_edits_lines(found: dict[str, object]) -> list[tuple[str, Times]]:
    return [(name, times) for name, times in found.items() if isinstance(times, dict)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--notes", type=int, default=100_000)
    parser.add_argument("--screen", action="store_true", help="draw on the display")
    options = parser.parse_args()
    print(f"{options.notes} notes, load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MUSEGEN_HOME"] = folder
        found = run(options.notes, options.rounds, Path(folder), lambda line: print(line, flush=True))
    write_figures(options.json, found)


if __name__ == "__main__":
    main()
