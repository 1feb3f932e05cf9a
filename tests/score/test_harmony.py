"""Chord symbols as text and as pitches."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musegen_app.base.errors import SettingsError
from musegen_app.score.harmony import QUALITY_STEPS, Chord, Quality, parse_chord
from tests.score.scores import QUALITIES

CHORDS = st.builds(Chord, st.integers(0, 11), QUALITIES, st.integers(-1, 11))


@pytest.mark.parametrize(
    ("text", "root", "quality", "bass"),
    [
        ("C", 0, Quality.MAJOR, -1),
        ("F#m", 6, Quality.MINOR, -1),
        ("Bb7", 10, Quality.SEVENTH, -1),
        ("E♭maj7", 3, Quality.MAJOR_SEVENTH, -1),
        ("CMaj7", 0, Quality.MAJOR_SEVENTH, -1),
        ("Cmaj7#11", 0, Quality.MAJOR_SEVENTH, -1),
        ("CΔ", 0, Quality.MAJOR_SEVENTH, -1),
        ("C-7", 0, Quality.MINOR_SEVENTH, -1),
        ("Am11", 9, Quality.MINOR_SEVENTH, -1),
        ("Bm7b5", 11, Quality.DIMINISHED, -1),
        ("G#dim7", 8, Quality.DIMINISHED, -1),
        ("Co7", 0, Quality.DIMINISHED, -1),
        ("D+", 2, Quality.AUGMENTED, -1),
        ("C7+", 0, Quality.AUGMENTED, -1),
        ("Asus2", 9, Quality.SUSPENDED, -1),
        ("E7sus4", 4, Quality.SUSPENDED, -1),
        ("Cm6", 0, Quality.MINOR, -1),
        ("Cm(maj7)", 0, Quality.MINOR, -1),
        ("Cminor", 0, Quality.MINOR, -1),
        ("C6/9", 0, Quality.MAJOR, -1),
        ("C6/9/E", 0, Quality.MAJOR, 4),
        ("Cadd9", 0, Quality.MAJOR, -1),
        ("G13(b9)", 7, Quality.SEVENTH, -1),
        ("C7alt", 0, Quality.SEVENTH, -1),
        ("D/F#", 2, Quality.MAJOR, 6),
        ("D/f+", 2, Quality.MAJOR, 6),
        ("Bb/d", 10, Quality.MAJOR, 2),
        ("(E7)", 4, Quality.SEVENTH, -1),
        ("  Am7/G ", 9, Quality.MINOR_SEVENTH, 7),
    ],
)
def test_symbols_that_people_write(text: str, root: int, quality: Quality, bass: int) -> None:
    assert parse_chord(text) == Chord(root, quality, bass)


@pytest.mark.parametrize("text", ["N.C.", "NC", "n.c.", "No chord", "N"])
def test_no_chord(text: str) -> None:
    assert parse_chord(text) is None


@pytest.mark.parametrize("text", ["", "H", "am", "Fine", "D.C.", "Coda", "Allegro", "C/x", "C/E7", "Dolce", "/G", "♭7"])
def test_words_are_no_chords(text: str) -> None:
    with pytest.raises(SettingsError, match="is not a chord"):
        parse_chord(text)


@pytest.mark.parametrize("text", ["C" + "maj" * 12 + "!", "C" + "dom" * 30, "C" + "7" * 100_000])
def test_long_nonsense_is_refused_at_once(text: str) -> None:
    with pytest.raises(SettingsError):
        parse_chord(text)


@given(CHORDS, st.booleans())
def test_the_text_of_a_chord_reads_back(chord: Chord, flats: bool) -> None:
    read = parse_chord(chord.text(flats))
    assert read is not None
    assert (read.root, read.quality) == (chord.root, chord.quality)
    assert read.bass == (-1 if chord.bass == chord.root else chord.bass)


@given(CHORDS, st.integers(-13, 13))
def test_transposing_moves_every_note(chord: Chord, semitones: int) -> None:
    moved = chord.transposed(semitones)
    assert set(moved.pitch_classes) == {(p + semitones) % 12 for p in chord.pitch_classes}
    assert (moved.bass < 0) == (chord.bass < 0)
    assert moved.transposed(-semitones) == chord


@given(CHORDS, st.integers(24, 72))
def test_a_voicing_is_the_chord_over_its_bass(chord: Chord, lowest: int) -> None:
    bass, *upper = chord.voicing(lowest)
    assert {p % 12 for p in upper} == set(chord.pitch_classes)
    assert bass % 12 == (chord.root if chord.bass < 0 else chord.bass)
    assert lowest - 12 <= bass < lowest <= upper[0]
    assert upper == sorted(upper)
    assert upper[-1] < lowest + 12


def test_every_quality_has_its_steps() -> None:
    assert set(QUALITY_STEPS) == set(Quality)
