"""What goes on beside the engine in the loaded runs of the benchmarks: a model that generates without a break in the
real inference process, and a real window that repaints 100,000 notes. Both in processes of their own.

    python benchmarks/busy.py generate | paint [--offscreen]     (for themselves; end with Ctrl-C)
"""

from __future__ import annotations

import itertools
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

NOTES = 100_000
UP_SECONDS = 60.0
_BAR = 3_840
_SIZE = (1280, 800)


@contextmanager
def busy(on: bool) -> Iterator[None]:
    """Both loads while the block lasts, if `on`; it begins when the first notes and the first picture are there."""
    started = [_start(what) for what in ("generate", "paint")] if on else []
    try:
        for process in started:
            assert process.stdout is not None
            assert process.stdout.readline().strip() == "goes on", "a load of the benchmark did not start"
        yield
    finally:
        for process in started:
            process.stdin.close() if process.stdin else None  # they end by themselves, and their processes with them
            try:
                process.wait(5.0)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _start(what: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(Path(__file__).resolve()), what, "--held"]
    display = {} if os.environ.get("DISPLAY") else {"QT_QPA_PLATFORM": "offscreen"}
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=dict(os.environ) | display
    )


def generate(wanted: Iterator[bool]) -> None:
    """Takes of 16 bars by the shipped net, one after the other, until `wanted` ends."""
    from musegen_app.base.paths import shipped_models_dir
    from musegen_app.sampling import messages as worker
    from musegen_app.sampling.process import InferenceLink
    from musegen_app.score.model import Note, Score, Track

    track = Track("Melody").with_notes([Note(i * 480, 480, 62 + i % 5) for i in range(32)])
    link = InferenceLink()
    link.send(worker.LoadBundle(str(shipped_models_dir() / "folk-lstm")))
    numbers = itertools.count(1)

    def begin() -> None:
        start = 4 * _BAR
        steering, wish = worker.Steering(), worker.Hearing()
        number = next(numbers)
        link.send(
            worker.Begin(number, Score(tracks=(track,)), track.id, 0, start, 16, steering, wish, number, start * 9)
        )

    begin()
    told = False
    for _ in wanted:
        for report in link.poll():
            if isinstance(report, worker.TakeDone):
                begin()
            if isinstance(report, worker.WorkerProblem):
                raise SystemExit(report.sentence)
            if isinstance(report, worker.NotesProposed) and not told:
                told = True
                print("goes on", flush=True)
        time.sleep(0.005)
    link.close()


def paint(wanted: Iterator[bool]) -> None:
    """The roll draws 100,000 notes, all in sight, again and again until `wanted` ends."""
    from PySide6.QtWidgets import QApplication

    from musegen_app.score.model import Note, Score, Track
    from musegen_app.ui.piano_roll.view import RollView

    app = QApplication([])
    dice, last = random.Random(1), NOTES * 120
    notes = [
        Note(dice.randrange(last), dice.randrange(120, 1_200), dice.randrange(36, 96), dice.randrange(20, 128))
        for _ in range(NOTES)
    ]
    roll = RollView()
    roll.set_score(Score(tracks=(Track("Track").with_notes(notes),)))
    roll.resize(*_SIZE)
    roll.show()
    app.processEvents()
    stage = roll.stage
    everything = stage.time.fitted(0, last, roll.canvas.width())
    print("goes on", flush=True)
    for number, _ in enumerate(wanted):
        stage.set_view(time=everything.scrolled(number % 2))
        app.processEvents()


def _while_held() -> Iterator[bool]:
    """Until whoever started us closes our input, or ends."""
    import select

    while not select.select([sys.stdin], [], [], 0)[0]:
        yield True


if __name__ == "__main__":
    held = _while_held() if "--held" in sys.argv else itertools.repeat(True)
    {"generate": generate, "paint": paint}[sys.argv[1]](held)
