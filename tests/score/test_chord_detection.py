"""Chords found in notes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from musegen_app.score.chord_detection import Unit, detect_chords
from musegen_app.score.chord_text import parse_chords
from musegen_app.score.keys import Key, KeyChange
from musegen_app.score.model import Note, Score, Track
from musegen_app.score.time import MeterChange, MeterMap
from tests.score.scores import scores

Q, BAR = 960, 3840


def sounding(text: str, meter: MeterMap | None = None, bars: int = 4) -> Score:
    """The chords of `text` as a pianist would hold them, bass and all."""
    meter = meter or MeterMap()
    symbols = parse_chords(text, 0, meter).symbols
    ends = [*(s.tick for s in symbols[1:]), meter.bar_start(bars)]
    notes = [
        Note(s.tick, end - s.tick, pitch)
        for s, end in zip(symbols, ends, strict=True)
        if s.chord is not None
        for pitch in s.chord.voicing()
    ]
    return Score(tracks=(Track(notes=tuple(sorted(notes, key=lambda n: n.order))),), meter=meter)


def found(score: Score, end: int = 4 * BAR, unit: Unit = Unit.BEAT) -> list[tuple[int, str]]:
    return [(s.tick, s.text) for s in detect_chords(score, 0, end, unit)]


@pytest.mark.parametrize(
    "text", ["C | F G | Am | Dm7 G7", "Em | Cmaj7 | D7 | Bdim", "F#m | E/G# | A | Asus4", "Bb | Eb F | Gm | Caug"]
)
def test_held_chords_are_found_where_they_begin(text: str) -> None:
    written = parse_chords(text, 0, MeterMap()).symbols
    got = detect_chords(sounding(text), 0, 4 * BAR)
    assert [(s.tick, s.chord) for s in got] == [(s.tick, s.chord) for s in written]


def test_names_are_spelled_as_the_key_is() -> None:
    score = sounding("F#m | B | C#m | E")
    assert [name for _, name in found(score)] == ["F#m", "B", "C#m", "E"]
    assert [name for _, name in found(replace(score, keys=(KeyChange(0, Key(1)),)))] == ["Gbm", "B", "Dbm", "E"]
    assert [name for _, name in found(sounding("Bb | Eb | F | Gm"))] == ["Bb", "Eb", "F", "Gm"]


def test_passing_notes_change_nothing() -> None:
    score = sounding("C | Am | F | G")
    tune = [Note(i * 480, 480, 72 + (0, 2, 4, 5, 4, 2, 0, -1)[i % 8], 60) for i in range(8)]
    assert [name for _, name in found(replace(score, tracks=(*score.tracks, Track(notes=tuple(tune)))))] == [
        "C",
        "Am",
        "F",
        "G",
    ]


def test_drums_muted_notes_and_muted_tracks_are_not_heard() -> None:
    score = sounding("C | C | C | C")
    other = tuple(replace(n, pitch=n.pitch + 6, velocity=127) for n in score.tracks[0].notes)
    for track in (
        Track(channel=9, notes=other),
        Track(mute=True, notes=other),
        Track(notes=tuple(replace(n, muted=True) for n in other)),
    ):
        assert found(replace(score, tracks=(*score.tracks, track))) == [(0, "C")]


def test_where_nothing_sounds_there_is_no_chord() -> None:
    assert found(Score()) == []
    assert detect_chords(sounding("C"), 0, 0) == ()
    score = sounding("C:4 N.C.:8 G")
    assert found(score) == [(0, "C"), (BAR, "N.C."), (3 * BAR, "G")]


def test_a_rest_of_a_beat_holds_the_chord() -> None:
    assert found(sounding("| C:1 N.C.:1 C:2 | G | C:3 N.C.:1 | C |")) == [(0, "C"), (BAR, "G"), (2 * BAR, "C")]


def test_by_bar_there_is_one_chord_a_bar_at_most() -> None:
    ticks = [tick for tick, _ in found(sounding("C G | F G | Am | Dm7 G7"), unit=Unit.BAR)]
    assert all(tick % BAR == 0 for tick in ticks)


def test_compound_metres_and_pickups() -> None:
    six = MeterMap((MeterChange(0, 6, 8),))
    assert found(sounding("| Am G | F E |", six, 2), 2 * 2880) == [(0, "Am"), (1440, "G"), (2880, "F"), (4320, "E")]
    pickup = MeterMap((MeterChange(0),), Q)
    assert found(sounding("G | C | F", pickup, 3), Q + 2 * BAR)[1:] == [(Q, "C"), (Q + BAR, "F")]


@given(scores())
def test_any_song_is_heard_out(score: Score) -> None:
    for unit in Unit:
        symbols = detect_chords(score, 0, 50_000, unit)
        ticks = [s.tick for s in symbols]
        assert ticks == sorted(set(ticks))
        assert all(0 <= t < 50_000 for t in ticks)
        assert not symbols or (symbols[0].chord is not None and symbols[-1].chord is not None)
