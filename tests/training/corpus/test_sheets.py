"""Raw tunes cut into lead sheets: pickups, metre changes, odd bars, the grid, sections."""

from __future__ import annotations

from musegen_app.codecs.lead_sheet import LeadNote
from musegen_app.formats.abc_body import parse_tune
from musegen_app.score.keys import Key, Mode
from musegen_app.training.corpus.form import likeness, sections_of
from musegen_app.training.corpus.nottingham import raw_tune
from musegen_app.training.corpus.raw import RawTune
from musegen_app.training.corpus.sheets import lead_sheets

BAR = "CDEF GABc|"


def raw(body: str, head: str = "X:1\nM:4/4\nL:1/8\nK:C\n") -> RawTune:
    return raw_tune(parse_tune(head + body), "book")


def test_a_tune_with_a_pickup_and_a_repeat() -> None:
    sheets, report = lead_sheets(raw('|:G|"C"' + BAR * 7 + "CDEF GAB:|"))
    assert len(sheets) == 1
    sheet = sheets[0]
    assert (sheet.pickup, sheet.bar) == (6, 48)
    assert sheet.length == 6 + 16 * 48  # rounded up to the end of the last bar
    assert sheet.notes[0] == LeadNote(0, 6, 67)
    assert sheet.key == Key(0, Mode.MAJOR)
    assert [(c.start, c.chord.root) for c in sheet.chords if c.chord] == [(6, 0)]
    assert [(s.start, s.letter, s.repeat) for s in sheet.sections] == [(0, "A", 0), (8 * 48, "A", 1)]
    assert (report.bars_used, report.bars_refused) == (16, 0)


def test_a_change_of_metre_gives_two_sheets() -> None:
    sheets, _ = lead_sheets(raw(BAR * 8 + "[M:6/8]" + "CDE FGA|" * 8))
    assert [(s.numerator, s.denominator, s.length // s.bar) for s in sheets] == [(4, 4, 8), (6, 8, 8)]


def test_a_change_of_key_gives_two_sheets() -> None:
    sheets, _ = lead_sheets(raw(BAR * 8 + "[K:D]" + BAR * 8))
    assert [s.key.tonic for s in sheets if s.key] == [0, 2]


def test_an_odd_bar_cuts_and_short_rests_are_refused_and_counted() -> None:
    sheets, report = lead_sheets(raw(BAR * 9 + "CDE|" + BAR * 3))
    assert [s.length // s.bar for s in sheets] == [10]  # the odd bar is the open last one
    assert report.bars_refused == 2
    assert report.why


def test_too_short_a_tune_is_refused_with_a_reason() -> None:
    sheets, report = lead_sheets(raw(BAR * 4))
    assert sheets == []
    assert "no regular stretch of 8 bars" in report.why


def test_notes_off_the_grid_are_moved_and_counted() -> None:
    sheets, report = lead_sheets(raw("C/D/E F2 G2 A2|" + BAR * 8))
    assert report.notes_moved == 0
    sheets, report = lead_sheets(raw("C/4D3/4E F2 G2 A2|" + BAR * 8))
    assert report.notes_moved == 1
    starts = [n.start for n in sheets[0].notes]
    assert starts == sorted(set(starts))


def test_the_top_line_of_chords_is_the_melody() -> None:
    sheets, _ = lead_sheets(raw("[CEG]8|" * 8))
    assert {n.pitch for n in sheets[0].notes} == {67}
    assert all(n.duration == 48 for n in sheets[0].notes)


def bar_notes(bars: list[str]) -> list[LeadNote]:
    """A bar of four crotchets for every letter; equal letters are equal bars."""
    return [
        LeadNote(48 * i + 12 * j, 12, 60 + (ord(c) * (j + 3)) % 12)
        for i, c in enumerate("".join(bars))
        for j in range(4)
    ]


def test_sections_are_found_when_nothing_is_written() -> None:
    notes = bar_notes(["abcdefgh", "abcdefgi", "jklmnopq", "abcdefgh"])
    found = sections_of(notes, [], 0, 48, 32 * 48)
    assert [(s.start // 48, s.letter, s.repeat) for s in found] == [
        (0, "A", 0),
        (8, "A", 1),
        (16, "B", 0),
        (24, "A", 2),
    ]


def test_no_sections_when_the_length_does_not_suit() -> None:
    assert sections_of(bar_notes(["abcdefghij"]), [], 0, 48, 10 * 48) == ()


def test_likeness_counts_equal_bars() -> None:
    one, other = [((0, 60),), ((0, 62),)], [((0, 60),), ((0, 64),)]
    assert likeness(one, other) == 0.5
    assert likeness(one, one) == 1.0
    assert likeness([], []) == 0.0
