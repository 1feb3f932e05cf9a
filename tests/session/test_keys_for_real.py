"""Keys of the window through a real engine process on the silent clock: struck, recorded, remembered."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from musegen_app.engine import messages as engine
from musegen_app.score.model import OriginKind, Score, Track
from musegen_app.session.session import Session
from musegen_app.session.settings import Settings
from tests.session.patience import wait

QUARTER = 960


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    for name in ("MUSEGEN_AUDIO", "MUSEGEN_SYNTH", "MUSEGEN_MIDI"):
        monkeypatch.setenv(name, "none")
    session = Session(Settings(count_in_bars=0), settings_file=tmp_path / "settings.json")
    session.document.replace(Score(tracks=(Track("Melody"),)), None)
    session.start(inference=False)
    yield session
    session.close()


def reach(session: Session, tick: int) -> None:
    wait(session, lambda: session.transport.state.tick >= tick)


def remembered(session: Session, count: int) -> None:
    wait(session, lambda: session.record.state.remembered >= count)


def test_keys_are_recorded_where_they_were_heard(session: Session) -> None:
    session.record.toggle()  # long before the engine is up
    reach(session, QUARTER)
    session.live.key_down(60, 101)
    remembered(session, 1)
    struck_by = session.transport.state.tick
    reach(session, 2 * QUARTER)
    session.live.key_up(60)
    session.live.control(64, 127)
    session.live.key_down(64)
    remembered(session, 4)
    session.transport.stop()
    wait(session, lambda: session.document.undo_label == "Record")
    first, second = session.document.score.tracks[0].notes
    assert (first.pitch, first.velocity, first.origin.kind) == (60, 101, OriginKind.PLAYED)
    early = QUARTER // 32  # what is heard lags a block or two behind what is played to the device
    assert QUARTER - early <= first.start_tick <= struck_by + QUARTER // 4
    assert first.end_tick >= 2 * QUARTER
    assert second.pitch == 64
    assert [c.value for c in session.document.score.tracks[0].controls] == [127, 0]


def test_a_killed_engine_takes_neither_the_recording_nor_the_memory(session: Session) -> None:
    pids: list[int] = []
    on_engine = session._on_engine

    def watch(report: engine.EngineReport) -> None:
        if isinstance(report, engine.Ready):
            pids.append(report.pid)
        on_engine(report)

    session._on_engine = watch  # type: ignore[method-assign]
    session.sound.refresh_devices()
    session.record.toggle()
    reach(session, 10)
    session.live.key_down(60)
    remembered(session, 1)
    os.kill(_engine_pid(), signal.SIGKILL)
    wait(session, lambda: pids)  # another one is up
    assert session.record.state.recording
    tick = session.transport.state.tick
    wait(session, lambda: session.transport.state.tick > tick)
    session.live.key_down(62)
    remembered(session, 3)  # the lost release of the first key was made up
    session.transport.stop()
    wait(session, lambda: session.document.undo_label == "Record")
    assert sorted(n.pitch for n in session.document.score.tracks[0].notes) == [60, 62]
    seed = session.record.capture_as_seed(seconds=60)
    assert seed is not None
    assert sorted(n.pitch for n in session.document.score.track(seed).notes) == [60, 62]


def _engine_pid() -> int:
    import multiprocessing

    (child,) = [c for c in multiprocessing.active_children() if c.name == "musegen-engine"]
    assert child.pid is not None
    return child.pid
