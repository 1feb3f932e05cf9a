"""Markers, sections, and changes of tempo, metre and key that move."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from musegen_app.score import edits
from musegen_app.score.harmony import ChordSymbol, parse_chord
from musegen_app.score.keys import Key, KeyChange
from musegen_app.score.model import ChordLane, Score, Section, TextEvent
from musegen_app.score.time import MeterChange, MeterMap, TempoChange, TempoMap
from musegen_app.score.timeline_edits import markers, section_spans
from tests.score.scores import scores

BAR = 3840
ABC = Score(sections=(Section(0, "A"), Section(BAR, "A'"), Section(3 * BAR, "B")))


def starts(score: Score) -> list[int]:
    return [s.start_tick for s in score.sections]


def test_markers_are_set_named_anew_moved_and_removed() -> None:
    other = TextEvent(960, "copyright", "me")
    score = edits.set_marker(edits.set_marker(Score(texts=(other,)), 960, " Verse "), 0, "Intro")
    assert [(m.tick, m.text) for m in markers(score)] == [(0, "Intro"), (960, "Verse")]
    assert other in score.texts
    assert edits.set_marker(score, 960, "Verse") is score
    assert [m.text for m in markers(edits.set_marker(score, 960, "Chorus"))] == ["Intro", "Chorus"]
    moved = edits.move_marker(score, 960, 0)
    assert [(m.tick, m.text) for m in markers(moved)] == [(0, "Verse")]
    assert edits.move_marker(score, 5, 10) is score
    assert edits.remove_marker(score, 5) is score
    assert edits.remove_marker(edits.remove_marker(score, 0), 960).texts == (other,)


@given(scores(), st.integers(-5, 50_000), st.integers(-5, 50_000))
def test_moving_a_marker_leaves_the_other_texts(score: Score, low: int, high: int) -> None:
    after = edits.move_marker(edits.set_marker(score, low, "Here"), max(0, low), high)
    assert [m.text for m in markers(after) if m.tick == max(0, high)] == ["Here"]
    assert [t for t in after.texts if t.kind != "marker"] == [t for t in score.texts if t.kind != "marker"]
    assert list(after.texts) == sorted(after.texts, key=lambda t: t.tick)


def test_a_boundary_moves_between_its_neighbours() -> None:
    assert starts(edits.move_section_start(ABC, BAR, 2 * BAR)) == [0, 2 * BAR, 3 * BAR]
    assert starts(edits.move_section_start(ABC, BAR, 9 * BAR)) == [0, 3 * BAR - 1, 3 * BAR]
    assert starts(edits.move_section_start(ABC, BAR, -9)) == [0, 1, 3 * BAR]
    assert starts(edits.move_section_start(ABC, 3 * BAR, 9 * BAR)) == [0, BAR, 9 * BAR]
    assert edits.move_section_start(ABC, 7, BAR) is ABC


def test_a_section_moves_with_both_ends() -> None:
    assert starts(edits.move_section(ABC, BAR, 960)) == [0, BAR + 960, 3 * BAR + 960]
    assert starts(edits.move_section(ABC, BAR, -BAR)) == [0, 1, 2 * BAR + 1]
    assert starts(edits.move_section(ABC, 0, BAR)) == [BAR, 2 * BAR, 3 * BAR]
    assert starts(edits.move_section(ABC, 3 * BAR, BAR)) == [0, BAR, 4 * BAR]
    assert edits.move_section(ABC, 0, -BAR) is ABC


@given(scores(), st.data())
def test_sections_stay_in_order_however_they_are_pulled(score: Score, data: st.DataObject) -> None:
    tick = data.draw(st.sampled_from(starts(score) or [0]))
    by = data.draw(st.integers(-50_000, 50_000))
    for after in (edits.move_section(score, tick, by), edits.move_section_start(score, tick, tick + by)):
        assert [s.label for s in after.sections] == [s.label for s in score.sections]
        assert starts(after) == sorted(set(starts(after)))
        assert all(t >= 0 for t in starts(after))
        assert replace(after, sections=()) == replace(score, sections=())


def test_the_last_section_ends_with_the_song_at_a_bar_line() -> None:
    assert [end for _, end in section_spans(ABC)] == [BAR, 3 * BAR, 4 * BAR]
    assert section_spans(Score()) == ()


def test_a_tempo_change_moves_but_the_first_one_stays() -> None:
    score = Score(tempo=TempoMap((TempoChange(0, 500_000), TempoChange(960, 400_000), TempoChange(1920, 300_000))))
    moved = edits.move_tempo(score, 960, 1920).tempo.changes
    assert [(c.tick, c.us_per_quarter) for c in moved] == [(0, 500_000), (1920, 400_000)]
    assert edits.move_tempo(score, 0, 960) is score
    assert edits.move_tempo(score, 960, 960) is score


def test_a_metre_moves_to_a_bar_line() -> None:
    score = Score(meter=MeterMap((MeterChange(0), MeterChange(2 * BAR, 3, 4))))
    assert edits.move_meter(score, 2 * BAR, BAR + 100).meter.changes[1] == MeterChange(BAR, 3, 4)
    assert edits.move_meter(score, 2 * BAR, 5 * BAR).meter.changes[1] == MeterChange(5 * BAR, 3, 4)
    assert edits.move_meter(score, 2 * BAR, -5).meter.changes == (MeterChange(0, 3, 4),)
    assert edits.move_meter(score, 0, BAR) is score
    assert edits.move_meter(score, 2 * BAR, 2 * BAR + 5) is score


@given(scores(), st.data())
def test_a_moved_metre_always_makes_a_map(score: Score, data: st.DataObject) -> None:
    tick = data.draw(st.sampled_from([c.tick for c in score.meter.changes]))
    after = edits.move_meter(score, tick, data.draw(st.integers(-10, 60_000)))
    assert len(after.meter.changes) <= len(score.meter.changes)
    assert replace(after, meter=score.meter) == score


def test_a_key_moves() -> None:
    score = Score(keys=(KeyChange(0, Key(2)), KeyChange(BAR, Key(7))))
    assert edits.move_key(score, BAR, 2 * BAR).keys == (KeyChange(0, Key(2)), KeyChange(2 * BAR, Key(7)))
    assert edits.move_key(score, BAR, 0).keys == (KeyChange(0, Key(7)),)
    assert edits.move_key(score, 5, 0) is score


def test_chords_of_a_stretch_are_written_copied_and_removed() -> None:
    score = edits.set_chord(edits.set_chord(Score(), 0, "C"), BAR, "G")
    symbols = edits.set_chord(Score(), 960, "Am").chords.symbols
    written = edits.write_chords(score, symbols, 0, BAR)
    assert [(s.tick, s.text) for s in written.chords.symbols] == [(960, "Am"), (BAR, "G")]
    assert edits.write_chords(score, (), 1, BAR) is score
    assert [s.text for s in edits.remove_chords(score, 0, BAR).chords.symbols] == ["G"]
    copied = edits.copy_chord(score, 0, BAR)
    assert [(s.tick, s.text) for s in copied.chords.symbols] == [(0, "C"), (BAR, "C")]
    assert edits.copy_chord(score, 7, BAR) is score


def test_chords_that_are_written_again_as_they_were_stay_whose_they_were() -> None:
    made = ChordSymbol(0, parse_chord("C"), "C", generated=True)
    score = Score(chords=ChordLane((made,)))
    typed = [ChordSymbol(tick, parse_chord(name), name) for tick, name in ((0, "C"), (BAR, "G"))]
    written = edits.write_chords(score, typed, 0, 2 * BAR).chords.symbols
    assert [s.generated for s in written] == [True, False]
