"""Cutting, gluing, filling gaps, muting; chord stamps; passages that are carried elsewhere."""

from __future__ import annotations

from dataclasses import replace

from musegen_app.score import edits
from musegen_app.score.chord_stamp import DEGREES, Stamp, stamped_pitches
from musegen_app.score.keys import Key, KeyChange, Mode
from musegen_app.score.model import ControlEvent, ControlKind, Note, Score, Track
from musegen_app.score.passage import Passage, copy_passage, excerpt, paste_passage
from musegen_app.score.time import MeterChange, MeterMap, TempoChange, TempoMap
from tests.score.test_note_edits import rows, song

PEDAL, BEND = ControlKind.CONTROL, ControlKind.BEND


def test_cut_at_every_line_that_lies_inside() -> None:
    score = song((0, 960, 60), (240, 240, 62))
    cut = edits.cut_notes(score, 0, {1, 2}, (0, 240, 480, 960))
    assert rows(cut) == [(0, 240, 60), (240, 240, 60), (240, 240, 62), (480, 480, 60)]
    assert [n.id for n in cut.tracks[0].notes if n.start_tick in (0,) or n.pitch == 62] == [1, 2]
    assert edits.cut_notes(score, 0, {1}, (0, 960)) is score
    assert edits.cut_notes(song((0, 960, 60), locked=(1,)), 0, {1}, (240,)).tracks[0].notes[0].duration_ticks == 960


def test_glue_takes_the_next_of_the_pitch() -> None:
    score = song((0, 100, 60), (200, 100, 62), (300, 100, 60), (900, 50, 60))
    once = edits.glue_note(score, 0, 1)
    assert rows(once) == [(0, 400, 60), (200, 100, 62), (900, 50, 60)]
    assert rows(edits.glue_note(once, 0, 1)) == [(0, 950, 60), (200, 100, 62)]
    assert edits.glue_note(score, 0, 2) is score
    assert edits.glue_note(score, 0, 77) is score
    locked = song((0, 100, 60), (200, 100, 60), locked=(2,))
    assert edits.glue_note(locked, 0, 1) is locked


def test_cut_and_glue_undo_each_other() -> None:
    score = song((0, 960, 60))
    assert edits.glue_note(edits.cut_notes(score, 0, {1}, (480,)), 0, 1) == score


def test_gaps_are_filled_and_nothing_is_shortened() -> None:
    score = song((0, 100, 60), (0, 900, 64), (480, 100, 62), (960, 50, 60))
    assert rows(edits.fill_gaps(score, 0, {1, 2, 3, 4})) == [(0, 480, 60), (0, 900, 64), (480, 480, 62), (960, 50, 60)]
    assert edits.fill_gaps(score, 0, {4}) is score


def test_mute_and_back() -> None:
    score = song((0, 100, 60), (100, 100, 60), locked=(2,))
    muted = edits.mute_notes(score, 0, {1, 2}, True)
    assert [n.muted for n in muted.tracks[0].notes] == [True, False]
    assert edits.mute_notes(muted, 0, {1, 2}, True) is muted
    assert edits.mute_notes(muted, 0, {1, 2}, False) == score


def test_chords_of_a_key() -> None:
    major, minor = Key(0), Key(9, Mode.MINOR)
    assert stamped_pitches(major, 60, Stamp.TRIAD) == (60, 64, 67)
    assert stamped_pitches(major, 62, Stamp.SEVENTH) == (62, 65, 69, 72)
    assert stamped_pitches(minor, 69, Stamp.SEVENTH) == (69, 72, 76, 79)
    assert stamped_pitches(major, 61, Stamp.TRIAD) == (61, 64, 67)  # C sharp in the place of C
    assert stamped_pitches(major, 60, Stamp.OCTAVE) == (60, 72)
    assert stamped_pitches(major, 125, Stamp.NINTH) == (125,)
    assert set(DEGREES) == set(Stamp)


def controlled(*controls: ControlEvent) -> Score:
    notes = (Note(960, 480, 60, id=1), Note(1440, 480, 62, id=2), Note(4000, 10, 64, id=3))
    return Score(tracks=(Track(notes=notes, controls=controls, id=0), Track("Other", id=5)))


def test_a_whole_passage_brings_its_controllers() -> None:
    score = controlled(
        ControlEvent(0, PEDAL, 127, 64), ControlEvent(1000, BEND, 500), ControlEvent(1500, ControlKind.PROGRAM, 7)
    )
    passage = copy_passage(score, 0, {1, 2})
    assert [n.start_tick for n in passage.notes] == [0, 480]
    assert [(c.name, c.points) for c in passage.controls] == [
        ((BEND, 0), ((0, 0), (40, 500))),
        ((PEDAL, 64), ((0, 127),)),
    ]
    assert passage.ticks == 960
    assert copy_passage(score, 0, {2, 3}).controls != ()
    assert copy_passage(score, 0, {1, 3}).controls == ()  # not whole: the note between them is missing
    assert copy_passage(score, 0, {99}) == Passage()


def test_pasted_controllers_replace_their_kind_and_end_where_the_track_was() -> None:
    score = controlled(ControlEvent(0, PEDAL, 127, 64), ControlEvent(1000, BEND, 500))
    target = replace(score.tracks[1], controls=(ControlEvent(200, BEND, -100), ControlEvent(300, PEDAL, 9, 1)))
    score = score.with_track(target)
    pasted = paste_passage(score, 5, copy_passage(score, 0, {1, 2}), 100).track(5)
    assert [(c.tick, c.kind, c.number, c.value) for c in pasted.controls] == [
        (100, BEND, 0, 0),
        (100, PEDAL, 64, 127),
        (140, BEND, 0, 500),
        (300, PEDAL, 1, 9),
        (1060, BEND, 0, -100),
        (1060, PEDAL, 64, 0),
    ]
    assert [n.start_tick for n in pasted.notes] == [100, 580]
    assert not {n.id for n in pasted.notes} & {1, 2, 3}


def test_an_excerpt_begins_at_nothing_with_its_own_tempo_metre_and_key() -> None:
    score = replace(
        controlled(),
        tempo=TempoMap((TempoChange(0, 500_000), TempoChange(500, 400_000), TempoChange(1440, 300_000))),
        meter=MeterMap((MeterChange(0, 3, 4),)),
        keys=(KeyChange(0, Key(2)), KeyChange(5000, Key(4))),
    )
    part = excerpt(score, 0, {1, 2})
    assert [(n.start_tick, n.pitch) for n in part.tracks[0].notes] == [(0, 60), (480, 62)]
    assert part.tempo.changes == (TempoChange(0, 400_000), TempoChange(480, 300_000))
    assert part.meter.changes == (MeterChange(0, 3, 4),)
    assert part.keys == (KeyChange(0, Key(2)),)
