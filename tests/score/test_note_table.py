"""Large tracks: what is remembered from edit to edit says the same as walking through all notes."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musegen_app.score import edits, remembered
from musegen_app.score.model import Note, Score, Track
from musegen_app.score.note_exchange import exchanged, rearranged
from musegen_app.score.note_table import (
    SMALL,
    NoteTable,
    change_between,
    in_order,
    table_of,
)

SPAN = 20_000


def many(count: int, seed: int = 1) -> tuple[Note, ...]:
    dice = random.Random(seed)
    notes = [Note(dice.randrange(SPAN), dice.randrange(1, 900), dice.randrange(40, 80), id=i + 1) for i in range(count)]
    return tuple(sorted(notes, key=in_order))


def asked(table: NoteTable) -> None:
    """Have everything worked out, so that the next table takes it over."""
    assert (table.get(1) is not None) == (1 in table)
    assert table.end_tick >= 0
    assert table.is_sorted
    assert table.locked <= len(table.notes)


def check(notes: Sequence[Note], table: NoteTable) -> None:
    """Every answer against the plain one."""
    assert table.notes == tuple(notes)
    assert table.end_tick == max((n.end_tick for n in notes), default=0)
    assert [table.get(n.id) for n in notes] == list(notes)
    assert table.get(10**9) is None
    assert table.locked == sum(n.locked for n in notes)
    for low in range(-100, SPAN + 2000, 1733):
        first, last = table.span(low, low + 700)
        touching = [i for i, n in enumerate(notes) if n.end_tick > low and n.start_tick < low + 700]
        assert all(first <= i < last for i in touching)
        assert not touching or first == touching[0]


@settings(max_examples=40, deadline=None)
@given(st.data(), st.integers(0, 900), st.integers(0, 10**6))
def test_a_chain_of_exchanges_answers_like_the_plain_notes(data: st.DataObject, count: int, seed: int) -> None:
    dice = random.Random(seed)
    notes = many(count, seed)
    asked(table_of(notes))
    ids = 10_000
    for _ in range(data.draw(st.integers(1, 4))):
        wide = data.draw(st.booleans())
        at = 0 if wide else dice.randrange(len(notes) + 1)
        near = notes[at : len(notes) if wide else at + 30]
        removed = sorted(dice.sample(near, dice.randrange(len(near) + 1)), key=in_order)
        added = [n.moved(dice.choice((0, 5, 4000)), 1) for n in removed if dice.random() < 0.8]
        added += [
            Note(dice.randrange(SPAN), 10, 60, id=(ids := ids + 1), locked=dice.random() < 0.5)
            for _ in range(dice.randrange(4))
        ]
        gone = set(map(id, removed))
        plain = tuple(sorted([*(n for n in notes if id(n) not in gone), *added], key=in_order))
        made = exchanged(notes, removed, added)
        assert made == plain
        assert all(a is b for a, b in zip(made, plain, strict=True))
        change = change_between(notes, made)
        assert notes[: change.first] + made[change.first : change.new_end] + notes[change.old_end :] == plain
        assert sorted(map(id, change.removed)) == sorted(map(id, removed))
        assert sorted(map(id, change.added)) == sorted(map(id, added))
        check(made, table_of(made))
        notes = made


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 800), st.integers(0, 10**6), st.booleans())
def test_any_list_of_notes_is_put_in_order(count: int, seed: int, shuffled: bool) -> None:
    dice = random.Random(seed)
    notes = many(count, seed)
    wanted = [n.moved(dice.choice((0, 0, 700)), 0) if dice.random() < 0.05 else n for n in notes]
    wanted = [n for n in wanted if dice.random() > 0.02] + [Note(5, 5, 5, id=77_777)]
    if shuffled:
        dice.shuffle(wanted)
    assert rearranged(notes, wanted) == tuple(sorted(wanted, key=in_order))


def test_notes_out_of_order_are_not_trusted() -> None:
    notes = tuple(reversed(many(SMALL * 3)))
    assert Track(notes=notes).with_notes(notes).notes == tuple(sorted(notes, key=in_order))
    assert exchanged(notes, [notes[3]], []) == tuple(sorted(notes[:3] + notes[4:], key=in_order))


def test_a_change_is_found_without_having_been_remembered() -> None:
    old = many(5000)
    moved = old[2100].moved(3, 2)
    new = (*old[:2100], moved, *old[2101:-1])
    change = change_between(old, new)
    assert (change.first, change.removed, change.added) == (2100, (*old[2100:2101], old[-1]), (moved,))
    assert change_between(old, old) == change_between(old, tuple(old))
    assert change_between(old, ()).removed == old
    assert change_between((), old).added == old


@settings(max_examples=40, deadline=None)
@given(st.integers(300, 700), st.integers(0, 10**6), st.booleans())
def test_from_one_step_of_a_drag_to_the_next(count: int, seed: int, same: bool) -> None:
    dice = random.Random(seed)
    base = many(count, seed)
    asked(table_of(base))
    lifted = sorted(dice.sample(base, dice.randrange(1, 60)), key=in_order)
    others = lifted if same else sorted(dice.sample(base, dice.randrange(1, 60)), key=in_order)
    one = exchanged(base, lifted, [n.moved(dice.randrange(900), 1) for n in lifted])
    other = exchanged(base, others, [n.moved(dice.randrange(900), 2) for n in others])
    change = change_between(one, other)
    assert one[: change.first] + other[change.first : change.new_end] + one[change.old_end :] == other
    has, had = set(map(id, other)), set(map(id, one))
    assert set(map(id, change.removed)) >= {id(n) for n in one if id(n) not in has}
    assert set(map(id, change.added)) >= {id(n) for n in other if id(n) not in had}
    gone = set(map(id, change.removed))
    assert sorted([*(n for n in one if id(n) not in gone), *change.added], key=in_order) == list(other)
    assert list(change.removed) == sorted(change.removed, key=in_order)


def test_the_same_question_has_the_same_answer() -> None:
    table = table_of(many(600))
    ids = frozenset({5, 9, 2, 10**9})
    first = table.chosen(ids)
    first.append(first[0])
    assert table.chosen(ids) == first[:-1] == table.chosen({9, 5, 2})


def test_only_so_many_tuples_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST", 4 * SMALL)
    notes = many(SMALL + 1)
    table = table_of(notes)
    assert table_of(notes) is table
    for seed in range(2, 8):
        table_of(many(SMALL + 1, seed))
    assert table_of(notes) is not table


@pytest.mark.parametrize("count", [3, 2000])
def test_edits_of_large_tracks_do_what_those_of_small_ones_do(count: int) -> None:
    score = Score(tracks=(Track(id=0, notes=many(count)),))
    ids = {n.id for n in score.tracks[0].notes[:2]}
    moved = edits.move_notes(score, 0, ids, 960, 1)
    plain = [n.moved(960, 1) if n.id in ids else n for n in score.tracks[0].notes]
    assert moved.tracks[0].notes == tuple(sorted(plain, key=in_order))
    assert edits.move_notes(moved, 0, ids, -960, -1) == score
    assert edits.move_notes(score, 0, ids, 0, 0) is score
    assert edits.trim_overlaps(score, 0, edits.all_note_ids(score)).tracks[0].end_tick <= score.end_tick


class Watched(NoteTable):
    """Asked by another thread whenever it comes to know something."""

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        if name in ("_sizes", "_reaches") and value:
            assert self.end_tick == max(n.end_tick for n in self.notes)
            assert self.span(0, SPAN)[0] == 0


def test_a_thread_never_sees_half_of_what_another_one_works_out() -> None:
    Watched(many(600)).prepare()
    assert Watched(many(600)).span(0, SPAN)[0] == 0
