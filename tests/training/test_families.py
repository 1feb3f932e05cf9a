"""Families: what is one tune, and that a family is never split."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from musegen_app.codecs.lead_sheet import LeadNote, LeadSheet, TuneType
from musegen_app.training.families import (
    FamilyKey,
    cluster,
    key_of,
    plain_title,
    run_hashes,
    runs,
    split_of,
    with_families,
)


def sheet(title: str, notes: list[LeadNote]) -> LeadSheet:
    length = notes[-1].start + notes[-1].duration
    return LeadSheet(title, "test", "", TuneType.UNKNOWN, 4, 4, 0, length, None, tuple(notes))


def melody(seed: int, count: int = 40) -> list[LeadNote]:
    rng = random.Random(seed)
    notes: list[LeadNote] = []
    at = 0
    for _ in range(count):
        duration = rng.choice((6, 6, 12, 18))
        notes.append(LeadNote(at, duration, rng.randrange(60, 80)))
        at += duration
    return notes


def test_a_transposed_and_slowed_tune_is_the_same_family() -> None:
    tune = melody(1)
    other = [LeadNote(n.start * 2 + 48, n.duration * 2, n.pitch - 5) for n in tune]
    assert cluster([sheet("one", tune), sheet("two", melody(2)), sheet("three", other)]) == [0, 1, 0]


@pytest.mark.parametrize(("shared", "together"), [(24, True), (23, False)])
def test_a_shared_run_of_24_notes_and_their_lengths_joins(shared: int, together: bool) -> None:
    tune = melody(1)
    mixed = list(tune[: shared + 1])  # the onset of one more ends the last shared note
    end = mixed[-1].start + 7  # an inter-onset time that the tune does not have
    mixed += [LeadNote(n.start + end, n.duration, n.pitch + 30) for n in melody(2)]
    numbers = cluster([sheet("one", tune), sheet("two", mixed)])
    assert (numbers[0] == numbers[1]) is together


def test_equal_titles_join_but_mere_types_do_not() -> None:
    same = [sheet("The Rose (reel)", melody(1)), sheet("Rose, The", melody(2))]
    assert cluster(same) == [0, 0]
    assert cluster([sheet("Polka", melody(1)), sheet("polka", melody(2))]) == [0, 1]


def test_plain_titles() -> None:
    assert plain_title("The Líttle  House!") == "little house"
    assert plain_title("Wheel of Fortune, The") == "wheel of fortune"


def test_runs_of_short_tunes_are_none() -> None:
    assert list(runs(melody(1, 23))) == []
    assert len(list(runs(melody(1, 24)))) == 1


def test_a_family_is_never_split_and_the_draw_does_not_depend_on_the_others() -> None:
    sheets = [sheet(f"tune {i // 2}", melody(i)) for i in range(400)]
    drawn = with_families(sheets)
    splits = {}
    for one in drawn:
        assert splits.setdefault(one.family, one.split) == one.split
    shares = [sum(s.split == name for s in drawn) / len(drawn) for name in ("train", "valid", "test")]
    assert 0.75 < shares[0] < 0.95
    assert min(shares[1:]) > 0.02
    fewer = {s.title: s.split for s in with_families(sheets[::3])}
    assert all(fewer.get(s.title, s.split) == s.split for s in drawn)


def test_a_large_family_goes_to_train() -> None:
    tune = melody(3)
    for seed in range(20):
        copies = [sheet(f"{seed} copy {i}", [replace(n, pitch=n.pitch + i) for n in tune]) for i in range(7)]
        assert {s.split for s in with_families(copies, seed)} == {"train"}


def test_pieces_of_other_sets_are_compared_with_tunes() -> None:
    tune = melody(1)
    pieces = [
        key_of(sheet("one", tune)),
        FamilyKey("piano", "Sonata", "Anon", run_hashes([(3 * n.start, n.pitch - 7) for n in tune])),
        FamilyKey("piano", "Sonata", "Somebody", ()),
        FamilyKey("choir", "The Sonata", "Somebody", ()),
    ]
    families = [family for family, _ in split_of(pieces)]
    assert families[0] == families[1]
    assert families[2] == families[3]
    assert families[1] != families[2]  # another composer


def test_the_draw_of_the_folk_tunes_is_what_it_was() -> None:
    """A changed draw would put tunes that a shipped net learned from among those that it is judged by."""
    drawn = with_families([sheet(f"tune {i}", melody(i)) for i in range(60)])
    assert [i for i, s in enumerate(drawn) if s.split == "valid"] == [15, 17]
    assert [i for i, s in enumerate(drawn) if s.split == "test"] == [1, 2, 3, 13, 21, 30]
