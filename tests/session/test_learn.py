"""MIDI knobs that steer: learned, picked up, followed, remembered, and kept out of the music."""

from __future__ import annotations

from pathlib import Path

import pytest

from musegen_app.base.errors import SettingsError
from musegen_app.engine import messages as engine
from musegen_app.sampling.messages import Steering
from musegen_app.score.model import ControlKind
from musegen_app.session.knobs import Knob, Preset, knobs_of
from musegen_app.session.settings import Settings, load_settings, save_settings
from tests.session.conftest import Room
from tests.session.players import PIANO, Player

CC, KNOB, OTHER = 0xB0, 21, 22


@pytest.fixture
def player(room: Room) -> Player:
    return Player(room)


def turn(room: Room, player: Player, *values: int, number: int = KNOB) -> None:
    for value in values:
        player.send(CC, number, value, 0)
        room.step()


def learn(room: Room, player: Player, control: str, value: int, number: int = KNOB) -> None:
    room.session.learn.learn(control)
    turn(room, player, value, number=number)


def density(room: Room) -> float:
    return room.session.settings.steering.density


def test_the_next_controller_is_learned_told_to_the_engine_and_moves_the_control(room: Room, player: Player) -> None:
    room.session.learn.learn("density")
    assert "Density" in room.session.status.line
    player.strike(60, 0)  # a key is no knob
    turn(room, player, 64)
    assert room.session.learn.state.knobs == (Knob("density", PIANO, 0, KNOB),)
    assert room.session.learn.state.learning == ""
    assert room.engine.last(engine.SetKnobs).knobs == ((PIANO, 0, KNOB),)
    turn(room, player, 100, 127)
    assert density(room) == 1.0
    turn(room, player, 63)
    assert density(room) == 0.0  # the middle can be met
    turn(room, player, 0)
    assert density(room) == -1.0


def test_learning_again_leaves_it(room: Room, player: Player) -> None:
    room.session.learn.learn("density")
    room.session.learn.learn("density")
    turn(room, player, 64, 100)
    assert room.session.learn.state.knobs == ()
    assert density(room) == 0.0


def test_a_knob_that_stands_elsewhere_changes_nothing_until_it_meets_the_value(room: Room, player: Player) -> None:
    learn(room, player, "density", 10)
    assert density(room) == 0.0
    assert room.session.learn.state.waiting == {"density": pytest.approx(10 / 127)}
    turn(room, player, 30, 50)
    assert density(room) == 0.0
    turn(room, player, 70)  # past the middle, where the value stood
    assert density(room) == pytest.approx(-1 + 2 * 70 / 127)
    assert room.session.learn.state.waiting == {}
    turn(room, player, 20)
    assert density(room) == pytest.approx(-1 + 2 * 20 / 127)


def test_who_moves_the_slider_takes_it_out_of_the_knob_s_hand(room: Room, player: Player) -> None:
    learn(room, player, "density", 64)
    turn(room, player, 90)
    room.session.compose.steer(Steering(density=-0.9))
    turn(room, player, 91)
    assert density(room) == -0.9
    assert room.session.learn.state.waiting == {"density": pytest.approx(91 / 127)}
    turn(room, player, 5)
    assert density(room) == pytest.approx(-1 + 2 * 5 / 127)


def test_many_values_of_a_turn_are_told_no_oftener_than_can_be_heard(room: Room, player: Player) -> None:
    told: list[tuple[str, float]] = []
    learn(room, player, "density", 64)
    room.session.learn.moved.subscribe(told.append)
    for value in range(64, 104):
        player.send(CC, KNOB, value, 0)  # a millisecond apart
    room.step()
    assert 1 <= len(told) <= 3
    assert told[-1] == ("density", density(room))
    assert density(room) == pytest.approx(-1 + 2 * 103 / 127)


def test_pitches_are_whole_and_their_ends_mean_no_limit(room: Room, player: Player) -> None:
    learn(room, player, "pitch_low", 0)
    turn(room, player, 62)
    assert room.session.settings.steering.pitch_low == 62.0
    turn(room, player, 0)
    assert room.session.settings.steering.pitch_low == 0.0


def test_a_controller_moves_one_control_and_a_control_has_one(room: Room, player: Player) -> None:
    learn(room, player, "density", 64)
    learn(room, player, "leaps", 64)
    assert [k.control for k in room.session.learn.state.knobs] == ["leaps"]
    learn(room, player, "leaps", 64, number=OTHER)
    assert room.session.learn.state.knobs == (Knob("leaps", PIANO, 0, OTHER),)
    room.session.learn.forget("leaps")
    assert room.session.learn.state.knobs == ()
    turn(room, player, 64, 127, number=OTHER)
    assert room.session.settings.steering == Steering()


def test_a_learned_knob_is_no_part_of_the_music_other_controllers_are(room: Room, player: Player) -> None:
    learn(room, player, "density", 64)
    room.session.record.set_count_in(0)
    room.session.record.toggle()
    turn(room, player, 70, 80)
    turn(room, player, 99, number=1)
    room.session.transport.stop()
    room.step(0.2)
    recorded = room.session.document.score.track(room.track_id).controls
    assert [(c.kind, c.number, c.value) for c in recorded] == [(ControlKind.CONTROL, 1, 99)]


def test_knobs_and_presets_are_remembered_and_nonsense_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    settings = Settings(
        knobs=(Knob("density", PIANO, 2, KNOB),), presets=(Preset("Calm", Steering(density=-0.5, pitch_low=60.0)),)
    )
    assert save_settings(settings, path)
    assert load_settings(path) == settings
    good = {"control": "leaps", "port": "Box", "channel": 0, "number": 7}
    rows = [good, 3, {**good, "channel": 16}, {**good, "number": True}, {**good, "control": None}]
    assert knobs_of(rows) == (Knob("leaps", "Box", 0, 7),)
    assert knobs_of([good, {**good, "control": "density"}]) == (Knob("density", "Box", 0, 7),)
    assert knobs_of("nonsense") == ()


def test_a_knob_of_a_control_that_is_no_more_is_left_alone(room: Room, player: Player) -> None:
    room.session.change_settings(knobs=(Knob("gone", PIANO, 0, KNOB),))
    room.session.learn._bind(room.session.settings.knobs)
    turn(room, player, 64, 100)
    assert room.session.settings.steering == Steering()


# --- presets -----------------------------------------------------------------------------------------------
def test_settings_are_kept_under_a_name_recalled_and_forgotten(room: Room) -> None:
    presets, compose = room.session.presets, room.session.compose
    names: list[tuple[str, ...]] = []
    presets.changed.subscribe(names.append)
    compose.steer(Steering(density=0.5))
    presets.keep(" Busy ")
    presets.neutral()
    assert room.session.settings.steering.top_p == 1.0
    assert density(room) == 0.0
    presets.recall("Busy")
    assert density(room) == 0.5
    presets.usual()
    assert room.session.settings.steering == Steering()
    presets.keep("Busy")  # in place of the first
    presets.recall("Busy")
    assert density(room) == 0.0
    presets.forget("Busy")
    assert names == [("Busy",), ("Busy",), ()]
    with pytest.raises(SettingsError, match="Busy"):
        presets.recall("Busy")
    with pytest.raises(SettingsError, match="name"):
        presets.keep("  ")
