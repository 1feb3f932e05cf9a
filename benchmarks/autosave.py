"""How long the window stands still while a song is written beside it: `python benchmarks/autosave.py`.

A Qt event loop with a timer of one millisecond, the interpreter set as the program sets it, and songs of several
sizes. A stall is the time by which a tick of the timer comes too late; "at rest" is the same without any writing.
"""

from __future__ import annotations

import gc
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from PySide6.QtCore import QCoreApplication, Qt, QTimer

from musegen_app.app import SWITCH_INTERVAL_SECONDS
from musegen_app.formats import project_stream  # noqa: F401 - what the first writing would import
from musegen_app.score import edits
from musegen_app.score.model import Note, Score, Track
from musegen_app.session.session import Session
from musegen_app.session.settings import Settings

SIZES = (20_000, 100_000)
REST_SECONDS = 1.0
ROUNDS = 5


class Clock:
    """The session's clock, set on by hand."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def song(notes: int) -> Score:
    """Five tracks that share so many notes."""
    each = notes // 5
    rows = [[Note(i * 120, 100 + i % 37, 40 + (i * 7 + k) % 50, 50 + i % 60) for i in range(each)] for k in range(5)]
    return Score("Large", tuple(Track(f"Track {k}").with_notes(r) for k, r in enumerate(rows)))


def stalls(app: QCoreApplication, until: object, poll: object) -> list[float]:
    """How late each tick came, in milliseconds, until `until()` holds."""
    late: list[float] = []
    last = time.perf_counter()

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        late.append(max(0.0, (now - last) * 1000 - 1.0))
        poll()  # type: ignore[operator]
        last = time.perf_counter()
        if until():  # type: ignore[operator]
            app.quit()

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.setInterval(1)
    timer.timeout.connect(tick)
    timer.start()
    app.exec()
    return late


def told(name: str, late: list[float], seconds: float) -> None:
    ordered = sorted(late)
    p99 = ordered[int(len(ordered) * 0.99)]
    print(f"{name:34} {seconds:8.2f} {statistics.median(late):8.2f} {p99:8.2f} {ordered[-1]:8.2f}")


def measure(app: QCoreApplication, notes: int) -> None:
    clock = Clock()
    session = Session(Settings(), now=clock)
    session.document.replace(song(notes), None)
    gc.collect()
    gc.freeze()
    autosave = session.autosave
    every: list[float] = []
    begun = time.perf_counter()
    for round_ in range(ROUNDS):
        session.document.edit("Rename", edits.set_title(session.document.score, f"{round_}"))
        clock.seconds += 121
        autosave.poll()
        every += stalls(app, lambda: not autosave._writer.busy, autosave.poll)
    told(f"{notes:,} notes, unsaved changes", every, (time.perf_counter() - begun) / ROUNDS)
    every = []
    begun = time.perf_counter()
    for _ in range(ROUNDS):
        session.files.save_as(Path(os.environ["MUSEGEN_HOME"]) / "song.musegen", wait=False)
        every += stalls(app, lambda: not session.files._saver.busy, session.files.poll)
        session.files.poll()
    told(f"{notes:,} notes, saving", every, (time.perf_counter() - begun) / ROUNDS)
    session.close()


def main() -> None:
    sys.setswitchinterval(SWITCH_INTERVAL_SECONDS)
    app = QCoreApplication([])
    print(f"load average {os.getloadavg()[0]:.1f}; ms late: median, 99 %, longest")
    print(f"{'':34} {'seconds':>8} {'median':>8} {'99 %':>8} {'longest':>8}")
    end = time.perf_counter() + REST_SECONDS
    told("at rest", stalls(app, lambda: time.perf_counter() > end, lambda: None), REST_SECONDS)
    with tempfile.TemporaryDirectory() as home:
        os.environ["MUSEGEN_HOME"] = home
        for notes in SIZES:
            measure(app, notes)


if __name__ == "__main__":
    main()
