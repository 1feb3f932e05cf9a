"""Runs shared with training tunes, whatever key or tempo they are in."""

from __future__ import annotations

import random

from musegen_app.codecs.lead_sheet import LeadNote
from musegen_app.training.originality import LONGEST, RunIndex


def melody(seed: int, count: int = 60) -> list[LeadNote]:
    rng = random.Random(seed)
    notes: list[LeadNote] = []
    at = 0
    for _ in range(count):
        duration = rng.choice((6, 6, 12, 18))
        notes.append(LeadNote(at, duration, rng.randrange(55, 85)))
        at += duration
    return notes


def test_a_known_tune_is_found_in_another_key_and_tempo() -> None:
    index = RunIndex([melody(1), melody(2)])
    moved = [LeadNote(2 * n.start + 5, 2 * n.duration, n.pitch + 7) for n in melody(2)]
    assert index.share_found(moved, 16) == (45, 45)
    assert index.longest_common(moved) == 60


def test_a_new_tune_is_not() -> None:
    index = RunIndex([melody(1), melody(2)])
    assert index.share_found(melody(3), 16) == (0, 45)
    assert index.longest_common(melody(3)) < 8


def test_a_borrowed_phrase_is_measured() -> None:
    borrowed = melody(1)[10:31]  # 20 notes and the onset that ends them
    end = borrowed[-1].start + 7
    tune = [*borrowed, *(LeadNote(n.start + end, n.duration, n.pitch + 40) for n in melody(4))]
    assert RunIndex([melody(1)]).longest_common(tune) in {20, 21}


def test_short_tunes_and_long_ones() -> None:
    index = RunIndex([melody(1, 200)])
    assert index.share_found(melody(1, 10), 16) == (0, 0)
    assert index.longest_common([]) == 0
    assert index.longest_common(melody(1, 200)) == LONGEST
