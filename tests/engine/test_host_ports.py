"""The host with MIDI ports: from a keyboard to a piano and back, and nothing sounds on when anything ends."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from musegen_app.engine import host as host_module
from musegen_app.engine import messages as m
from musegen_app.engine.build import playlist_of
from musegen_app.engine.ports.sounding import silencers
from musegen_app.engine.process import EngineLink
from musegen_app.engine.route import Route
from tests.engine.conftest import melody, routed
from tests.engine.test_host import WAIT_SECONDS, Parent
from tests.fakes.fake_ports import FakePorts
from tests.waiting import joined, wait_until

PIANO = Route("Piano", 2)
LONG = routed(playlist_of(melody(0, 96_000, length=90_000)), PIANO)
ON, OFF = bytes((0x92, 60, 80)), bytes((0x82, 60, 64))


@dataclass
class Wired:
    """A host with a keyboard and a piano."""

    parent: Parent
    ports: FakePorts

    def send(self, *commands: m.EngineCommand) -> None:
        for command in commands:
            self.parent.pipe.send(command)

    @property
    def sent(self) -> list[bytes]:
        """What went to the piano, ever."""
        return [data for output in self.ports.opened_outputs for data in output.messages]

    def wait_for(self, *messages: bytes) -> None:
        """Until the piano has got all of these."""
        wait_until(lambda: set(messages) <= set(self.sent), WAIT_SECONDS, lambda: self.sent)

    def press(self, *data: int) -> None:
        self.ports.input("Keys").play(bytes(data))

    def play(self) -> None:
        """Until the long note sounds."""
        self.send(m.LoadPlaylist(1, LONG))
        self.parent.heard(m.PortList, lambda report: any(port.opened for port in report.outputs))
        self.send(m.Play(0))
        self.wait_for(ON)


@pytest.fixture
def wired(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wired]:
    ports = FakePorts(("Keys",), ("Piano",))
    monkeypatch.setattr(host_module, "ports_for", lambda midi: ports)
    running = Parent()
    running.heard(m.PortList, lambda report: any(port.opened for port in report.inputs))
    yield Wired(running, ports)
    running.pipe.close()
    joined(running.thread, WAIT_SECONDS)


def is_silenced(sent: list[bytes]) -> bool:
    """The note-off of what sounded came before the silencers of all channels."""
    return OFF in sent and sent[-64:] == silencers() and sent.index(OFF) < len(sent) - 64


def test_a_track_plays_outside_and_stop_ends_it(wired: Wired) -> None:
    wired.play()
    wired.send(m.Stop())
    wired.wait_for(OFF)


@pytest.mark.parametrize("end", ["parent gone", "quit"])
def test_when_the_process_ends_outputs_are_silenced_note_by_note_and_then_by_all_means(wired: Wired, end: str) -> None:
    wired.play()
    if end == "quit":
        wired.send(m.Quit())
    else:
        wired.parent.pipe.close()
    joined(wired.parent.thread, WAIT_SECONDS)
    assert is_silenced(wired.sent)
    assert all(port.closed for port in wired.ports.opened_outputs + wired.ports.opened_inputs)


def test_panic_silences_the_outputs_and_so_does_the_panic_key_while_the_parent_hangs(wired: Wired) -> None:
    wired.play()
    wired.send(m.Panic())
    wait_until(lambda: is_silenced(wired.sent), WAIT_SECONDS, lambda: wired.sent)
    before = len(wired.sent)
    wired.send(m.SetPanicTrigger(0xB0, 80), m.Play(0))
    wait_until(lambda: ON in wired.sent[before:], WAIT_SECONDS)
    wired.press(0xB0, 80, 127)  # and nobody reads what the engine reports
    wait_until(lambda: is_silenced(wired.sent[before:]), WAIT_SECONDS, lambda: wired.sent[before:])


def test_keys_sound_outside_and_are_let_go_when_the_keyboard_is_unplugged(wired: Wired) -> None:
    wired.send(m.SetThru(m.LiveSound(synth=False, route=PIANO)))
    wired.wait_for(bytes((0xC2, 0)))
    wired.press(0x90, 60, 80)
    wired.wait_for(ON)
    (event,) = wired.parent.heard(m.Played).events
    assert (event.port, event.status, event.data1, event.data2) == ("Keys", 0x90, 60, 80)
    wired.ports.input_names.clear()
    wired.wait_for(OFF)


def test_an_output_that_comes_back_is_told_the_program_again(wired: Wired) -> None:
    wired.play()
    wired.ports.output_names.clear()
    wait_until(lambda: wired.ports.opened_outputs[-1].closed, WAIT_SECONDS)
    wired.ports.output_names.append("Piano")
    wait_until(lambda: len(wired.ports.opened_outputs) == 2, WAIT_SECONDS)
    wait_until(lambda: bytes((0xC2, 0)) in wired.ports.output("Piano").messages, WAIT_SECONDS)


def test_clock_goes_to_the_outputs_that_want_it(wired: Wired) -> None:
    wired.send(m.SetPorts(outputs=(m.OutPort("Piano", clock=True),)), m.LoadPlaylist(1, LONG))
    wired.parent.heard(m.PortList, lambda report: any(port.opened for port in report.outputs))
    wired.send(m.Play(0))
    wired.wait_for(b"\xf2\0\0", b"\xfa", b"\xf8")
    wired.send(m.Stop())
    wired.wait_for(b"\xfc")


def test_a_clock_that_comes_in_is_followed_and_reported(wired: Wired) -> None:
    wired.send(m.SetSync("Keys"), m.LoadPlaylist(1, LONG))
    wired.parent.heard(m.SyncState, lambda state: state.port == "Keys")
    now = time.monotonic_ns()
    wired.press(0xFA)
    for clock in range(48):  # two beats at 100 bpm, up to this moment
        wired.ports.input("Keys").play(b"\xf8", now - (47 - clock) * 25_000_000)
    wired.parent.heard(m.SyncState, lambda state: state.running and 99.8 <= state.bpm <= 100.2)
    wired.parent.heard(m.Position, lambda place: place.playing and place.tick >= 1_920)


def test_all_processes_of_a_link_share_the_file_of_sounding_notes_and_closing_removes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    link = EngineLink(audio="none", synth="none", midi="none")
    link.spawn()
    link.restart()
    assert len(list(tmp_path.glob("musegen-sounding-*"))) == 1
    link.close()
    assert list(tmp_path.glob("musegen-sounding-*")) == []


def test_panic_reaches_the_outputs_even_when_no_callback_comes_any_more(wired: Wired) -> None:
    wired.play()
    wired.parent.host.rig.close()  # closes the clock that asks for blocks
    wired.send(m.Panic())
    wait_until(lambda: is_silenced(wired.sent), WAIT_SECONDS, lambda: wired.sent)


def test_the_ports_are_told_what_is_needed_only_when_that_changes(
    wired: Wired, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They look around each time, and a playlist comes with every edit."""
    needs: list[tuple[Route, ...]] = []
    monkeypatch.setattr(wired.parent.host.ports, "need", lambda routes: needs.append(tuple(routes)))
    wired.send(m.LoadPlaylist(1, LONG), m.PatchPlaylist(2, 0, 10, LONG.between(0, 10)), m.LoadPlaylist(3, LONG))
    wired.send(m.LoadPlaylist(4, playlist_of(melody(0))))
    wired.parent.heard(m.Position, lambda report: report.revision == 4)
    assert needs == [(PIANO,), ()]
