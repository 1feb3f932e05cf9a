from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from musegen_app.engine.chase import ChannelState, StateIndex, difference, fold
from musegen_app.engine.playlist import BEND, CONTROL, PRESSURE, PROGRAM, Playlist, ordered, rows_of

messages = st.tuples(
    st.sampled_from([CONTROL, CONTROL, PROGRAM, PRESSURE, BEND]),
    st.integers(0, 1),
    st.sampled_from([0, 1, 6, 7, 32, 38, 64, 98, 100, 101]),
    st.sampled_from([0, 1, 64, 127]),
)
streams = st.lists(messages, max_size=30)


def folded(stream: list[tuple[int, int, int, int]], state: ChannelState | None = None) -> ChannelState:
    state = dict(state or {})
    for message in stream:
        fold(state, *message)
    return state


def audible(state: ChannelState) -> ChannelState:
    """Without the selection of a parameter, which is a means and not a state one hears."""
    return {k: v for k, v in state.items() if not (k[0] == CONTROL and k[2] in (100, 101))}


@given(streams, streams)
def test_the_difference_leads_from_one_place_to_the_other(
    here: list[tuple[int, int, int, int]], there: list[tuple[int, int, int, int]]
) -> None:
    told, wanted = folded(here), folded(there)
    reached = folded(difference(told, wanted), told)
    assert {k: reached.get(k) for k in audible(wanted)} == audible(wanted)


@given(streams)
def test_nothing_is_sent_where_nothing_changes(stream: list[tuple[int, int, int, int]]) -> None:
    assert difference(folded(stream), folded(stream)) == []


def test_what_the_new_place_never_sets_goes_to_its_default() -> None:
    told = folded([(CONTROL, 0, 64, 127), (CONTROL, 0, 7, 20), (BEND, 0, 0, 0), (PROGRAM, 0, 5, 0)])
    assert difference(told, {}) == [(PROGRAM, 0, 0, 0), (BEND, 0, 0, 64), (CONTROL, 0, 7, 100), (CONTROL, 0, 64, 0)]


def test_a_bank_comes_before_the_program_and_brings_it_along() -> None:
    wanted = folded([(PROGRAM, 0, 5, 0), (CONTROL, 0, 0, 8)])
    assert difference({}, wanted) == [(CONTROL, 0, 0, 8), (PROGRAM, 0, 5, 0)]
    assert difference(folded([(PROGRAM, 0, 5, 0)]), wanted) == [(CONTROL, 0, 0, 8), (PROGRAM, 0, 5, 0)]


def test_the_bend_range_is_set_as_a_registered_parameter() -> None:
    wanted = folded([(CONTROL, 0, 101, 0), (CONTROL, 0, 100, 0), (CONTROL, 0, 6, 12), (CONTROL, 0, 101, 127)])
    sent = [(d1, d2) for _, _, d1, d2 in difference({}, wanted)]
    assert sent[:3] == [(101, 0), (100, 0), (6, 12)]
    assert (101, 127) in sent[3:]


@given(st.lists(st.tuples(st.integers(0, 40), messages), max_size=700), st.integers(0, 41))
def test_the_index_knows_the_state_before_any_tick(
    drawn: list[tuple[int, tuple[int, int, int, int]]], tick: int
) -> None:
    events = ordered([rows_of((t, *message, 1) for t, message in drawn)])
    expected = folded([tuple(row)[1:5] for row in events.tolist() if row[0] < tick])
    assert StateIndex(Playlist(events)).before(tick) == expected


def test_the_index_is_right_beyond_its_checkpoints() -> None:
    events = rows_of((t, CONTROL, 0, 1, t % 128, 1) for t in range(2_000))
    index = StateIndex(Playlist(events))
    assert [index.before(t)[CONTROL, 0, 1] for t in (1, 256, 257, 512, 1_999, 2_000)] == [0, 127, 0, 127, 78, 79]
