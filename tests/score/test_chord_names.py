"""Names of chords as a musician writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musegen_app.score.chord_names import chord_name
from musegen_app.score.harmony import Chord, Quality, parse_chord


@pytest.mark.parametrize(
    ("pitches", "name"),
    [
        ((60, 64, 67), "C"),
        ((57, 60, 64, 67), "Am7"),
        ((60, 64, 67, 69), "C6"),  # the same four, over C
        ((54, 57, 62), "D/F#"),
        ((55, 59, 62, 65), "G7"),
        ((60, 65, 67), "Csus4"),
        ((59, 62, 65, 69), "Bm7b5"),
        ((48, 55), "C5"),
        ((60, 64, 70), "C7"),
        ((60, 62, 64, 67), "Cadd9"),
        ((36, 60, 64, 67, 72), "C"),
    ],
)
def test_usual_chords(pitches: tuple[int, ...], name: str) -> None:
    assert chord_name(pitches) == name


def test_flats_where_the_key_has_them() -> None:
    assert chord_name((58, 62, 65)) == "A#"
    assert chord_name((58, 62, 65), flats=True) == "Bb"


@pytest.mark.parametrize("pitches", [(), (60,), (60, 72), (60, 61, 62), (60, 61)])
def test_what_has_no_name(pitches: tuple[int, ...]) -> None:
    assert chord_name(pitches) == ""


@given(st.integers(0, 11), st.sampled_from(Quality))
def test_every_chord_that_can_be_written_is_named_so(root: int, quality: Quality) -> None:
    chord = Chord(root, quality)
    parsed = parse_chord(chord_name(chord.voicing()))
    assert parsed is not None
    assert set(parsed.pitch_classes) == set(chord.pitch_classes)
