"""Keys, modes and pitch names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musegen_app.score.keys import MODE_STEPS, Key, Mode, pitch_name
from tests.score.scores import KEYS


@pytest.mark.parametrize(
    ("key", "name", "fifths", "flats"),
    [
        (Key(0), "C major", 0, False),
        (Key(9, Mode.MINOR), "A minor", 0, False),
        (Key(2, Mode.DORIAN), "D dorian", 0, False),
        (Key(7, Mode.MIXOLYDIAN), "G mixolydian", 0, False),
        (Key(4, Mode.PHRYGIAN), "E phrygian", 0, False),
        (Key(5, Mode.LYDIAN), "F lydian", 0, False),
        (Key(11, Mode.LOCRIAN), "B locrian", 0, False),
        (Key(10), "Bb major", -2, True),
        (Key(0, Mode.MINOR), "C minor", -3, True),
        (Key(6), "F# major", 6, False),
        (Key(1), "Db major", -5, True),
        (Key(4, Mode.DORIAN), "E dorian", 2, False),
    ],
)
def test_signatures(key: Key, name: str, fifths: int, flats: bool) -> None:
    assert (key.name, key.fifths, key.uses_flats) == (name, fifths, flats)


@given(KEYS)
def test_a_key_has_the_notes_of_its_relative_major(key: Key) -> None:
    assert key.pitch_classes == Key(key.relative_major).pitch_classes
    assert key.relative_major == key.fifths * 7 % 12
    assert len(key.pitch_classes) == 7


@given(KEYS, st.integers(-30, 30))
def test_transposing_moves_every_note(key: Key, semitones: int) -> None:
    moved = key.transposed(semitones)
    assert moved.pitch_classes == {(p + semitones) % 12 for p in key.pitch_classes}
    assert moved.mode is key.mode


def test_every_mode_has_its_steps() -> None:
    assert set(MODE_STEPS) == set(Mode)


def test_pitch_names() -> None:
    assert [pitch_name(p) for p in (0, 60, 61, 127)] == ["C-1", "C4", "C#4", "G9"]
    assert pitch_name(70, Key(5)) == "Bb4"
    assert Key(5).pitch_class_name(22) == "Bb"
