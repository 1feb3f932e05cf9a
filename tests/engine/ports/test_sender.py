"""The thread of an output, on the real clock."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from musegen_app.engine.ports import sender as sender_module
from musegen_app.engine.ports.echo import Echo
from musegen_app.engine.ports.outgoing import Outgoing
from musegen_app.engine.ports.sender import Sender
from musegen_app.engine.ports.sounding import SoundingFile, silencers
from tests.fakes.fake_ports import FakeOutput
from tests.waiting import wait_until

MS = 1_000_000
Made = tuple[Sender, FakeOutput, list[str]]


@pytest.fixture
def made() -> Iterator[Callable[[], Made]]:
    """Makes a sender with its port and its complaints."""
    senders: list[Sender] = []

    def make() -> Made:
        port, complaints = FakeOutput("Synth"), []
        outgoing = Outgoing(port, SoundingFile().of("Synth"), Echo())
        senders.append(Sender("Synth", outgoing, lambda _, sentence: complaints.append(sentence)))
        return senders[-1], port, complaints

    yield make
    for one in senders:
        one.end()
        assert one.ended(10)


@pytest.mark.parametrize("coarse_ms", [0, 20])
def test_nothing_is_sent_before_its_time_and_everything_in_order(
    made: Callable[[], Made], monkeypatch: pytest.MonkeyPatch, coarse_ms: int
) -> None:
    monkeypatch.setattr(sender_module, "_COARSE_NS", coarse_ms * MS)  # as on Windows, where waiting is coarse
    sender, port, _ = made()
    start = time.monotonic_ns()
    due = [start + i * 3 * MS for i in range(25)]
    for i in reversed(range(25)):
        sender.put(due[i], bytes((0x90, 20 + i, 90)))
    wait_until(lambda: len(port.sent) == 25)
    assert [data[1] for data in port.messages] == list(range(20, 45))
    assert all(at_ns >= wanted for (at_ns, _), wanted in zip(port.sent, due, strict=True))


def test_a_message_for_now_does_not_wait_for_one_for_later(made: Callable[[], Made]) -> None:
    sender, port, _ = made()
    sender.put(time.monotonic_ns() + 3_600_000 * MS, b"\x90\x3c\x50")
    sender.put(time.monotonic_ns(), b"\x90\x40\x50")
    wait_until(lambda: port.messages == [b"\x90\x40\x50"])
    sender.silence()
    wait_until(lambda: port.messages[1:] == [b"\x80\x40\x40", *silencers()])


def test_a_negative_offset_sends_earlier(made: Callable[[], Made]) -> None:
    sender, port, _ = made()
    sender.set_offset(-3_600_000.0)
    sender.put(time.monotonic_ns() + 3_600_000 * MS, b"\x90\x3c\x50")
    wait_until(lambda: port.messages == [b"\x90\x3c\x50"])


def test_a_port_that_fails_is_complained_about_once_and_its_thread_ends(made: Callable[[], Made]) -> None:
    sender, port, complaints = made()
    port.fails = True
    sender.put(0, b"\x90\x3c\x50")
    sender.put(0, b"\x90\x3d\x50")
    assert sender.ended(10)
    assert complaints == ["The MIDI output “Synth” has gone."]
    assert port.sent == []
