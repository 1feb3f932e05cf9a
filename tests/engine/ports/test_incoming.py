"""The filters of an input."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musegen_app.engine.messages import InPort
from musegen_app.engine.ports.echo import ECHO_NS, Echo, Echoes, device_of
from musegen_app.engine.ports.incoming import Incoming, velocity_curve

WISH = InPort("Keys")


class Bench:
    def __init__(self, wish: InPort = WISH) -> None:
        self.heard: list[bytes] = []
        self.echo = Echo()
        self.incoming = Incoming(wish, lambda at_ns, port, data: self.heard.append(data), self.echo)

    def play(self, *data: int, at_ns: int = 10**12) -> None:
        self.incoming.receive(at_ns, "library's name", bytes(data))


def test_channel_messages_come_through_as_they_are() -> None:
    bench = Bench()
    played = [
        b"\x90\x3c\x50",
        b"\xa0\x3c\x20",
        b"\xb3\x40\x7f",
        b"\xc5\x07",
        b"\xd5\x30",
        b"\xe0\x00\x40",
        b"\x80\x3c\x11",
    ]
    for data in played:
        bench.play(*data)
    assert bench.heard == played


def test_a_note_on_without_velocity_is_a_note_off() -> None:
    bench = Bench()
    bench.play(0x90, 60, 80)
    bench.play(0x90, 60, 0)
    assert bench.heard == [b"\x90\x3c\x50", b"\x80\x3c\x40"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x3c\x50",
        b"\x90",
        b"\x90\x3c",
        b"\x90\x80\x40",
        b"\x90\x3c\xff",
        b"\xc0",
        b"\xc0\x80",
        b"\xf0\x7e\x7f\xf7",
        b"\xf7",
        b"\xf8",
        b"\xfe",
        b"\xff",
        b"\xf1\x03",
        b"\xf2\x00\x00",
        b"\x80\x3c\x40",  # a note-off of nothing
        b"\xa0\x3c\x40",
    ],
)
def test_everything_else_is_dropped(data: bytes) -> None:
    bench = Bench()
    bench.play(*data)
    assert bench.heard == []


def test_what_hangs_on_behind_a_message_is_cut_off() -> None:
    bench = Bench()
    bench.play(0xC0, 5, 0x90, 60)
    assert bench.heard == [b"\xc0\x05"]


def test_only_the_channels_wished_for_are_let_in() -> None:
    bench = Bench(replace(WISH, channels=1 << 3 | 1 << 15))
    for channel in range(16):
        bench.play(0x90 | channel, 60, 80)
        bench.play(0xB0 | channel, 1, 80)
    assert [data[0] for data in bench.heard] == [0x93, 0xB3, 0x9F, 0xBF]


def test_a_note_ends_at_the_pitch_it_began_with_whatever_is_wished_meanwhile() -> None:
    bench = Bench(replace(WISH, transpose=12))
    bench.play(0x90, 60, 80)
    bench.incoming.adopt(replace(WISH, transpose=-5))
    bench.play(0xA0, 60, 33)
    bench.play(0x90, 62, 80)
    bench.incoming.adopt(replace(WISH, channels=0))
    bench.play(0x80, 60, 64)
    bench.play(0x90, 64, 80)
    bench.incoming.adopt(replace(WISH, enabled=False))
    bench.play(0x80, 62, 64)
    bench.play(0x80, 64, 64)
    assert bench.heard == [
        b"\x90\x48\x50",
        b"\xa0\x48\x21",
        b"\x90\x39\x50",
        b"\x80\x48\x40",
        b"\x80\x39\x40",
    ]


def test_a_pedal_that_went_down_may_come_up_whatever_is_wished_meanwhile() -> None:
    bench = Bench()
    bench.play(0xB2, 64, 127)
    bench.incoming.adopt(replace(WISH, channels=1))
    bench.play(0xB3, 64, 0)
    bench.play(0xB2, 64, 90)
    bench.play(0xB2, 64, 0)
    bench.play(0xB2, 64, 0)
    assert bench.heard == [b"\xb2\x40\x7f", b"\xb2\x40\x00"]


def test_a_key_struck_again_at_another_pitch_ends_the_first() -> None:
    bench = Bench()
    bench.play(0x90, 60, 80)
    bench.incoming.adopt(replace(WISH, transpose=1))
    bench.play(0x90, 60, 80)
    bench.play(0x80, 60, 64)
    assert bench.heard == [b"\x90\x3c\x50", b"\x80\x3c\x40", b"\x90\x3d\x50", b"\x80\x3d\x40"]


def test_what_is_transposed_beyond_the_keyboard_is_not_played() -> None:
    bench = Bench(replace(WISH, transpose=24))
    bench.play(0x90, 104, 80)
    bench.play(0x80, 104, 64)
    bench.play(0x90, 103, 80)
    assert bench.heard == [b"\x90\x7f\x50"]


def test_velocity_curves() -> None:
    assert velocity_curve(1.0)[1:] == bytes(range(1, 128))
    assert set(velocity_curve(0.0)) == {100}
    for exponent in (0.3, 0.7, 1.5, 4.0):
        curve = velocity_curve(exponent)[1:]
        assert list(curve) == sorted(curve)
        assert (min(curve), curve[-1]) == (curve[0], 127)
        assert curve[0] >= 1
        assert (curve[63] > 64) == (exponent < 1)


def test_an_echo_is_ignored_within_30_ms_and_once() -> None:
    bench = Bench(replace(WISH, transpose=2))
    sent_ns = 10**12
    bench.echo.sent(sent_ns, 0x92, 60)
    bench.play(0x92, 61, 80, at_ns=sent_ns + 1)
    bench.play(0x91, 60, 80, at_ns=sent_ns + 1)
    bench.play(0x92, 60, 80, at_ns=sent_ns + ECHO_NS)
    bench.play(0x82, 60, 64, at_ns=sent_ns + ECHO_NS)
    bench.play(0x92, 60, 80, at_ns=sent_ns + ECHO_NS)
    assert bench.heard == [b"\x92\x3f\x50", b"\x91\x3e\x50", b"\x92\x3e\x50"]
    bench.heard.clear()
    bench.echo.sent(sent_ns, 0x92, 70)
    bench.play(0x92, 70, 80, at_ns=sent_ns + ECHO_NS + 1)
    assert bench.heard == [b"\x92\x48\x50"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("nanoKEY2 MIDI 1", "nanoKEY2 MIDI 1", True),
        ("Digital Piano MIDI IN", "Digital Piano MIDI OUT", True),
        ("system:midi_capture_1", "system:midi_playback_1", True),
        ("a2j:Piano (capture): Piano MIDI 1", "a2j:Piano (playback): Piano MIDI 1", True),
        ("Piano MIDI 1", "Piano MIDI 2", False),
        ("Keys", "Pads", False),
    ],
)
def test_the_two_ports_of_a_device_are_known(one: str, other: str, same: bool) -> None:
    assert (device_of(one) == device_of(other)) == same
    echoes = Echoes()
    assert (echoes.of(one) is echoes.of(other)) == same


messages = st.binary(max_size=6) | st.tuples(st.integers(0x80, 0xEF), st.integers(0, 127), st.integers(0, 127)).map(
    bytes
)


@given(st.lists(messages), st.integers(-60, 60))
def test_whatever_comes_in_what_goes_on_is_whole_and_every_note_off_has_its_note_on(
    played: list[bytes], transpose: int
) -> None:
    bench = Bench(replace(WISH, transpose=transpose))
    for data in played:
        bench.play(*data)
    down: set[tuple[int, int]] = set()
    for data in bench.heard:
        assert 0x80 <= data[0] < 0xF0
        assert len(data) == (2 if data[0] & 0xF0 in (0xC0, 0xD0) else 3)
        assert max(data[1:]) < 128
        key = (data[0] & 15, data[1])
        if data[0] & 0xF0 == 0x90:
            assert data[2]
            down.add(key)
        elif data[0] & 0xF0 == 0x80:
            assert key in down
            down.discard(key)
