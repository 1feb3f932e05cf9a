from __future__ import annotations

from dataclasses import replace

from musegen_app.engine import messages as engine
from musegen_app.engine.messages import InPort, OutPort, PortInfo, SyncState
from musegen_app.score.model import Output, Score, Track
from musegen_app.session.ports import PortsState
from musegen_app.session.settings import load_settings
from tests.session.conftest import Room

PIANO, PADS = PortInfo("Digital Piano", "ALSA", opened=True), PortInfo("Pads", "JACK", opened=True)


def report(room: Room, *inputs: PortInfo, outputs: tuple[PortInfo, ...] = (), problem: str = "") -> None:
    room.engine.reports.append(engine.PortList(inputs, outputs, problem))
    room.step()


def test_ports_are_shown_with_what_the_user_wants_of_them(room: Room) -> None:
    seen: list[PortsState] = []
    room.session.on_ports.subscribe(seen.append)
    room.session.ports.set_input(InPort("Digital Piano", transpose=12))
    room.session.ports.set_output(OutPort("Away", offset_ms=-5.0))
    report(room, PIANO, PADS, outputs=(PADS,), problem="")
    state = seen[-1]
    assert state == room.session.ports.state
    assert [(r.info, r.wish) for r in state.inputs] == [
        (PIANO, InPort("Digital Piano", transpose=12)),
        (PADS, InPort("Pads")),
    ]
    assert [(r.info.name, r.info.present, r.wish) for r in state.outputs] == [
        ("Pads", True, OutPort("Pads")),
        ("Away", False, OutPort("Away", offset_ms=-5.0)),
    ]


def test_a_wish_is_sent_and_outlasts_the_program(room: Room) -> None:
    room.session.ports.set_input(InPort("Digital Piano", enabled=False, channels=1, curve=0.5, transpose=-12))
    room.session.ports.set_input(InPort("Pads"))
    room.session.ports.set_input(InPort("Pads", curve=2.0))
    room.session.ports.set_output(OutPort("Expander", 12.5, clock=True))
    room.session.ports.set_all_inputs(False)
    room.session.ports.follow_clock("Sequencer")
    wish = room.engine.last(engine.SetPorts)
    assert [(p.name, p.curve) for p in wish.inputs] == [("Digital Piano", 0.5), ("Pads", 2.0)]
    assert (wish.outputs, wish.all_inputs) == ((OutPort("Expander", 12.5, True),), False)
    assert room.engine.last(engine.SetSync) == engine.SetSync("Sequencer")
    room.step(1.5)
    saved = load_settings(room.session._settings_file)
    assert (saved.in_ports, saved.out_ports) == (wish.inputs, wish.outputs)
    assert (saved.all_inputs, saved.sync_port) == (False, "Sequencer")


def test_an_input_that_was_never_chosen_follows_the_rule_for_all(room: Room) -> None:
    room.session.ports.set_all_inputs(False)
    report(room, PIANO)
    assert room.session.ports.state.inputs[0].wish == InPort("Digital Piano", enabled=False)


def test_a_port_that_goes_and_comes_is_said_once_each(room: Room) -> None:
    said: list[str] = []
    room.session.on_status.subscribe(lambda line: said.append(line.line))
    report(room, PIANO)
    report(room, outputs=(PADS,))
    report(room)
    report(room, PIANO)
    report(room, PIANO, PADS)
    report(room, outputs=(PADS,))
    report(room)
    about = [line for line in said if "Piano" in line or "Pads" in line]
    assert about == [
        "“Digital Piano” is gone; it will be used again when it is back",
        "“Pads” is gone; it will be used again when it is back",
        "“Digital Piano” is back",
        "“Pads” is back",
        "“Digital Piano” is gone; it will be used again when it is back",
        "“Pads” is gone; it will be used again when it is back",
    ]


def test_a_hub_that_is_pulled_is_one_message(room: Room) -> None:
    report(room, PIANO, PADS, outputs=(PADS, PortInfo("Expander", "ALSA", opened=True)))
    report(room)
    assert room.session.status.line == (
        "“Digital Piano”, “Expander” and “Pads” are gone; they will be used again when they are back"
    )
    report(room, PIANO, PADS)
    assert room.session.status.line == "“Digital Piano” and “Pads” are back"


def test_a_port_that_is_merely_closed_is_not_gone(room: Room) -> None:
    report(room, PIANO)
    before = room.session.status.line
    report(room, PortInfo("Digital Piano", "ALSA"))
    assert room.session.status.line == before


def test_an_input_that_is_heard_no_more_is_told_however_that_came(room: Room) -> None:
    silent: list[str] = []
    room.session.ports.gone.subscribe(silent.append)
    report(room, PIANO, PADS, outputs=(PADS,))
    report(room, replace(PIANO, opened=False), PADS, outputs=(PADS,))  # switched off
    assert silent == ["Digital Piano"]
    report(room, outputs=(PADS,))  # unplugged, but for the output of the same name
    assert silent == ["Digital Piano", "Pads"]


def test_the_followed_clock_is_named(room: Room) -> None:
    room.session.ports.follow_clock("Sequencer")
    standing = [s.line for s in room.session.status.standing]
    assert "Waiting for the clock of “Sequencer”" in standing
    room.engine.reports.append(SyncState("Sequencer", True, 120.31))
    room.step()
    assert room.session.ports.state.sync.bpm == 120.31
    assert "Following the clock of “Sequencer” at 120.3 bpm" in [s.line for s in room.session.status.standing]
    room.session.ports.follow_clock("")
    assert not any("clock" in s.line for s in room.session.status.standing)


def test_asking_and_trying_reach_the_engine(room: Room) -> None:
    room.session.ports.refresh()
    room.session.ports.test("Expander")
    assert room.engine.last(engine.ListPorts) == engine.ListPorts()
    assert room.engine.last(engine.TestPort) == engine.TestPort("Expander")


def test_a_track_whose_output_is_not_there_is_said_until_it_is(room: Room) -> None:
    expander = PortInfo("Expander", "ALSA")
    track = Track("Bass", output=Output(port="Expander"))
    room.session.document.replace(Score(tracks=(track,)), None)
    report(room, outputs=(replace(expander, present=False),))
    words = "“Expander” is not connected: plug it in, or choose another MIDI port in the track's mix"
    assert words in [s.line for s in room.session.status.standing]
    report(room, outputs=(expander,))
    assert words not in [s.line for s in room.session.status.standing]
    report(room, outputs=(replace(expander, present=False),))
    room.session.document.replace(Score(tracks=(replace(track, mute=True),)), None)
    assert words not in [s.line for s in room.session.status.standing]


# --- the keys in the window ------------------------------------------------------------------------------
def sent(room: Room) -> list[tuple[int, ...]]:
    return [tuple(c.data) for c in room.engine.of(engine.LiveMessage)]


def test_keys_of_the_window_are_played_like_those_of_a_port(room: Room) -> None:
    live = room.session.live
    live.key_down(60, 100)
    live.key_down(60, 100)  # the keyboard repeats
    live.key_down(64, 0)
    live.key_up(60)
    live.key_up(60)
    live.control(64, 200)
    live.bend(0)
    live.bend(-9000)
    assert sent(room) == [(0x90, 60, 100), (0x90, 64, 1), (0x80, 60, 64), (0xB0, 64, 127), (0xE0, 0, 64), (0xE0, 0, 0)]
    assert {c.port for c in room.engine.of(engine.LiveMessage)} == {"Computer keyboard"}


def test_a_key_beyond_the_piano_is_no_key(room: Room) -> None:
    room.session.live.key_down(128)
    room.session.live.key_up(128)
    assert sent(room) == []
