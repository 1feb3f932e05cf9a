"""Chords typed as one line, and the line that a lane gives back."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musegen_app.score.chord_text import (
    ChordTextError,
    WrittenChords,
    chord_text,
    farthest,
    parse_chords,
    shares,
)
from musegen_app.score.harmony import Chord, ChordSymbol
from musegen_app.score.time import MeterChange, MeterMap
from tests.score.scores import QUALITIES, meter_maps

Q, BAR = 960, 3840
FOUR = MeterMap()
THREE = MeterMap((MeterChange(0, 3, 4),))
SIX = MeterMap((MeterChange(0, 6, 8),))


def read(text: str, start: int = 0, meter: MeterMap = FOUR) -> list[tuple[float, str]]:
    """Quarters and names."""
    return [(s.tick / Q, s.text) for s in parse_chords(text, start, meter).symbols]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Am7 D7 G", [(0, "Am7"), (4, "D7"), (8, "G")]),
        ("| C | F G |", [(0, "C"), (4, "F"), (6, "G")]),
        ("C | F G", [(0, "C"), (4, "F"), (6, "G")]),
        ("| Am / / G |", [(0, "Am"), (3, "G")]),
        ("|C||F|]", [(0, "C"), (4, "F")]),
        ("| C G | % | F", [(0, "C"), (2, "G"), (4, "C"), (6, "G"), (8, "F")]),
        ("| C | / | G |", [(0, "C"), (8, "G")]),
        ("| C | | G |", [(0, "C"), (8, "G")]),
        ("Dm7:2 G7:2 C", [(0, "Dm7"), (2, "G7"), (4, "C")]),
        ("Dm7:1,5 G7", [(0, "Dm7"), (1.5, "G7")]),
        ("| C:3 G |", [(0, "C"), (3, "G")]),
        ("| /:1 D/F# |", [(1, "D/F#")]),
        ("N.C. G", [(0, "N.C."), (4, "G")]),
        ("| C D E |", [(0, "C"), (2, "D"), (3, "E")]),
    ],
)
def test_what_is_typed(text: str, expected: list[tuple[float, str]]) -> None:
    assert read(text) == expected


def test_other_metres() -> None:
    assert read("| F G |", meter=THREE) == [(0, "F"), (2, "G")]
    assert read("| F G |", meter=SIX) == [(0, "F"), (1.5, "G")]
    assert read("| F G C |", meter=SIX) == [(0, "F"), (1, "G"), (2, "C")]
    assert read("Am:3 G", meter=SIX) == [(0, "Am"), (1.5, "G")], "beats as they are written"
    assert read("C G", meter=MeterMap((MeterChange(0),), Q)) == [(0, "C"), (1, "G")], "a pickup is a bar of its own"


def test_in_mid_bar_the_first_one_ends_with_the_bar() -> None:
    assert read("C G", start=2 * Q) == [(2, "C"), (4, "G")]
    assert parse_chords("C G", 2 * Q, FOUR).end_tick == 2 * BAR
    assert parse_chords("| C | |", 0, FOUR).end_tick == 2 * BAR


@pytest.mark.parametrize(
    ("text", "sentence", "wrong"),
    [
        ("", "Write chords", ""),
        ("C Hm G", "Chord 2: “Hm” is not a chord", "Hm"),
        ("| C | F Oops |", "Bar 2: “Oops” is not a chord", "Oops"),
        ("| % |", "Bar 1 cannot repeat", "%"),
        ("C % G", "put bar lines", "%"),
        ("C:x", "write beats behind the colon", "C:x"),
        ("C:0", "write beats behind the colon", "C:0"),
        ("C:99999999999999", "write beats behind the colon", "C:99999999999999"),
        ("| C:3 G:2 |", "lengths in bar 1 are longer", "G:2"),
        ("| C:4 G |", "lengths in bar 1 are longer", "G"),
    ],
)
def test_what_cannot_be_read_is_named_and_shown(text: str, sentence: str, wrong: str) -> None:
    with pytest.raises(ChordTextError, match=sentence) as caught:
        parse_chords(text, 0, FOUR)
    assert text[caught.value.start : caught.value.end] == wrong


def test_the_way_back() -> None:
    for text in ("| Am7 | F G | / | Am / / G |", "| C:0.25 / D:3.5 |", "| / C |"):
        symbols = parse_chords(text, 0, FOUR).symbols
        again = chord_text(symbols, 0, parse_chords(text, 0, FOUR).end_tick, FOUR)
        assert parse_chords(again, 0, FOUR).symbols == symbols
    assert chord_text(parse_chords("Am7 D7 | G C", 0, FOUR).symbols, 0, 2 * BAR, FOUR) == "| Am7 D7 | G C |"
    assert chord_text((ChordSymbol(Q // 2, Chord(0), "C"),), 0, BAR, FOUR) == "| /:0.5 C:3.5 |"
    assert chord_text((), 0, 0, FOUR) == ""


@given(meter_maps(), st.data())
def test_any_lane_comes_back_from_its_text(meter: MeterMap, data: st.DataObject) -> None:
    ticks = data.draw(st.lists(st.integers(0, 30) | st.integers(0, 60).map(lambda n: n * 480), max_size=8, unique=True))
    found = [Chord(data.draw(st.integers(0, 11)), data.draw(QUALITIES)) for _ in ticks]
    symbols = tuple(ChordSymbol(t, c, c.text()) for t, c in zip(sorted(ticks), found, strict=True))
    end = (symbols[-1].tick if symbols else 0) + 1
    assert parse_chords(chord_text(symbols, 0, end, meter), 0, meter).symbols == symbols


@given(st.text(alphabet="ABCmG7|/%: .N12#", max_size=40), meter_maps())
def test_any_text_is_read_or_refused(text: str, meter: MeterMap) -> None:
    with suppress(ChordTextError):
        _check(parse_chords(text, 0, meter))


def _check(written: WrittenChords) -> None:
    ticks = [s.tick for s in written.symbols]
    assert ticks == sorted(set(ticks))
    assert all(0 <= t < written.end_tick for t in ticks)


def test_a_text_ends_at_the_farthest_bar_and_more_bars_are_refused() -> None:
    end = farthest(BAR, FOUR)
    symbols = tuple(ChordSymbol(tick, Chord(0), "C") for tick in (BAR, end - BAR, end))
    text = chord_text(symbols, BAR, 2 * end, FOUR)
    written = parse_chords(text, BAR, FOUR)
    assert (written.symbols, written.end_tick) == (symbols[:2], end)
    with pytest.raises(ChordTextError, match="more than"):
        parse_chords(f"{text} C |", BAR, FOUR)


def test_shares_of_a_bar() -> None:
    assert shares(2, 3 * Q, THREE, 0) == [0, 2 * Q]
    assert shares(3, BAR, FOUR, 0) == [0, 2 * Q, 3 * Q]
    assert shares(8, BAR, FOUR, 0) == [i * 480 for i in range(8)]
    assert shares(0, BAR, FOUR, 0) == []
