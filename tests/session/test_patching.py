from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from musegen_app.engine.playlist import EVENT_DTYPE, Playlist
from musegen_app.engine.route import Route
from musegen_app.score.time import TempoMap
from musegen_app.session.patching import patch_of

events = st.lists(st.tuples(st.integers(0, 30), st.sampled_from([0x80, 0x90]), st.integers(60, 62)), max_size=20)


def playlist(rows: list[tuple[int, int, int]], tempo: TempoMap | None = None, end_tick: int = 40) -> Playlist:
    packed = np.array([(t, k, 0, p, 80, 1) for t, k, p in sorted(rows)], dtype=EVENT_DTYPE)
    return Playlist(packed, tempo or TempoMap(), end_tick=end_tick)


@given(before=events, after=events)
def test_a_patch_turns_one_into_the_other(
    before: list[tuple[int, int, int]], after: list[tuple[int, int, int]]
) -> None:
    old, new = playlist(before), playlist(after)
    patch = patch_of(old, new)
    if patch is None:
        assert sorted(before) == sorted(after)
        return
    assert not patch.whole
    outside = (old.events["tick"] < patch.from_tick) | (old.events["tick"] >= patch.to_tick)
    kept = old.events[outside]
    low = np.searchsorted(kept["tick"], patch.from_tick)
    patched = np.concatenate([kept[:low], patch.playlist.events, kept[low:]])
    assert patched.tolist() == new.events.tolist()


def test_an_edit_of_one_note_sends_only_its_ticks() -> None:
    rows = [(t, 0x90, 60) for t in range(30)]
    patch = patch_of(playlist(rows), playlist([*rows[:10], (10, 0x90, 61), *rows[11:]]))
    assert patch is not None
    assert (patch.from_tick, patch.to_tick, len(patch.playlist.events)) == (10, 11, 1)


def test_another_tempo_sends_everything() -> None:
    rows = [(0, 0x90, 60)]
    patch = patch_of(playlist(rows), playlist(rows, TempoMap.of_bpm(90)))
    assert patch is not None
    assert patch.whole


def test_another_route_sends_everything() -> None:
    before = playlist([(0, 0x90, 60)])
    patch = patch_of(before, replace(before, routes=(Route("Piano", 0),)))
    assert patch is not None
    assert patch.whole


def test_a_growing_take_is_sent_as_what_is_new() -> None:
    rows = [(t, 0x90, 60) for t in range(20)]
    before, after = playlist(rows, end_tick=20), playlist([*rows, (25, 0x90, 62)], end_tick=26)
    patch = patch_of(before, after)
    assert patch is not None
    assert (patch.whole, len(patch.playlist.events)) == (False, 1)
    patched = before.patched(patch.from_tick, patch.to_tick, patch.playlist)
    assert (patched.events.tolist(), patched.end_tick) == (after.events.tolist(), 26)


def test_another_end_alone_sends_no_events() -> None:
    rows = [(t, 0x90, 60) for t in range(20)]
    before, after = playlist(rows, end_tick=20), playlist(rows, end_tick=40)
    patch = patch_of(before, after)
    assert patch is not None
    assert (patch.whole, len(patch.playlist.events)) == (False, 0)
    patched = before.patched(patch.from_tick, patch.to_tick, patch.playlist)
    assert (patched.events.tolist(), patched.end_tick) == (after.events.tolist(), 40)
