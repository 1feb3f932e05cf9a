from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musegen_app.engine.messages import PlayedEvent
from musegen_app.score.model import ControlKind
from musegen_app.score.time import TempoMap
from musegen_app.session import remembering
from musegen_app.session.played import is_stroke
from musegen_app.session.remembering import Memory, Packed, take_down

SECOND = 10**9
TEMPO = TempoMap.of_bpm(120)


def event(status: int, data1: int, data2: int, seconds: float, **more: object) -> PlayedEvent:
    played = PlayedEvent(round(seconds * SECOND), "Piano", status, data1, data2, 0, False, 0)
    return replace(played, **more)  # type: ignore[arg-type]


def note(pitch: int, start: float, end: float) -> list[PlayedEvent]:
    return [event(0x90, pitch, 90, start), event(0x80, pitch, 30, end)]


messages = st.one_of(
    st.tuples(st.sampled_from([0x90, 0x91, 0x80, 0x81]), st.integers(58, 62), st.sampled_from([0, 1, 90])),
    st.tuples(st.just(0xB0), st.sampled_from([1, 64, 120, 123]), st.sampled_from([0, 127])),
    st.tuples(st.sampled_from([0xE0, 0xD0, 0xA0, 0xC0]), st.integers(0, 127), st.integers(0, 127)),
)
places = st.tuples(st.integers(-5000, 50_000), st.booleans(), st.integers(0, 2))


@st.composite
def performances(draw: st.DrawFn) -> list[PlayedEvent]:
    """Anything that may come in, at times that only grow."""
    at_ns, found = 0, []
    for port, message, place in draw(st.lists(st.tuples(st.sampled_from("AB"), messages, places), max_size=40)):
        at_ns += draw(st.integers(0, 3 * SECOND))
        found.append(PlayedEvent(at_ns, port, *message, *place))
    return found


@given(events=performances(), bar=st.integers(0, 10_000))
def test_every_stroke_becomes_one_note(events: list[PlayedEvent], bar: int) -> None:
    strokes = [e for e in events if is_stroke(e)]
    taken = take_down(events, TEMPO, bar, 200 * SECOND)
    if not strokes:
        assert taken is None
        return
    assert taken is not None
    assert sorted((n.pitch, n.velocity) for n in taken.notes) == sorted((e.data1, e.data2) for e in strokes)
    assert len({n.id for n in taken.notes}) == len(strokes)
    assert all(n.start_tick >= 0 and n.duration_ticks >= 1 for n in taken.notes)
    assert all(c.tick >= 0 for c in taken.controls)
    assert list(taken.controls) == sorted(taken.controls, key=lambda c: c.tick)
    pedals = [c.value for c in taken.controls if c.kind is ControlKind.CONTROL and c.number == 64]
    assert not pedals or pedals[-1] < 64


@given(events=performances(), cut=st.integers(0, 100))
def test_the_memory_keeps_what_it_heard(events: list[PlayedEvent], cut: int) -> None:
    memory = Memory()
    memory.hear(events[:cut])
    memory.hear(events[cut:])
    assert memory.since(0) == events
    phrase = memory.phrase()
    assert phrase == events[len(events) - len(phrase) :]


def test_ports_and_channels_are_paired_apart() -> None:
    one, other = event(0x90, 60, 80, 0.0), replace(event(0x90, 60, 70, 0.1), port="Pads")
    third = event(0x91, 60, 60, 0.2)
    ends = [event(0x80, 60, 0, 0.5), event(0x81, 60, 0, 0.75), replace(event(0x80, 60, 0, 1.0), port="Pads")]
    taken = take_down([one, other, third, *ends], TEMPO, 0, 0)
    assert taken is not None
    lengths = {n.velocity: n.duration_ticks for n in taken.notes}
    assert lengths == {80: 960, 70: pytest.approx(1728, abs=2), 60: pytest.approx(1056, abs=2)}


def test_a_pause_with_no_key_down_begins_a_phrase() -> None:
    memory = Memory()
    memory.hear(note(60, 0.0, 0.5))
    memory.hear([event(0x90, 62, 80, 3.0)])
    memory.hear([event(0x80, 62, 0, 9.0)])  # a long note is no pause
    memory.hear(note(64, 10.0, 10.2))
    assert [e.data1 for e in memory.phrase()] == [62, 62, 64, 64]
    memory.hear(note(65, 12.3, 12.5))
    assert [e.data1 for e in memory.phrase()] == [65, 65]
    assert [e.data1 for e in memory.since(10 * SECOND)] == [64, 64, 65, 65]


def test_it_forgets_what_is_older_than_ten_minutes() -> None:
    memory = Memory()
    memory.hear(note(60, 0.0, 1.0))
    memory.hear(note(62, 600.5, 601.5))
    assert [e.data1 for e in memory.since(0)] == [62, 62]


def test_it_forgets_the_oldest_of_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "KEPT_EVENTS", 100)
    memory = Memory()
    for i in range(300):
        memory.hear([event(0xB0, 1, i % 128, i * 0.001)])
    assert len(memory) == 100


@given(performances(), st.integers(0, 5))
def test_packed_events_come_back_as_they_were(events: list[PlayedEvent], dropped: int) -> None:
    packed = Packed()
    for e in events:
        packed.append(e)
    packed.drop(dropped)
    kept = events[dropped:]
    assert len(packed) == len(kept)
    assert list(packed.backwards()) == kept[::-1]
    assert [packed.at_ns(i) for i in range(len(kept))] == [e.at_ns for e in kept]


def test_a_port_that_goes_lets_its_keys_go() -> None:
    memory = Memory()
    memory.hear([event(0x90, 60, 80, 1.0), replace(event(0x90, 62, 80, 1.0), port="Pads")])
    added = memory.release("Pads", 2 * SECOND, 0)
    assert [(e.port, e.status, e.data1) for e in added] == [("Pads", 0x80, 62)]
    taken = take_down(memory.phrase(), TEMPO, 0, 5 * SECOND)
    assert taken is not None
    assert {n.pitch: n.duration_ticks for n in taken.notes} == {62: 1920, 60: 7680}


def test_what_sounded_before_play_and_after_stop_keeps_its_distance() -> None:
    rolling = [
        event(0x90, 62, 80, 2.0, tick=4000, rolling=True),
        event(0x80, 62, 0, 2.5, tick=4960, rolling=True),
    ]
    taken = take_down([*note(60, 1.0, 1.5), *rolling, *note(64, 3.0, 3.5)], TEMPO, 99, 0)
    assert taken is not None
    assert [(n.start_tick, n.duration_ticks, n.pitch) for n in taken.notes] == [
        (4000 - 1920, 960, 60),
        (4000, 960, 62),
        (4960 + 960, 960, 64),
    ]


def test_when_there_is_no_room_before_all_of_it_begins_at_the_bar() -> None:
    rolling = [event(0x90, 62, 80, 2.0, tick=0, rolling=True), event(0x80, 62, 0, 2.5, tick=960, rolling=True)]
    taken = take_down([*note(60, 1.0, 1.5), *rolling], TEMPO, 3840, 0)
    assert taken is not None
    assert [(n.start_tick, n.pitch) for n in taken.notes] == [(3840, 60), (3840 + 1920, 62)]
