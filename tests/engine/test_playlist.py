from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from musegen_app.engine.playlist import NOTE_OFF, NOTE_ON, Playlist, note_events, ordered, rows_of
from musegen_app.engine.route import Route

notes = st.lists(
    st.tuples(st.integers(0, 50), st.integers(1, 30), st.integers(60, 62), st.integers(1, 127)), max_size=12
)


def packed(drawn: list[tuple[int, int, int, int]]) -> Playlist:
    rows = np.array([(s, s + d, p, v, 1) for s, d, p, v in drawn], np.int64).reshape(-1, 5)
    return Playlist(ordered([note_events(rows, 3)]))


@given(notes)
def test_ons_and_offs_of_a_pitch_alternate(drawn: list[tuple[int, int, int, int]]) -> None:
    down: set[int] = set()
    for _, kind, channel, pitch, _, _ in packed(drawn).events.tolist():
        assert channel == 3
        if kind == NOTE_ON:
            assert pitch not in down
            down.add(pitch)
        else:
            down.remove(pitch)
    assert not down


@given(notes)
def test_every_onset_is_struck_and_nothing_sounds_longer_than_written(drawn: list[tuple[int, int, int, int]]) -> None:
    events = packed(drawn).events.tolist()
    struck = [(tick, pitch) for tick, kind, _, pitch, *_ in events if kind == NOTE_ON]
    assert sorted(struck) == sorted({(s, p) for s, _, p, _ in drawn})
    ends = {(s + d, p) for s, d, p, _ in drawn} | set(struck)
    assert all((tick, pitch) in ends for tick, kind, _, pitch, *_ in events if kind == NOTE_OFF)


def test_of_two_equal_notes_the_longer_one_counts() -> None:
    events = packed([(0, 10, 60, 50), (0, 20, 60, 90)]).events.tolist()
    assert [(t, k, v) for t, k, _, _, v, _ in events] == [(0, NOTE_ON, 90), (20, NOTE_OFF, 64)]


def test_on_one_tick_offs_come_before_controllers_before_ons() -> None:
    kinds = ((5, NOTE_ON), (5, 0xB0), (5, NOTE_OFF), (0, NOTE_ON))
    mixed = rows_of((tick, kind, 0, 60, 1, 1) for tick, kind in kinds)
    assert [row[1] for row in ordered([mixed]).tolist()] == [NOTE_ON, NOTE_OFF, 0xB0, NOTE_ON]


@given(notes, notes, st.integers(0, 80), st.integers(0, 80))
def test_a_patch_of_the_difference_gives_the_new_playlist(
    before: list[tuple[int, int, int, int]], after: list[tuple[int, int, int, int]], a: int, b: int
) -> None:
    old, new = packed(before), packed(after)
    everything = old.patched(0, 10_000, new.between(0, 10_000))
    assert everything.events.tolist() == new.events.tolist()
    low, high = sorted((a, b))
    part = old.patched(low, high, new.between(low, high)).events.tolist()
    assert part == [
        *old.between(0, low).events.tolist(),
        *new.between(low, high).events.tolist(),
        *old.between(high, 10_000).events.tolist(),
    ]


def test_a_part_and_what_it_is_put_into_know_their_routes() -> None:
    routes = (Route("Piano", 0), Route("Piano", 1))
    new = Playlist(routes=routes)
    assert new.between(0, 10).routes == routes
    assert Playlist().patched(0, 10, new.between(0, 10)).routes == routes
