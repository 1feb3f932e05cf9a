"""Real ports: those of another program on a JACK server, which come and go, and so does the server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from musegen_app.engine import messages as m
from musegen_app.engine.backends.rtmidi_backend import RtMidiPorts
from musegen_app.engine.backends.rtmidi_ports import OWN_INPUT, OWN_OUTPUT
from musegen_app.engine.ports.patchbay import Patchbay
from musegen_app.engine.ports.sounding import silencers
from musegen_app.engine.route import Route
from tests.jack.dummy import Server, server
from tests.jack.other_program import KEYS, NOTES, other_program
from tests.waiting import wait_until

pytestmark = [pytest.mark.jack, pytest.mark.slow]


class Bench:
    """A patchbay on the real ports of this machine."""

    def __init__(self) -> None:
        self.heard: list[tuple[int, str, bytes]] = []
        self.lost: list[str] = []
        self.back: list[str] = []
        self.ports = m.PortList()
        self.patchbay = Patchbay(
            RtMidiPorts(), lambda *what: self.heard.append(what), self.lost.append, "", self.back.append
        )

    def opened(self) -> set[str]:
        while not self.patchbay.reports.empty():
            report = self.patchbay.reports.get()
            assert isinstance(report, m.PortList), report
            self.ports = report
        return {port.name for port in (*self.ports.inputs, *self.ports.outputs) if port.opened}

    def until_open(self, *names: str) -> None:
        wait_until(lambda: self.opened() == set(names), what=lambda: f"{names}: {self.ports}")

    def send(self, *data: int) -> None:
        self.patchbay.send(time.monotonic_ns(), Route(NOTES, 0), bytes(data))


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.patchbay.close()


def test_a_note_comes_in_and_a_note_goes_out(jack: Server, bench: Bench) -> None:
    bench.patchbay.need([Route(NOTES, 0)])
    with other_program() as other:
        bench.until_open(OWN_INPUT, KEYS, NOTES)
        assert [(p.name, p.api, p.present) for p in bench.ports.outputs] == [
            (OWN_OUTPUT, "JACK", True),
            (NOTES, "JACK", True),
        ]
        before = time.monotonic_ns()
        other.play(b"\x90\x3c\x50")
        wait_until(lambda: bench.heard)
        assert bench.heard[0][1:] == (KEYS, b"\x90\x3c\x50")
        assert before < bench.heard[0][0] < time.monotonic_ns()
        bench.send(0x90, 64, 90)
        other.until_heard(b"\x90\x40\x5a")
        bench.patchbay.panic()
        other.until_heard(b"\x80\x40\x40", *silencers())


def test_sysex_and_active_sensing_do_not_come_through_and_nothing_stops(jack: Server, bench: Bench) -> None:
    with other_program() as other:
        bench.until_open(OWN_INPUT, KEYS)
        for message in (b"\xf0\x7e\x7f\x06\x01\xf7", b"\xfe", b"\xff", b"\xf0" + bytes(200) + b"\xf7", b"\x90\x3c\x50"):
            other.play(message)
        wait_until(lambda: bench.heard)
        assert [what[1:] for what in bench.heard] == [(KEYS, b"\x90\x3c\x50")]


def test_unplugged_and_plugged_in_again(jack: Server, bench: Bench) -> None:
    bench.patchbay.need([Route(NOTES, 0)])
    with other_program():
        bench.until_open(OWN_INPUT, KEYS, NOTES)
        bench.send(0x90, 64, 90)
    bench.until_open(OWN_INPUT)
    assert bench.lost == [KEYS]
    bench.send(0x90, 65, 90)  # into nothing
    with other_program() as other:
        bench.until_open(OWN_INPUT, KEYS, NOTES)
        assert bench.back == [NOTES, NOTES]
        other.until_heard(b"\x80\x40\x40", *silencers())
        other.play(b"\x90\x3c\x50")
        wait_until(lambda: bench.heard)
        bench.send(0x90, 66, 90)
        other.until_heard(b"\x90\x42\x5a")


def test_other_programs_find_our_own_ports(jack: Server, bench: Bench) -> None:
    bench.patchbay.need([Route(OWN_OUTPUT, 0)])
    bench.until_open(OWN_INPUT, OWN_OUTPUT)
    assert "MuseGen in:midi" in jack.connections()
    assert "MuseGen out:midi" in jack.connections()
    bench.patchbay.close()
    assert "MuseGen" not in jack.connections()


def test_the_note_offs_of_the_end_still_arrive(jack: Server, bench: Bench) -> None:
    bench.patchbay.need([Route(NOTES, 0)])
    with other_program() as other:
        bench.until_open(OWN_INPUT, KEYS, NOTES)
        bench.send(0x90, 64, 90)
        other.until_heard(b"\x90\x40\x5a")
        bench.patchbay.close()
        other.until_heard(b"\x90\x40\x5a", b"\x80\x40\x40", *silencers())


@pytest.mark.parametrize("killed", [True, False])
def test_the_server_comes_late_goes_and_comes_back(tmp_path: Path, bench: Bench, killed: bool) -> None:
    bench.patchbay.need([Route(NOTES, 0)])
    wait_until(lambda: bench.opened() == set() and bench.ports.problem)
    with server(tmp_path) as first, other_program():
        bench.until_open(OWN_INPUT, KEYS, NOTES)
        if killed:
            first.kill()
            bench.until_open()
    bench.until_open()
    assert bench.lost.count(KEYS) == 1
    bench.send(0x90, 64, 90)
    with server(tmp_path), other_program() as other:
        bench.until_open(OWN_INPUT, KEYS, NOTES)
        other.play(b"\x90\x3c\x50")
        wait_until(lambda: bench.heard)
        bench.send(0x90, 65, 90)
        other.until_heard(b"\x90\x41\x5a")
        bench.patchbay.close()
