"""What goes out at one port, on a clock turned by hand."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musegen_app.base.errors import DeviceError
from musegen_app.engine.ports.echo import ECHO_NS, Echo
from musegen_app.engine.ports.outgoing import Outgoing
from musegen_app.engine.ports.sounding import Sounding, SoundingFile, silencers
from tests.fakes.fake_ports import FakeOutput
from tests.waiting import finished

ON, OFF = b"\x90\x3c\x64", b"\x80\x3c\x40"


class Bench:
    def __init__(self) -> None:
        self.port = FakeOutput("Synth")
        self.sounding: Sounding = SoundingFile().of("Synth")
        self.echo = Echo()
        self.outgoing = Outgoing(self.port, self.sounding, self.echo)

    def sent_by(self, now_ns: int) -> list[bytes]:
        """What has been sent since the last call, up to that time."""
        before = len(self.port.sent)
        while self.outgoing.send_one(now_ns):
            pass
        return self.port.messages[before:]


def test_messages_are_sent_when_they_are_due_and_in_order() -> None:
    bench = Bench()
    bench.outgoing.put(300, b"\x80\x3e\x40")
    bench.outgoing.put(100, b"\xc0\x05")
    bench.outgoing.put(100, b"\xb0\x07\x50")
    bench.outgoing.put(100, ON)
    assert bench.outgoing.next_ns == 100
    assert bench.sent_by(99) == []
    assert bench.sent_by(100) == [b"\xc0\x05", b"\xb0\x07\x50", ON]
    assert bench.outgoing.next_ns == 300
    assert bench.sent_by(299) == []
    assert bench.sent_by(5_000) == [b"\x80\x3e\x40"]
    assert bench.outgoing.next_ns is None


def test_an_offset_moves_everything_both_ways_and_no_note_off_overtakes_its_note_on() -> None:
    bench = Bench()
    bench.outgoing.offset_ns = 200
    bench.outgoing.put(1_000, ON)
    bench.outgoing.offset_ns = -300
    bench.outgoing.put(1_100, OFF)
    bench.outgoing.put(1_000, b"\xf8")
    assert bench.sent_by(700) == [b"\xf8"]
    assert bench.sent_by(1_199) == []
    assert bench.sent_by(1_200) == [ON, OFF]


@given(st.lists(st.tuples(st.integers(0, 1_000), st.integers(0, 3), st.booleans(), st.integers(-400, 400))))
def test_notes_keep_their_order_whatever_their_times(played: list[tuple[int, int, bool, int]]) -> None:
    bench = Bench()
    for at_ns, pitch, on, offset_ns in played:
        bench.outgoing.offset_ns = offset_ns
        bench.outgoing.put(at_ns, bytes((0x90 if on else 0x80, pitch, 64)))
    sent = bench.sent_by(10_000)
    for pitch in range(4):
        assert [data[0] == 0x90 for data in sent if data[1] == pitch] == [on for _, p, on, _ in played if p == pitch]


@pytest.mark.parametrize("data", [b"\x90\x3c", b"\xc0\x05\x00", b"\xb0"])
def test_what_is_no_whole_message_is_not_sent(data: bytes) -> None:
    bench = Bench()
    bench.outgoing.put(0, data)
    assert bench.sent_by(1) == []


def test_silence_drops_what_waits_and_ends_what_sounds_one_by_one() -> None:
    bench = Bench()
    for pitch in (60, 64, 67):
        bench.outgoing.put(0, bytes((0x90, pitch, 90)))
    bench.outgoing.put(0, b"\x95\x40\x20")
    bench.outgoing.put(1, b"\x80\x40\x40")
    bench.outgoing.put(900, b"\x90\x50\x40")
    bench.sent_by(10)
    bench.port.sent.clear()
    bench.outgoing.silence(10)
    assert bench.port.messages == [b"\x80\x3c\x40", b"\x80\x43\x40", b"\x85\x40\x40", *silencers()]
    assert bench.sent_by(10_000) == []
    assert not bench.sounding
    by_channel = [data for data in silencers() if data[0] & 15 == 7]
    assert by_channel == [b"\xb7\x40\x00", b"\xb7\x7b\x00", b"\xb7\x78\x00", b"\xb7\x79\x00"]
    assert len(silencers()) == 64


def test_a_note_that_may_have_come_through_stays_marked() -> None:
    bench = Bench()
    bench.port.fails = True
    bench.outgoing.put(0, ON)
    with pytest.raises(DeviceError):
        bench.outgoing.send_one(0)
    assert bench.sounding.note_offs() == [OFF]


def test_notes_that_went_out_may_come_back() -> None:
    bench = Bench()
    bench.outgoing.put(0, ON)
    bench.outgoing.put(0, b"\x90\x3e\x00")
    bench.sent_by(1_000)
    assert not bench.echo.is_one(1_000, 0x90, 62)
    assert bench.echo.is_one(1_000 + ECHO_NS, 0x90, 60)


def test_what_sounds_is_read_after_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "sounding"
    program = (
        "import os, signal, sys\n"
        "from musegen_app.engine.ports.sounding import SoundingFile\n"
        f"sounding = SoundingFile({str(path)!r}).of('Synthé')\n"
        "for data in (b'\\x90\\x3c\\x64', b'\\x9f\\x7f\\x01', b'\\xb2\\x40\\x7f', b'\\x90\\x3e\\x64'):\n"
        "    sounding.going_out(data)\n"
        "sounding.gone_out(b'\\x80\\x3e\\x40')\n"
        "sounding.arrived(b'\\x80\\x3e\\x40')\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    finished([sys.executable, "-c", program])
    left = SoundingFile(str(path))
    assert left.ringing() == ["Synthé"]
    assert left.of("Synthé").note_offs() == [OFF, b"\x8f\x7f\x40"]
    assert left.of("Drums").note_offs() == []
    left.of("Synthé").clear()
    assert SoundingFile(str(path)).ringing() == []


def test_a_pedal_alone_rings_too() -> None:
    file = SoundingFile()
    sounding = file.of("Synth")
    sounding.going_out(b"\xb0\x40\x01")
    assert sounding
    assert file.ringing() == ["Synth"]
    sounding.gone_out(b"\xb0\x40\x00")
    assert not sounding


def test_a_file_of_something_else_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "sounding"
    path.write_bytes(b"\1" * 200_000)
    assert SoundingFile(str(path)).ringing() == []


def test_more_outputs_than_the_file_has_places_for() -> None:
    file = SoundingFile()
    outputs = [file.of(f"Output {number}") for number in range(40)]
    for sounding in outputs:
        sounding.going_out(ON)
    assert all(sounding.note_offs() == [OFF] for sounding in outputs)


def test_a_note_off_sent_a_moment_before_a_crash_is_sent_again_by_the_next_process_but_not_an_older_one(
    tmp_path: Path,
) -> None:
    path, now = str(tmp_path / "sounding"), 1_000_000_000
    outgoing = Outgoing(FakeOutput("Synth"), SoundingFile(path).of("Synth"), Echo())
    older = (b"\x90\x30\x64", b"\x80\x30\x40")
    for at_ns, data in ((now, older[0]), (now, older[1]), (now + 300_000_000, ON), (now + 300_000_000, OFF)):
        outgoing.put(at_ns, data)
        assert outgoing.send_one(at_ns)
    after = SoundingFile(path)
    assert after.ringing() == ["Synth"]
    assert after.of("Synth").note_offs() == [OFF]
