"""Time put in and cut out, and a section with everything inside."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from musegen_app.base.errors import SettingsError
from musegen_app.score import edits
from musegen_app.score.harmony import Chord, ChordSymbol
from musegen_app.score.keys import Key, KeyChange
from musegen_app.score.model import ChordLane, ControlEvent, ControlKind, Note, Score, Section, TextEvent, Track
from musegen_app.score.time import MeterChange, MeterMap, TempoChange, TempoMap
from tests.score.scores import scores

BAR = 3840


def song() -> Score:
    """A note a bar in four bars, and a change of everything at bar 3."""
    notes = tuple(Note(i * BAR, 960, 60 + i, id=i + 1) for i in range(4))
    bend = tuple(ControlEvent(t, ControlKind.CONTROL, v, 1) for t, v in ((0, 5), (2 * BAR, 9)))
    return Score(
        tracks=(Track("Melody", notes=notes, controls=bend, texts=(TextEvent(BAR, "lyrics", "la"),)),),
        tempo=TempoMap((TempoChange(0, 500_000), TempoChange(2 * BAR, 400_000))),
        meter=MeterMap((MeterChange(0), MeterChange(2 * BAR, 2, 2))),
        keys=(KeyChange(0, Key(2)), KeyChange(2 * BAR, Key(7))),
        chords=ChordLane((ChordSymbol(0, Chord(0), "C"), ChordSymbol(2 * BAR, Chord(7), "G"))),
        sections=(Section(0, "A"), Section(2 * BAR, "B")),
        texts=(TextEvent(0, "copyright", "me"), TextEvent(2 * BAR, "marker", "Here")),
    )


def ticks(score: Score) -> dict[str, list[int]]:
    """Where everything stands."""
    return {
        "notes": [n.start_tick for n in score.tracks[0].notes],
        "controls": [c.tick for c in score.tracks[0].controls],
        "lyrics": [t.tick for t in score.tracks[0].texts],
        "tempo": [c.tick for c in score.tempo.changes],
        "metre": [c.tick for c in score.meter.changes],
        "keys": [k.tick for k in score.keys],
        "chords": [s.tick for s in score.chords.symbols],
        "sections": [s.start_tick for s in score.sections],
        "texts": [t.tick for t in score.texts],
    }


def test_a_bar_put_in_moves_what_comes_later() -> None:
    after = ticks(edits.insert_time(song(), 2 * BAR, BAR))
    assert after.pop("notes") == [0, BAR, 3 * BAR, 4 * BAR]
    assert after.pop("lyrics") == [BAR]
    assert set(map(tuple, after.values())) == {(0, 3 * BAR)}


def test_a_bar_before_the_song_has_its_tempo_metre_and_key() -> None:
    after = ticks(edits.insert_time(song(), 0, BAR))
    assert after["notes"] == [BAR, 2 * BAR, 3 * BAR, 4 * BAR]
    assert after["chords"] == [BAR, 3 * BAR]
    for name in ("tempo", "metre", "keys", "sections", "texts", "controls"):
        assert after[name] == [0, 3 * BAR], name


def test_bars_cut_out_close_the_gap() -> None:
    after = edits.delete_time(song(), BAR, 2 * BAR)
    assert ticks(after) == {
        "notes": [0, BAR, 2 * BAR],
        "lyrics": [],
        **{name: [0, BAR] for name in ("controls", "tempo", "metre", "keys", "chords", "sections", "texts")},
    }


def test_what_was_in_force_behind_the_cut_still_is() -> None:
    after = edits.delete_time(song(), BAR, 3 * BAR)
    assert [n.pitch for n in after.tracks[0].notes] == [60, 63]
    assert (after.tempo.at(BAR).us_per_quarter, after.meter.at(BAR).denominator) == (400_000, 2)
    assert after.keys[-1] == KeyChange(BAR, Key(7))
    assert after.chords.symbols[-1] == ChordSymbol(BAR, Chord(7), "G")
    assert after.sections[-1] == Section(BAR, "B")
    assert after.tracks[0].controls[-1] == ControlEvent(BAR, ControlKind.CONTROL, 9, 1)
    assert [t.text for t in after.texts] == ["me"]


def test_the_end_cut_off_leaves_no_chord_and_no_section_behind() -> None:
    after = edits.delete_time(song(), 2 * BAR, 4 * BAR)
    assert [s.text for s in after.chords.symbols] == ["C"]
    assert [s.label for s in after.sections] == ["A"]


def test_notes_that_reach_into_the_cut_are_cut() -> None:
    score = Score(tracks=(Track(notes=(Note(0, 2 * BAR, 60), Note(BAR - 10, 20, 62), Note(BAR, 9, 64))),))
    after = edits.delete_time(score, BAR, BAR + 960)
    assert [(n.start_tick, n.end_tick) for n in after.tracks[0].notes] == [(0, 2 * BAR - 960), (BAR - 10, BAR)]


def test_a_locked_note_is_not_moved() -> None:
    locked = Note(2 * BAR, 960, 60, locked=True)
    score = Score(tracks=(Track("Bass", notes=(locked,)),))
    with pytest.raises(SettingsError, match="locked note of Bass in bar 3"):
        edits.insert_time(score, BAR, BAR)
    with pytest.raises(SettingsError, match="unlock"):
        edits.delete_time(score, 0, BAR)
    assert edits.insert_time(score, 3 * BAR, BAR).tracks == score.tracks
    assert edits.delete_time(score, 3 * BAR, 4 * BAR).tracks == score.tracks


def test_a_song_has_an_end() -> None:
    with pytest.raises(SettingsError, match="too long"):
        edits.insert_time(song(), 0, 2**31)
    score = song()
    assert edits.insert_time(score, BAR, 0) is score
    assert edits.delete_time(score, BAR, BAR) is score


def unlocked(score: Score) -> Score:
    free = [t.with_notes([replace(n, locked=False) for n in t.notes]) for t in score.tracks]
    return replace(score, tracks=tuple(free))


@given(scores(), st.integers(0, 40_000), st.integers(1, 20_000))
def test_what_was_put_in_can_be_cut_out_again(score: Score, at: int, length: int) -> None:
    score = unlocked(score)
    assume(at > 0 or score.end_tick > 0)
    assume(not any(n.start_tick < at < n.end_tick for t in score.tracks for n in t.notes))
    after = edits.delete_time(edits.insert_time(score, at, length), at, at + length)
    assert [t.notes for t in after.tracks] == [t.notes for t in score.tracks]
    assert (after.tempo, after.keys, after.sections) == (score.tempo, score.keys, score.sections)
    assert after.chords == score.chords
    assert [t.controls for t in after.tracks] == [t.controls for t in score.tracks]
    if at >= score.meter.pickup_ticks:
        assert after.meter == score.meter


def test_a_registered_parameter_survives_a_cut() -> None:
    row = ((101, 0), (100, 0), (6, 12), (101, 127), (100, 127))
    bend_range = tuple(ControlEvent(480, ControlKind.CONTROL, value, number) for number, value in row)
    earlier = ControlEvent(100, ControlKind.CONTROL, 5, 6)
    track = Track(notes=(Note(2_000, 100, 60),), controls=(earlier, *bend_range))
    after = edits.delete_time(Score(tracks=(track,)), 0, 960)
    assert [(c.tick, c.number, c.value) for c in after.tracks[0].controls] == [(0, *pair) for pair in row]


@given(scores(), st.integers(0, 40_000), st.integers(1, 20_000))
def test_a_cut_keeps_the_rules(score: Score, low: int, length: int) -> None:
    score = unlocked(score)
    after = edits.delete_time(score, low, low + length)
    ids = {n.id for t in score.tracks for n in t.notes}
    for track in after.tracks:
        assert all(n.duration_ticks >= 1 and n.id in ids for n in track.notes)
        assert list(track.notes) == sorted(track.notes, key=lambda n: n.order)
        assert list(track.controls) == sorted(track.controls, key=lambda c: c.tick)
    for name, row in ticks(replace(after, tracks=(*after.tracks, Track())[:1])).items():
        assert row == sorted(row), name


def test_a_section_is_doubled_with_all_that_is_in_it() -> None:
    after = edits.duplicate_section(song(), 2 * BAR, 4 * BAR)
    assert [n.start_tick // BAR for n in after.tracks[0].notes] == [0, 1, 2, 3, 4, 5]
    assert len({n.id for n in after.tracks[0].notes}) == 6
    assert after.sections[-1] == Section(4 * BAR, "B'")
    assert [(s.tick, s.text) for s in after.chords.symbols] == [(0, "C"), (2 * BAR, "G")], "G goes on, nothing is said"
    assert [t.tick for t in after.texts if t.kind == "marker"] == [2 * BAR, 4 * BAR]


def test_the_copy_of_a_section_begins_as_the_section_did() -> None:
    after = edits.duplicate_section(song(), BAR, 3 * BAR)
    assert [(c.tick // BAR, c.us_per_quarter) for c in after.tempo.changes] == [
        (0, 500_000),
        (2, 400_000),
        (3, 500_000),
        (4, 400_000),
    ]
    assert [(s.tick // BAR, s.text) for s in after.chords.symbols] == [(0, "C"), (2, "G"), (3, "C"), (4, "G")]
    assert [(c.tick // BAR, c.value) for c in after.tracks[0].controls] == [(0, 5), (2, 9), (3, 5), (4, 9)]
    assert [n.pitch for n in after.tracks[0].notes] == [60, 61, 62, 61, 62, 63]


def test_a_copy_is_not_locked_and_locked_notes_behind_refuse_it() -> None:
    score = Score(tracks=(Track(notes=(Note(0, 960, 60, locked=True),)),), sections=(Section(0, "A"),))
    after = edits.duplicate_section(score, 0, BAR)
    assert [(n.start_tick, n.locked) for n in after.tracks[0].notes] == [(0, True), (BAR, False)]
    with pytest.raises(SettingsError, match="locked note"):
        edits.duplicate_section(edits.add_notes(score, score.tracks[0].id, [Note(BAR, 9, 60, locked=True)]), 0, BAR)


@given(scores(), st.integers(0, 20_000), st.integers(1, 20_000))
def test_a_doubled_stretch_sounds_twice(score: Score, low: int, length: int) -> None:
    score = unlocked(score)
    high = low + length
    after = edits.duplicate_section(score, low, high)
    for before, now in zip(score.tracks, after.tracks, strict=True):
        inside = [n for n in before.notes if low <= n.start_tick < high]
        copies = [n for n in now.notes if high <= n.start_tick < high + length]
        shape = [(n.start_tick + length, n.duration_ticks, n.pitch, n.velocity, n.origin) for n in inside]
        assert sorted(shape, key=str) == sorted(
            ((n.start_tick, n.duration_ticks, n.pitch, n.velocity, n.origin) for n in copies), key=str
        )
    for tick in (low, low + length // 2, high - 1):
        assert after.tempo.at(tick + length).us_per_quarter == score.tempo.at(tick).us_per_quarter
    assert after.tempo.at(high + length).us_per_quarter == score.tempo.at(high).us_per_quarter
