"""Score -> ABC -> score: the same notes, keys, metres, chords; what ABC cannot hold is told."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musegen_app.base.errors import FileFormatError
from musegen_app.base.paths import songs_dir
from musegen_app.formats.abc import open_abc, parse_abc, write_abc
from musegen_app.formats.abc_layout import GRID_TICKS
from musegen_app.formats.abc_write import abc_of
from musegen_app.score import edits
from musegen_app.score.harmony import ChordSymbol
from musegen_app.score.keys import Key, KeyChange, Mode
from musegen_app.score.model import ChordLane, ControlEvent, ControlKind, Note, Score, Section, TextEvent, Track
from musegen_app.score.time import MeterChange, MeterMap, TempoMap
from tests.score.scores import KEYS, meter_maps, notes, scores, symbols


def melody(*rows: tuple[int, int, int], **fields: object) -> Score:
    """One track of (start, duration, pitch)."""
    return Score(tracks=(Track().with_notes([Note(*row) for row in rows]),), **fields)  # type: ignore[arg-type]


def scale(*lengths: int, pitch: int = 60) -> list[tuple[int, int, int]]:
    """Notes one after the other, upwards."""
    starts = [sum(lengths[:i]) for i in range(len(lengths))]
    return [(s, d, pitch + i) for i, (s, d) in enumerate(zip(starts, lengths, strict=True))]


def music(score: Score) -> list[str]:
    """The lines of music."""
    lines = abc_of(score).text.splitlines()
    return [line for line in lines if not line.startswith("%") and line[1:2] != ":"]


def sounds(score: Score) -> Counter[tuple[int, int, int]]:
    return Counter((n.start_tick, n.duration_ticks, n.pitch) for t in score.tracks for n in t.notes)


def read_back(score: Score) -> Score:
    return parse_abc(abc_of(score).text.encode()).score


def test_plain_and_dotted_lengths() -> None:
    score = melody(*scale(480, 240, 240, 720, 240, 960, 960))
    assert music(score) == ["C^C/D/ ^D3/2E/ F2 ^F2 |]"]


def test_a_scale_in_its_key() -> None:
    rows = [(i * 480, 480, p) for i, p in enumerate((62, 64, 66, 67, 69, 71, 73, 74))]
    score = melody(*rows, keys=(KeyChange(0, Key(2)),))
    assert music(score) == ["DE FG AB cd |]"]


def test_accidentals_hold_to_the_bar_line() -> None:
    rows = [(i * 960, 960, p) for i, p in enumerate((66, 66, 65, 78, 66, 65))]
    assert music(melody(*rows)) == ["^F2 F2 =F2 ^f2 | ^F2 =F2 z4 |]"]


def test_flats_in_flat_keys() -> None:
    rows = [(i * 960, 960, p) for i, p in enumerate((65, 70, 68, 71))]
    assert music(melody(*rows, keys=(KeyChange(0, Key(5)),))) == ["F2 B2 _A2 =B2 |]"]


def test_octaves() -> None:
    rows = [(i * 960, 960, p) for i, p in enumerate((36, 48, 84, 96))]
    assert music(melody(*rows)) == ["C,,2 C,2 c'2 c''2 |]"]


def test_ties_over_the_bar_line() -> None:
    assert music(melody((2880, 1920, 60))) == ["z6 C2- | C2 z6 |]"]


def test_lengths_that_no_note_has_are_tied() -> None:
    assert music(melody((0, 2400, 60))) == ["C4- Cz3 |]"]


def test_triplets() -> None:
    assert music(melody(*scale(320, 320, 320, 960))) == ["(3C^CD ^D2 z4 |]"]
    assert music(melody(*scale(640, 640, 640))) == ["(3C2^C2D2 z4 |]"]
    assert music(melody(*scale(640, 320))) == ["(3:2:2C2^C z6 |]"]
    assert music(melody((320, 640, 60))) == ["(3:2:2zC2 z6 |]"]


def test_chords_and_voices() -> None:
    score = melody((0, 960, 60), (0, 960, 64), (960, 960, 62), (0, 1920, 48))
    text = abc_of(score).text
    assert "V:1" in text
    assert "V:2" in text
    assert sounds(read_back(score)) == sounds(score)
    assert music(melody((0, 960, 60), (0, 960, 64))) == ["[CE]2 z6 |]"]


def test_a_pickup_and_a_change_of_metre() -> None:
    meter = MeterMap((MeterChange(0, 3, 4), MeterChange(960 + 2880, 6, 8)), 960)
    score = melody(*scale(960, 2880, 2880), meter=meter)
    assert music(score) == ["C2 | ^C6 | [M:6/8]D6 |]"]
    assert read_back(score).meter == meter


def test_chord_symbols_cut_held_notes() -> None:
    chords = ChordLane(tuple(ChordSymbol(t, None, "N.C.") for t in (0, 1920)))
    assert music(melody((0, 3840, 60), chords=chords)) == ['"N.C."C4- "N.C."C4 |]']


def test_the_header_says_what_is_known() -> None:
    texts = (TextEvent(0, "text", "rhythm: reel"), TextEvent(0, "text", "composer: Anon."))
    score = melody((0, 480, 60), title="100 % Ours\nreally", texts=texts, tempo=TempoMap.of_bpm(112.5))
    lines = abc_of(score).text.splitlines()
    expected = ["%abc-2.1", "X:1", "T:100 Ours really", "R:reel", "C:Anon.", "M:4/4", "L:1/8", "Q:1/4=112.5", "K:none"]
    assert lines[: len(expected)] == expected


def test_sections_tempi_and_keys_inside() -> None:
    score = melody(
        (0, 3840 * 3, 60),
        sections=(Section(0, "A"), Section(3840, "B")),
        keys=(KeyChange(0, Key(9, Mode.MINOR)), KeyChange(7680, Key(2, Mode.DORIAN))),
        tempo=edits.set_tempo(Score(), 3840, 90).tempo,
    )
    back = read_back(score)
    assert (back.sections, back.keys, back.tempo) == (score.sections, score.keys, score.tempo)


def test_tracks_keep_name_instrument_and_level() -> None:
    tracks = (
        Track(name="Flute", program=73, pan=20).with_notes([Note(0, 480, 72)]),
        Track(name="", program=42, volume=60, channel=1).with_notes([Note(0, 480, 40)]),
        Track(name="Drums", channel=9).with_notes([Note(0, 480, 36)]),
    )
    back = read_back(Score(tracks=tracks))
    found = [(t.name, t.program, t.volume, t.pan, t.channel) for t in back.tracks]
    assert found == [("Flute", 73, 100, 20, 0), ("Voice 2", 42, 60, 64, 1), ("Drums", 0, 100, 64, 9)]
    alone = read_back(Score(tracks=tracks[:1]))
    assert (alone.tracks[0].program, alone.tracks[0].pan) == (73, 20)


def test_strange_directives_are_passed_over() -> None:
    text = "X:1\nV:1\n%%MIDI program 200\n%%MIDI control 99 5\n%%MIDI channel 3\n%%MIDI program 2 40\nK:C\nCDE|"
    track = parse_abc(text.encode()).score.tracks[0]
    assert (track.program, track.volume, track.channel) == (40, 100, 0)


def test_what_abc_cannot_hold_is_told() -> None:
    notes_ = [Note(7, 480, 60, 50), Note(1000, 480, 60, 90), Note(1100, 480, 64)]
    pedal = (ControlEvent(0, ControlKind.CONTROL, 127, 64),)
    track = Track(controls=pedal, texts=(TextEvent(0, "lyrics", "la"),)).with_notes(notes_)
    score = Score(tracks=(track, Track(name="empty")), tempo=TempoMap.of_bpm(5))
    remarks = " ".join(abc_of(score).remarks)
    for word in ("off the grid", "several voices", "how loud", "controllers", "Lyrics", "without notes", "tempo"):
        assert word in remarks
    assert abc_of(melody((0, 480, 60))).remarks == ()


def test_muted_notes_are_told_and_left_out() -> None:
    notes_ = [Note(0, 480, 60), Note(480, 480, 62, muted=True)]
    written = abc_of(Score(tracks=(Track().with_notes(notes_),)))
    assert music(Score(tracks=(Track().with_notes(notes_[:1]),))) == music(Score(tracks=(Track().with_notes(notes_),)))
    assert written.remarks == ("Muted notes were not written.",)


def test_songs_that_abc_cannot_write() -> None:
    with pytest.raises(FileFormatError, match="no notes yet"):
        abc_of(Score())
    crowd = [Note(i * 20, 3840, 60) for i in range(61)]
    with pytest.raises(FileFormatError, match="61 voices"):
        abc_of(Score(tracks=(Track().with_notes(crowd),)))


def test_a_file_and_back(tmp_path: Path) -> None:
    score = open_abc(songs_dir() / "greensleeves.abc").score
    assert write_abc(score, tmp_path / "g.abc") == ()
    back = open_abc(tmp_path / "g.abc").score
    assert sounds(back) == sounds(score)
    assert (back.title, back.keys, back.meter, back.sections, back.texts) == (
        score.title,
        score.keys,
        score.meter,
        score.sections,
        score.texts,
    )
    assert back.chords == score.chords


def test_latin_text_and_books(tmp_path: Path) -> None:
    (tmp_path / "a.abc").write_bytes("\ufeffX:1\nT:Élise\nK:C\nC|\n\nX:2\nK:D\nD|".encode())
    opened = open_abc(tmp_path / "a.abc")
    assert opened.score.title == "Élise"
    assert "2 tunes" in opened.remarks[0]
    assert parse_abc("X:1\nT:Élise\nK:C\nC|".encode("latin-1")).score.title == "Élise"


def as_heard(note: Note) -> Note:
    """ABC holds no muted notes."""
    return replace(note, muted=False)


@st.composite
def grid_songs(draw: st.DrawFn) -> Score:
    """Anything whose times ABC can write: notes on the grid, bar lines on the grid."""
    made = draw(st.lists(st.lists(notes(GRID_TICKS).map(as_heard), min_size=1, max_size=10), min_size=1, max_size=3))
    lane = draw(st.lists(symbols(GRID_TICKS), max_size=4, unique_by=lambda s: s.tick))
    return Score(
        title=draw(st.sampled_from(("", "Song"))),
        tracks=tuple(Track().with_notes(row) for row in made),
        keys=draw(st.just(()) | st.builds(lambda k: (KeyChange(0, k),), KEYS)),
        meter=draw(meter_maps(GRID_TICKS)),
        chords=ChordLane(tuple(sorted(lane, key=lambda s: s.tick))),
    )


@given(grid_songs())
@settings(max_examples=300)
def test_notes_on_the_grid_come_back_exactly(score: Score) -> None:
    back = read_back(score)
    assert sounds(back) == sounds(score)
    assert back.keys == score.keys
    end = max(t.end_tick for t in score.tracks)
    assert [s for s in back.chords.symbols if s.tick < end] == [s for s in score.chords.symbols if s.tick < end]


@given(scores())
def test_any_song_is_within_half_a_grid_step(score: Score) -> None:
    heard = (t.with_notes(list(map(as_heard, t.notes))) for t in score.tracks if t.notes)
    score = replace(score, tracks=tuple(heard))
    if not score.tracks:
        return
    ours, theirs = sorted(sounds(score).elements()), sorted(sounds(read_back(score)).elements())
    assert len(ours) == len(theirs)
    assert Counter(p for _, _, p in ours) == Counter(p for _, _, p in theirs)
    for a, b in zip([s for s, _, _ in ours], [s for s, _, _ in theirs], strict=True):
        assert abs(a - b) <= GRID_TICKS // 2
