"""Ports come and go, are wished for, are needed, fail: what the patchbay makes of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from musegen_app.engine import messages as m
from musegen_app.engine.ports.sounding import silencers
from tests.engine.ports.conftest import Bench
from tests.fakes.fake_ports import API, FakePorts

LATER_NS = 3_600_000_000_000


def states(ports: tuple[m.PortInfo, ...]) -> dict[str, tuple[bool, bool]]:
    """By name: present, opened."""
    return {port.name: (port.present, port.opened) for port in ports}


def test_every_input_is_opened_and_outputs_only_when_needed(bench: Bench) -> None:
    bench.library.input_names += ["Keys", "Pads"]
    bench.library.output_names += ["Synth", "Drums"]
    ports = bench.look()
    assert states(ports.inputs) == {"Keys": (True, True), "Pads": (True, True)}
    assert states(ports.outputs) == {"Synth": (True, False), "Drums": (True, False)}
    bench.need("Drums")
    assert bench.ports is not None
    assert states(bench.ports.outputs) == {"Synth": (True, False), "Drums": (True, True)}
    assert bench.ports.outputs[0].api == API


def test_several_inputs_are_heard_under_their_names(bench: Bench) -> None:
    bench.library.input_names += ["Keys", "Pads"]
    bench.look()
    bench.library.input("Pads").play(b"\x99\x24\x64")
    bench.library.input("Keys").play(b"\x90\x3c\x50")
    assert bench.heard == [("Pads", b"\x99\x24\x64"), ("Keys", b"\x90\x3c\x50")]


def test_an_input_is_left_alone_when_that_is_the_wish(bench: Bench) -> None:
    bench.library.input_names += ["Keys", "Pads", "Other"]
    bench.patchbay.wish(m.SetPorts((m.InPort("Pads", enabled=False), m.InPort("Keys")), all_inputs=False))
    assert states(bench.look().inputs) == {"Keys": (True, True), "Pads": (True, False), "Other": (True, False)}
    bench.patchbay.wish(m.SetPorts((m.InPort("Keys", enabled=False),)))
    assert states(bench.look().inputs) == {"Keys": (True, False), "Pads": (True, True), "Other": (True, True)}
    assert bench.lost == ["Keys"]


def test_a_wish_outlives_the_absence_of_its_port(bench: Bench) -> None:
    bench.patchbay.wish(m.SetPorts((m.InPort("Keys", transpose=12),), (m.OutPort("Synth", clock=True),)))
    ports = bench.look()
    assert states(ports.inputs) == {"Keys": (False, False)}
    assert states(ports.outputs) == {"Synth": (False, False)}
    bench.library.input_names.append("Keys")
    bench.library.output_names.append("Synth")
    assert states(bench.look().inputs) == {"Keys": (True, True)}
    bench.library.input("Keys").play(b"\x90\x3c\x50")
    assert bench.heard == [("Keys", b"\x90\x48\x50")]
    bench.patchbay.send_clock(0, b"\xf8")
    bench.until(lambda: bench.library.output("Synth").messages == [b"\xf8"])


def test_what_is_plugged_in_and_out_is_noticed_without_being_asked(bench: Bench) -> None:
    bench.look()
    bench.library.input_names.append("Keys")
    bench.until(lambda: bench.ports is not None and states(bench.ports.inputs) == {"Keys": (True, True)})
    bench.library.input_names.clear()
    bench.until(lambda: bench.lost == ["Keys"])
    assert bench.library.opened_inputs[0].closed
    bench.library.input_names.append("Keys")
    bench.until(lambda: len(bench.library.opened_inputs) == 2)


def test_all_calls_of_the_library_come_from_one_thread(bench: Bench) -> None:
    bench.library.input_names.append("Keys")
    bench.library.output_names.append("Synth")
    bench.need("Synth")
    bench.patchbay.test("Synth")
    bench.look()
    bench.patchbay.close()
    assert bench.library.closed
    assert len(bench.library.threads) == 1


def test_an_output_that_returns_is_opened_again_and_must_be_told_again(bench: Bench) -> None:
    bench.library.output_names.append("Synth")
    bench.need("Synth")
    assert bench.back == ["Synth"]
    first = bench.library.output("Synth")
    bench.library.output_names.clear()
    assert states(bench.look().outputs) == {"Synth": (False, False)}
    assert first.closed
    bench.send("Synth", 0x90, 60, 100)  # into nothing
    bench.library.output_names.append("Synth")
    assert states(bench.look().outputs) == {"Synth": (True, True)}
    assert bench.back == ["Synth", "Synth"]
    bench.send("Synth", 0xC0, 5)
    bench.until(lambda: bench.library.output("Synth").messages == [b"\xc0\x05"])


def test_what_sounded_when_the_cable_came_out_is_ended_when_it_is_back(bench: Bench) -> None:
    bench.library.output_names.append("Synth")
    bench.need("Synth")
    bench.send("Synth", 0x91, 60, 100)
    bench.until(lambda: bench.library.output("Synth").messages == [b"\x91\x3c\x64"])
    bench.library.output_names.clear()
    bench.look()
    bench.library.output_names.append("Synth")
    bench.look()
    bench.until(lambda: bench.library.output("Synth").messages == [b"\x81\x3c\x40", *silencers()])


def test_a_port_that_came_back_between_two_looks_is_opened_again(bench: Bench) -> None:
    bench.library.input_names.append("Keys")
    bench.library.output_names.append("Synth")
    bench.need("Synth")
    bench.library.input("Keys").stale = bench.library.output("Synth").stale = True
    bench.look()
    assert [port.closed for port in bench.library.opened_inputs] == [True, False]
    assert [port.closed for port in bench.library.opened_outputs] == [True, False]
    assert bench.lost == ["Keys"]
    assert bench.back == ["Synth", "Synth"]


def test_an_output_that_is_no_longer_needed_is_silenced_and_closed(bench: Bench) -> None:
    bench.library.output_names.append("Synth")
    bench.need("Synth")
    bench.send("Synth", 0x90, 60, 100)
    bench.until(lambda: bool(bench.library.output("Synth").sent))
    bench.send("Synth", 0x90, 64, 100, at_ns=time.monotonic_ns() + LATER_NS)
    bench.need()
    port = bench.library.opened_outputs[0]
    assert port.closed
    assert port.messages == [b"\x90\x3c\x64", b"\x80\x3c\x40", *silencers()]


def test_panic_drops_what_waits_and_ends_what_sounds_on_every_output(bench: Bench) -> None:
    bench.library.output_names += ["Synth", "Drums"]
    bench.need("Synth", "Drums")
    for i in range(5_000):
        bench.send("Synth", 0xB0, 7, i % 128, at_ns=time.monotonic_ns() + LATER_NS)
    bench.send("Synth", 0x90, 60, 100)
    bench.send("Drums", 0x99, 36, 100)
    bench.until(lambda: bool(bench.library.output("Synth").sent and bench.library.output("Drums").sent))
    bench.patchbay.panic()
    bench.until(lambda: bench.library.output("Synth").messages[1:] == [b"\x80\x3c\x40", *silencers()])
    bench.until(lambda: bench.library.output("Drums").messages[1:] == [b"\x89\x24\x40", *silencers()])
    bench.send("Synth", 0x90, 62, 100)
    bench.until(lambda: bench.library.output("Synth").messages[-1] == b"\x90\x3e\x64")


def test_closing_ends_what_sounds(bench: Bench) -> None:
    bench.library.output_names.append("Synth")
    bench.need("Synth")
    bench.send("Synth", 0x90, 60, 100)
    bench.until(lambda: bool(bench.library.output("Synth").sent))
    bench.patchbay.close()
    assert bench.library.opened_outputs[0].messages == [b"\x90\x3c\x64", b"\x80\x3c\x40", *silencers()]
    assert bench.library.opened_outputs[0].closed


def test_a_port_that_hangs_keeps_no_other_and_not_the_end(bench: Bench) -> None:
    bench.library.output_names += ["Stuck", "Synth"]
    bench.need("Stuck", "Synth")
    let_go = bench.library.output("Stuck").held = threading.Event()
    bench.send("Stuck", 0x90, 60, 100)
    bench.send("Synth", 0x90, 60, 100)
    bench.until(lambda: bench.library.output("Synth").messages == [b"\x90\x3c\x64"])
    bench.patchbay.panic()
    bench.until(lambda: bench.library.output("Synth").messages[1:] == [b"\x80\x3c\x40", *silencers()])
    stuck, synth = bench.library.output("Stuck"), bench.library.output("Synth")
    bench.patchbay.close()
    assert (stuck.closed, synth.closed) == (False, True)
    let_go.set()


def test_a_port_that_fails_is_reported_once_and_tried_again(bench: Bench) -> None:
    bench.library.output_names += ["Bad", "Synth"]
    bench.need("Bad", "Synth")
    bench.library.output("Bad").fails = True
    bench.send("Bad", 0x90, 60, 100)
    bench.until(lambda: bench.problems == ["The MIDI output “Bad” has gone."])
    bench.send("Synth", 0x90, 60, 100)
    bench.until(lambda: bench.library.output("Synth").messages == [b"\x90\x3c\x64"])
    bench.until(lambda: len(bench.library.opened_outputs) == 3)
    bench.until(lambda: b"\x80\x3c\x40" in bench.library.output("Bad").messages)  # it may have come through
    assert len(bench.problems) == 1


def test_a_port_that_is_taken_is_reported_once_and_opened_when_it_is_free(bench: Bench) -> None:
    bench.library.input_names += ["Keys", "Pads"]
    bench.library.busy.add("Keys")
    assert states(bench.look().inputs) == {"Keys": (True, False), "Pads": (True, True)}
    for _ in range(12):
        bench.look()
    assert bench.library.tries == 1 + 1 + 3
    assert bench.problems == ["“Keys” is used by another program; close it there."]
    bench.library.busy.clear()
    bench.until(lambda: len(bench.library.opened_inputs) == 2)


def test_a_list_that_fails_says_why_and_recovers(bench: Bench) -> None:
    bench.library.input_names.append("Keys")
    bench.look()
    bench.library.problem = "There is no MIDI here."
    ports = bench.look()
    assert (ports.inputs, ports.problem) == ((), "There is no MIDI here.")
    assert bench.lost == ["Keys"]
    bench.library.problem = ""
    assert states(bench.look().inputs) == {"Keys": (True, True)}


def test_a_library_that_breaks_is_said_once_and_the_ports_go_on(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.library.input_names.append("Keys")
    bench.look()
    with monkeypatch.context() as broken:
        broken.setattr(bench.library, "inputs", lambda: [][1])
        looks = bench.library.looks
        bench.patchbay.list()
        bench.until(lambda: len(bench.problems) == 1)
    bench.until(lambda: bench.library.looks > looks)
    assert bench.problems == ["The MIDI ports cannot be looked at (IndexError: list index out of range); trying again."]
    assert states(bench.look().inputs) == {"Keys": (True, True)}


def test_a_test_of_a_port_that_is_taken_says_so(bench: Bench) -> None:
    bench.library.output_names.append("Synth")
    bench.look()
    bench.library.busy.add("Synth")
    bench.patchbay.test("Synth")
    bench.until(lambda: any("cannot be opened now" in sentence for sentence in bench.problems))


def test_a_test_plays_three_notes_on_a_port_that_nobody_needs(bench: Bench) -> None:
    bench.library.output_names.append("Synth")
    bench.look()
    bench.patchbay.test("Synth")
    bench.until(lambda: bool(bench.library.opened_outputs) and len(bench.library.opened_outputs[0].sent) >= 6)
    played = bench.library.opened_outputs[0].messages[:6]
    assert [(data[0], data[1]) for data in played] == [
        (0x90, 60), (0x80, 60), (0x90, 64), (0x80, 64), (0x90, 67), (0x80, 67),
    ]  # fmt: skip
    bench.until(lambda: bench.library.opened_outputs[0].closed)


def test_a_test_of_a_port_that_is_not_there_says_so(bench: Bench) -> None:
    bench.patchbay.test("Synth")
    bench.until(lambda: bench.problems == ["The MIDI output “Synth” is not there; plug it in or choose another."])


def test_clock_goes_only_where_it_is_wished_for(bench: Bench) -> None:
    bench.library.output_names += ["Synth", "Drums"]
    bench.patchbay.wish(m.SetPorts((), (m.OutPort("Drums", clock=True),)))
    bench.need("Synth")
    bench.patchbay.send_clock(0, b"\xfa")
    bench.send("Synth", 0xC0, 1)
    bench.until(lambda: bench.library.output("Drums").messages == [b"\xfa"])
    bench.until(lambda: bench.library.output("Synth").messages == [b"\xc0\x01"])
    bench.patchbay.wish(m.SetPorts((), (m.OutPort("Drums"),)))
    bench.look()
    assert all(port.closed == (port.name == "Drums") for port in bench.library.opened_outputs)


def test_the_clock_that_is_followed_is_heard_even_where_keys_are_not(bench: Bench) -> None:
    bench.library.input_names += ["Master", "Keys"]
    bench.patchbay.wish(m.SetPorts((m.InPort("Master", enabled=False),)))
    bench.patchbay.follow("Master")
    bench.look()
    master = bench.library.input("Master")
    now = time.monotonic_ns()
    master.play(b"\xfa", now)
    bench.library.input("Keys").play(b"\xf8", now)
    assert bench.patchbay.follower.point_at(now) is None
    master.play(b"\xf8", now)
    point = bench.patchbay.follower.point_at(now)
    assert point is not None
    assert (point.running, point.quarters) == (True, 0.0)
    master.play(b"\x90\x3c\x50", now)
    assert bench.heard == []
    bench.library.input_names.remove("Master")
    bench.look()
    assert bench.patchbay.follower.point_at(now) is None


def test_notes_that_come_back_are_not_heard(bench: Bench) -> None:
    bench.library.input_names.append("Piano MIDI In")
    bench.library.output_names.append("Piano MIDI Out")
    bench.need("Piano MIDI Out")
    bench.send("Piano MIDI Out", 0x90, 60, 100)
    bench.until(lambda: bool(bench.library.output("Piano MIDI Out").sent))
    sent_ns = bench.library.output("Piano MIDI Out").sent[0][0]
    keys = bench.library.input("Piano MIDI In")
    keys.play(b"\x90\x3c\x64", sent_ns + 20_000_000)
    keys.play(b"\x80\x3c\x40", sent_ns + 20_500_000)
    keys.play(b"\x90\x3c\x51", sent_ns + 20_600_000)
    assert bench.heard == [("Piano MIDI In", b"\x90\x3c\x51")], "one came back, one was struck"


def test_the_next_process_ends_what_the_killed_one_left(benches: Callable[[FakePorts], Bench]) -> None:
    killed = benches(FakePorts((), ("Synth", "Drums")))
    killed.need("Synth", "Drums")
    killed.send("Synth", 0x90, 60, 100)
    killed.send("Synth", 0x92, 64, 100)
    killed.send("Synth", 0x90, 62, 100)
    killed.send("Synth", 0x80, 62, 64)
    killed.send("Drums", 0xB3, 64, 127)
    killed.until(lambda: len(killed.library.output("Synth").sent) == 4 and bool(killed.library.output("Drums").sent))

    following = benches(FakePorts((), ("Drums",)))
    following.until(lambda: bool(following.library.opened_outputs))
    following.until(lambda: following.library.opened_outputs[0].messages == silencers())
    following.library.output_names.append("Synth")
    following.until(lambda: len(following.library.opened_outputs) == 2)
    synth = following.library.opened_outputs[1]
    # One that was ended a moment before may not have arrived: it is ended again.
    offs = [b"\x80\x3c\x40", b"\x80\x3e\x40", b"\x82\x40\x40"]
    following.until(lambda: synth.messages == [*offs, *silencers()])
    following.until(lambda: synth.closed)


def test_what_rings_on_an_unplugged_output_is_remembered_after_the_end(benches: Callable[[FakePorts], Bench]) -> None:
    ended = benches(FakePorts((), ("Synth", "Drums")))
    ended.need("Synth", "Drums")
    ended.send("Synth", 0x90, 60, 100)
    ended.send("Drums", 0x90, 36, 100)
    ended.until(lambda: all(output.sent for output in ended.library.opened_outputs))
    ended.library.output_names.remove("Synth")
    ended.look()
    ended.patchbay.close()
    assert ended.patchbay.ringing

    following = benches(FakePorts((), ("Synth", "Drums")))
    following.until(lambda: bool(following.library.opened_outputs))
    (synth,) = following.library.opened_outputs
    following.until(lambda: synth.messages == [b"\x80\x3c\x40", *silencers()])
    following.patchbay.close()
    assert not following.patchbay.ringing


@pytest.mark.parametrize("path", ["/nowhere/at/all", ""])
def test_without_a_file_everything_else_works(path: str) -> None:
    bench = Bench(path, FakePorts((), ("Synth",)))
    bench.need("Synth")
    bench.send("Synth", 0x90, 60, 100)
    bench.until(lambda: bool(bench.library.output("Synth").sent))
    bench.patchbay.close()
    assert bench.library.opened_outputs[0].messages[:2] == [b"\x90\x3c\x64", b"\x80\x3c\x40"]
