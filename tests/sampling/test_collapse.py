"""The collapse detector on hand-made cases."""

from __future__ import annotations

from musegen_app.codecs.lead_sheet import LeadNote
from musegen_app.sampling.collapse import (
    MAX_CELL_REPEATS,
    MAX_EQUAL_ONSETS,
    CollapseKind,
    ever_collapses,
    find_collapse,
)

BAR = 48


def quavers(*pitches: int) -> list[LeadNote]:
    return [LeadNote(6 * i, 6, p) for i, p in enumerate(pitches)]


def end(notes: list[LeadNote]) -> int:
    return notes[-1].start + notes[-1].duration


def test_twelve_equal_onsets_are_music_thirteen_are_not() -> None:
    enough = quavers(60, *[62] * MAX_EQUAL_ONSETS)
    assert find_collapse(enough, 0, end(enough), BAR) is None
    too_many = quavers(60, *[62] * (MAX_EQUAL_ONSETS + 1))
    found = find_collapse(too_many, 0, end(too_many), BAR)
    assert found is not None
    assert (found.kind, found.since, found.pitch) == (CollapseKind.ONE_NOTE, 6, 62)


def test_a_figure_may_come_seven_times() -> None:
    cell = [60, 64, 67, 64]
    enough = quavers(*cell * MAX_CELL_REPEATS, 60)
    assert find_collapse(enough, 0, end(enough), BAR) is None
    again = quavers(*cell * (MAX_CELL_REPEATS + 1), 60)
    found = find_collapse(again, 0, end(again), BAR)
    assert found is not None
    assert found.kind is CollapseKind.CELL
    assert found.pitch == 64  # after the 60 that came last, the figure would go on with 64
    assert found.since == 0


def test_a_figure_longer_than_a_bar_may_come_again() -> None:
    phrase = [60, 62, 64, 65, 67, 69, 71, 72, 74, 72]
    notes = quavers(*phrase * 12)
    assert find_collapse(notes, 0, end(notes), BAR) is None


def test_the_same_pitches_in_another_rhythm_are_no_repeat() -> None:
    notes: list[LeadNote] = []
    at = 0
    for i in range(40):
        length = (6, 12)[(i // 2 + i // 6) % 2]
        notes.append(LeadNote(at, length, (60, 64)[i % 2]))
        at += length
    assert find_collapse(notes, 0, at, BAR) is None


def test_two_silent_bars_are_a_rest_more_are_silence() -> None:
    notes = quavers(60, 62)
    assert find_collapse(notes, 0, 12 + 2 * BAR, BAR) is None
    found = find_collapse(notes, 0, 13 + 2 * BAR, BAR)
    assert found is not None
    assert found.kind is CollapseKind.SILENCE
    assert found.since == 12


def test_silence_from_the_start_counts_from_the_start() -> None:
    assert find_collapse([], 96, 96 + 2 * BAR, BAR) is None
    assert find_collapse([], 96, 97 + 2 * BAR, BAR) is not None


def test_ever_collapses_finds_it_in_the_middle() -> None:
    notes = quavers(*range(50, 60), *[62] * 13, *range(60, 70))
    assert ever_collapses(notes, 0, end(notes), BAR) is not None
    gap = [LeadNote(0, 6, 60), LeadNote(3 * BAR, 6, 62)]
    assert ever_collapses(gap, 0, 4 * BAR, BAR) is not None
    scale = quavers(*range(50, 80))
    assert ever_collapses(scale, 0, end(scale), BAR) is None
