"""The session with its real processes and the shipped bundle, without a device: no window, no torch."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from musegen_app.base.paths import shipped_models_dir
from musegen_app.engine import messages as engine
from musegen_app.sampling import messages as worker
from musegen_app.score.model import Note, Score, Track
from musegen_app.session.compose import GenerateRequest
from musegen_app.session.session import Session
from musegen_app.session.settings import Settings
from tests.session.patience import wait
from tests.test_layers import imported_by

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (shipped_models_dir() / "folk-lstm").is_dir(), reason="no shipped bundle"),
]
QUARTER = 960


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setenv("MUSEGEN_AUDIO", "none")
    session = Session(Settings(), settings_file=tmp_path / "settings.json")
    pitches = (62, 64, 66, 67, 69, 71, 73, 74)
    track = Track("Melody").with_notes([Note(i * 480, 480, pitches[i % 8]) for i in range(16)])
    session.document.replace(Score(tracks=(track,)), None)
    yield session
    session.close()


def continue_song(session: Session, **fields: int) -> tuple[Note, ...]:
    track = session.document.score.tracks[0]
    session.compose.generate(GenerateRequest(track.id, bars=4, **fields))
    wait(session, lambda: session.compose.current is not None and session.compose.current.done)
    assert session.compose.current is not None
    return session.compose.current.notes


def shape(notes: tuple[Note, ...]) -> list[tuple[int, int, int, int]]:
    return [(n.start_tick, n.duration_ticks, n.pitch, n.velocity) for n in notes]


def test_continue_accept_and_play(session: Session) -> None:
    session.start()
    first = continue_song(session, rng_seed=7)
    assert {n.start_tick // (4 * QUARTER) for n in first} == {2, 3, 4, 5}
    assert shape(continue_song(session, rng_seed=7)) == shape(first)
    assert shape(continue_song(session, rng_seed=8)) != shape(first)
    session.compose.accept()
    session.transport.play(0)
    wait(session, lambda: session.transport.state.tick > QUARTER)
    session.transport.stop()
    assert not session.transport.state.playing


def test_killed_processes_come_back(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    ready: dict[type, int] = {}
    on_engine, on_worker = session._on_engine, session.compose.on_report

    def watch_engine(report: engine.EngineReport) -> None:
        if isinstance(report, engine.Ready):
            ready[engine.Ready] = report.pid
            assert report.modules == ()
        on_engine(report)

    def watch_worker(report: worker.WorkerReport) -> None:
        if isinstance(report, worker.WorkerReady):
            ready[worker.WorkerReady] = report.pid
            assert report.modules == ()
        on_worker(report)

    monkeypatch.setattr(session, "_on_engine", watch_engine)
    monkeypatch.setattr(session.compose, "on_report", watch_worker)
    session.start()
    wait(session, lambda: len(ready) == 2)
    first = dict(ready)
    session.transport.play(0)
    wait(session, lambda: session.transport.state.tick > 0)
    for pid in first.values():
        os.kill(pid, signal.SIGKILL)
    wait(session, lambda: all(ready[kind] != pid for kind, pid in first.items()))
    tick = session.transport.state.tick
    wait(session, lambda: session.transport.state.tick > tick)  # it plays on
    assert continue_song(session, rng_seed=7)


def test_making_four_bars_needs_neither_torch_nor_qt() -> None:
    script = Path(__file__).with_name("four_bars.py").read_text("utf-8")
    names = imported_by(script)
    assert {"torch", "PySide6", "onnxruntime"} & names == set()
