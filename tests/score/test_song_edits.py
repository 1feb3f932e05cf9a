"""Tempo, metre, keys, chords, sections, and taking over a take."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musegen_app.base.errors import SettingsError
from musegen_app.score import edits
from musegen_app.score.harmony import Chord, ChordSymbol
from musegen_app.score.keys import Key, Mode
from musegen_app.score.model import ControlEvent, ControlKind, Note, Origin, OriginKind, Score, Section, Track
from musegen_app.score.time import MeterChange, MeterMap
from tests.score.scores import scores


def test_tempo() -> None:
    score = edits.set_tempo(edits.set_tempo(Score(), 0, 100), 3840, 200.0)
    assert [(c.tick, round(c.bpm)) for c in score.tempo.changes] == [(0, 100), (3840, 200)]
    assert edits.remove_tempo(score, 3840).tempo.changes == score.tempo.changes[:1]
    assert edits.remove_tempo(score, 0) == score
    for bpm in (3.9, 1001, float("nan")):
        with pytest.raises(SettingsError, match="between 4 and 1000"):
            edits.set_tempo(score, 0, bpm)


def test_metre_changes_at_bar_lines() -> None:
    score = edits.set_meter(Score(), 5000, 3, 4)
    assert [(c.tick, c.numerator) for c in score.meter.changes] == [(0, 4), (3840, 3)]
    score = edits.set_meter(score, 100, 6, 8)
    assert [(c.tick, c.numerator) for c in score.meter.changes] == [(0, 6), (3840, 3)]
    assert edits.remove_meter(score, 3840).meter.changes == score.meter.changes[:1]
    for numerator, denominator in ((0, 4), (65, 4), (3, 5), (3, 128)):
        with pytest.raises(SettingsError, match="metre"):
            edits.set_meter(score, 0, numerator, denominator)


def test_pickup() -> None:
    score = edits.set_pickup(Score(), 960)
    assert score.meter.pickup_ticks == 960
    assert edits.set_meter(score, 0, 1, 8).meter.pickup_ticks == 479, "a pickup stays shorter than the bar"
    assert edits.set_meter(score, 5000, 3, 4).meter.changes[1].tick == 4800
    early = Score(meter=MeterMap((MeterChange(0), MeterChange(500, 3, 4))))
    assert edits.set_meter(early, 600, 2, 4).meter.changes[1] == MeterChange(500, 2, 4)
    with pytest.raises(SettingsError, match="first change of metre"):
        edits.set_pickup(early, 960)
    for ticks in (-1, 3840):
        with pytest.raises(SettingsError, match="shorter than a bar"):
            edits.set_pickup(score, ticks)


@given(scores(), st.integers(-10, 60_000), st.sampled_from([(3, 4), (7, 8), (1, 16)]))
def test_a_new_metre_fits_any_song(score: Score, tick: int, metre: tuple[int, int]) -> None:
    changed = edits.set_meter(score, tick, *metre)
    at = changed.meter.at(max(0, tick))
    assert (at.numerator, at.denominator) == metre or tick < 0


@given(scores(), st.integers(0, 3839))
def test_a_pickup_fits_any_song_or_says_why(score: Score, ticks: int) -> None:
    if ticks < min(score.meter.at(0).bar_ticks, *(c.tick for c in score.meter.changes[1:]), 3840):
        assert edits.set_pickup(score, ticks).meter.pickup_ticks == ticks
    else:
        with pytest.raises(SettingsError, match="pickup"):
            edits.set_pickup(score, ticks)


def test_keys() -> None:
    score = edits.set_key(edits.set_key(Score(), 960, Key(2)), 0, Key(9, Mode.MINOR))
    assert [(k.tick, k.key.name) for k in score.keys] == [(0, "A minor"), (960, "D major")]
    assert edits.set_key(score, 960, Key(4)).keys[1].key == Key(4)
    assert edits.remove_key(score, 0).keys == score.keys[1:]


def test_chords() -> None:
    score = edits.set_chord(edits.set_chord(Score(), 960, " G7 "), 0, "C")
    assert [(s.tick, s.text) for s in score.chords.symbols] == [(0, "C"), (960, "G7")]
    assert edits.set_chord(score, 0, "N.C.").chords.symbols[0].chord is None
    with pytest.raises(SettingsError, match="not a chord"):
        edits.set_chord(score, 0, "Hm")
    assert edits.remove_chord(score, 960).chords.symbols == score.chords.symbols[:1]
    moved = edits.move_chord(score, 960, 0)
    assert [(s.tick, s.text) for s in moved.chords.symbols] == [(0, "G7")]
    assert edits.move_chord(score, 5, 0) is score
    assert edits.move_chord(score, 960, 960) is score
    assert edits.move_chord(score, 0, 2000).chords.symbols[-1] == ChordSymbol(2000, Chord(0), "C")


def test_how_chords_sound() -> None:
    lane = edits.set_chords_sound(Score(), program=300, volume=-4, mute=True).chords
    assert (lane.program, lane.volume, lane.mute) == (127, 0, True)
    assert edits.set_chords_sound(Score()) == Score()


def test_title_and_sections() -> None:
    score = edits.set_section(edits.set_section(edits.set_title(Score(), "Song"), 960, "B"), 0, " A ")
    assert score.title == "Song"
    assert score.sections == (Section(0, "A"), Section(960, "B"))
    assert edits.set_section(score, 0, " ").sections == (Section(960, "B"),)


def take_notes(*starts: int) -> list[Note]:
    origin = Origin(OriginKind.GENERATED, "folk-lstm", 7)
    return [Note(s, 100, 60, id=i + 1, origin=origin) for i, s in enumerate(starts)]


def test_a_take_replaces_what_begins_in_its_span() -> None:
    own = [Note(0, 960, 50, id=1), Note(1000, 100, 60, id=2), Note(3000, 100, 60, id=3)]
    score = Score(tracks=(Track(id=0).with_notes(own),))
    after = edits.insert_take(score, 0, take_notes(900, 960, 1500, 2000), (), 960, 2000)
    assert [n.start_tick for n in after.tracks[0].notes] == [0, 960, 1500, 3000]
    kinds = [n.origin.kind for n in after.tracks[0].notes]
    assert kinds == [OriginKind.DRAWN, OriginKind.GENERATED, OriginKind.GENERATED, OriginKind.DRAWN]
    assert len({n.id for n in after.tracks[0].notes}) == 4, "the worker's own ids never clash with ours"


def test_a_take_gives_way_to_locked_notes() -> None:
    own = [Note(1050, 100, 60, id=1, locked=True), Note(1050, 100, 61, id=2)]
    score = Score(tracks=(Track(id=0).with_notes(own),))
    after = edits.insert_take(score, 0, take_notes(1000, 1100, 1200), (), 0, 2000)
    assert [(n.start_tick, n.locked) for n in after.tracks[0].notes] == [(1050, True), (1200, False)]


def test_what_a_variation_leaves_as_it_is_stays_the_very_note() -> None:
    held, own = Note(0, 2000, 60, locked=True), Note(1000, 100, 60)
    score = Score(tracks=(Track(id=0).with_notes([held, own, Note(1200, 100, 64)]),))
    as_it_was = Note(1000, 100, 60, id=1, origin=Origin(OriginKind.GENERATED, "folk-lstm", 7))
    after = edits.insert_take(score, 0, [as_it_was, *take_notes(1200)], (), 960, 2000)
    assert after.tracks[0].notes == (held, own), "only what is new gives way to the locked note"
    assert edits.insert_take(score, 0, [own, Note(1200, 100, 64)], (), 960, 2000).tracks[0].notes[1] is own


def test_a_take_leaves_muted_notes_where_they_are() -> None:
    silent = Note(480, 960, 72, muted=True)
    score = Score(tracks=(Track(id=0).with_notes([Note(0, 480, 60), silent]),))
    after = edits.insert_take(score, 0, [Note(960, 100, 72)], (), 0, 2000).tracks[0].notes
    assert silent in after
    assert [n.start_tick for n in after] == [480, 960]


def test_a_take_fills_empty_chord_ticks_only() -> None:
    score = edits.set_chord(Score(tracks=(Track(id=0),)), 960, "C")
    proposed = [ChordSymbol(t, Chord(7), "G", generated=True) for t in (0, 960, 1920, 9600)]
    after = edits.insert_take(score, 0, (), proposed, 0, 3840)
    assert [(s.tick, s.text) for s in after.chords.symbols] == [(0, "G"), (960, "C"), (1920, "G")]
    assert edits.insert_take(score, 0, (), (), 0, 100) == score


def test_a_recorded_take_brings_its_controls() -> None:
    old = tuple(ControlEvent(t, ControlKind.CONTROL, 1, 64) for t in (0, 960, 3840))
    score = Score(tracks=(Track(controls=old, id=0),))
    new = tuple(ControlEvent(t, ControlKind.CONTROL, 2, 64) for t in (960, 1920, 3840, 5000))
    after = edits.insert_take(score, 0, (), (), 960, 3840, new)
    assert [(c.tick, c.value) for c in after.tracks[0].controls] == [(0, 1), (960, 2), (1920, 2), (3840, 2), (3840, 1)]
    assert edits.insert_take(score, 0, (), (), 960, 3840).tracks[0].controls == old
    cleared = edits.insert_take(score, 0, (), (), 960, 3840, ()).tracks[0].controls
    assert [c.tick for c in cleared] == [0, 3840]


def test_a_song_names_its_soundfont() -> None:
    assert edits.set_soundfont(Score(), "/fonts/mine.sf2").soundfont == "/fonts/mine.sf2"
