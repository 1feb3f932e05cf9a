from __future__ import annotations

from pathlib import Path

import pytest

from musegen_app.base.errors import DeviceError
from musegen_app.cli import record
from musegen_app.session.session import Session
from musegen_app.session.settings import Settings
from tests.cli.conftest import Command, one_line
from tests.fakes.links import FakeLink, ManualClock
from tests.session.players import event


def test_what_a_player_plays_meanwhile_is_recorded() -> None:
    from musegen_app.engine import messages as engine

    link, clock = FakeLink(), ManualClock()
    session = Session(Settings(count_in_bars=0, record_mode="takes"), engine=link, now=clock, keep_settings=False)
    session.start(inference=False)

    def sleep(seconds: float) -> None:
        """A moment passes in which the song goes on; at a quarter somebody strikes a key for a quarter."""
        clock.pass_by(0.125)
        at_ns, tick = round(clock() * 1e9), session.transport.state.tick + 240
        if not link.of(engine.Stop):
            link.reports.append(engine.Position(tick, True, 1, 0, 0, 0.0))
        if tick in (960, 1920):
            link.reports.append(engine.Played((event(0x90, 60, 90 * (tick == 960), at_ns=at_ns, tick=tick),)))

    record.record(session, 2.0, clock, sleep)
    session.close()
    assert [(n.start_tick, n.duration_ticks) for n in session.document.score.tracks[0].notes] == [(960, 960)]
    assert link.of(engine.Stop)


def test_the_inputs_are_those_that_are_open() -> None:
    from musegen_app.engine import messages as engine

    link, clock = FakeLink(), ManualClock()
    session = Session(Settings(), engine=link, now=clock, keep_settings=False)
    session.start(inference=False)
    open_, other = engine.PortInfo("Digital Piano", "ALSA", opened=True), engine.PortInfo("Pads", "ALSA")
    link.reports.append(engine.PortList((open_, other)))
    assert record.inputs(session, clock, clock.pass_by) == ["Digital Piano"]
    link.reports.append(engine.PortList())
    session.poll()
    with pytest.raises(DeviceError, match="connect a keyboard"):
        record.inputs(session, clock, clock.pass_by)
    session.close()


@pytest.mark.slow
def test_what_cannot_be_recorded(musegen: Command, tmp_path: Path) -> None:
    assert "MIDI" in one_line(musegen("record", "-o", "out.mid", "--seconds", 1), 1)
    assert ".mid" in one_line(musegen("record", "-o", "out.mp3"), 2)
    assert "seconds" in one_line(musegen("record", "-o", "out.mid", "--seconds", 0), 2)
    assert "tempo" in one_line(musegen("record", "-o", "out.mid", "--tempo", "fast"), 2)
    assert not (tmp_path / "out.mid").exists()
