from __future__ import annotations

import pytest

from musegen_app.engine import messages as engine
from musegen_app.score import edits
from musegen_app.score.model import Output
from musegen_app.session.settings import Settings
from musegen_app.session.transport import CHORDS
from tests.session.conftest import QUARTER, Room


def test_a_range_is_played_once(room: Room) -> None:
    room.session.transport.play_range(QUARTER, 3 * QUARTER)
    assert room.engine.last(engine.Play) == engine.Play(QUARTER, 0, 3 * QUARTER)
    assert room.session.transport.state.tick == QUARTER


@pytest.mark.parametrize(("wanted", "sent"), [(50, 50), (200, 200), (1, 25), (900, 400)])
def test_the_speed_stays_in_its_range(room: Room, wanted: int, sent: int) -> None:
    room.session.transport.set_speed(wanted)
    assert room.engine.last(engine.SetSpeed) == engine.SetSpeed(sent)
    assert room.session.transport.state.speed == sent


def test_the_metronome_has_a_level_and_an_accent(room: Room) -> None:
    transport = room.session.transport
    transport.set_metronome(True, gain_db=-12.0, accent=False)
    transport.set_metronome(True)
    assert room.engine.last(engine.SetMetronome) == engine.SetMetronome(True, -12.0, False)
    assert (transport.state.click_db, transport.state.accent) == (-12.0, False)
    assert (room.session.settings.click_db, room.session.settings.accent) == (-12.0, False)
    assert Settings().accent


def test_levels_are_told_by_track(room: Room) -> None:
    score = edits.add_track(room.session.document.score)
    outside = score.tracks[-1].id
    score = edits.set_output(score, outside, Output(False, "Piano", 0))
    room.session.document.edit("Track", score)
    levels = tuple(0.5 if c == 0 else 0.25 if c == 15 else 0.0 for c in range(16))
    room.engine.reports.append(engine.Position(0, False, 0, 0, 0, 0.5, levels, count_in=0))
    room.step()
    assert room.session.transport.state.levels == {room.track_id: 0.5, CHORDS: 0.25}
    room.engine.reports.append(engine.Position(0, False, 0, 0, 0, 0.0, ()))
    room.step()
    assert room.session.transport.state.levels == {}


def test_the_count_in_is_counted(room: Room) -> None:
    room.session.transport.play(0, count_in_bars=1)
    room.engine.reports.append(engine.Position(0, True, 0, 0, 0, 0.0, count_in=3))
    room.step()
    assert room.session.transport.state.count_in == 3
    assert room.session.status.line == "Count-in: 3"


def test_a_new_engine_that_does_not_play_yet_stops_nothing(room: Room) -> None:
    room.session.transport.play(0)
    room.step(1.0)
    room.engine.alive = False
    room.step()
    room.engine.reports.append(engine.Position(0, False, 0, 0, 0, 0.0))
    room.step(1.0)
    assert room.session.transport.state.playing
    room.engine.reports.append(engine.Position(QUARTER, True, 0, 0, 0, 0.0))
    room.step()
    room.engine.reports.append(engine.Position(QUARTER, False, 0, 0, 0, 0.0))  # and then it does stop
    room.step()
    assert not room.session.transport.state.playing


def test_what_a_new_engine_says_before_it_was_asked_stops_nothing(room: Room) -> None:
    room.session.transport.play(0)
    room.step(3.0)  # it takes its time to start
    room.engine.reports.extend((engine.Ready(1, False, ()), engine.Position(0, False, 0, 0, 0, 0.0)))
    room.step()
    assert room.session.transport.state.playing
    room.engine.reports.append(engine.Position(0, False, 0, 0, 0, 0.0))
    room.step(2.0)
    assert not room.session.transport.state.playing
