"""Files of every kind become scores; damaged ones are refused and harm nobody."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import mido
import pytest

from musegen_app.score.keys import Mode
from musegen_app.training.corpus.prepare import prepare
from musegen_app.training.corpus.songs import Song, music_files, song_report, songs
from tests.formats.test_mutants import mutants

KERN = (
    "**kern\t**kern\n*M3/4\t*M3/4\n*k[f#]\t*k[f#]\n=1\t=1\n2.G\t4d\n.\t4e\n.\t4f#\n=2\t=2\n2.D\t2.a\n==\t==\n*-\t*-\n"
)
ABC = "X:1\nT:First\nC:Anon\nM:4/4\nL:1/8\nK:G\nGABc dBGB|\n\nX:2\nT:Broken\nCDE\n"
NOTE = "<note>{}<pitch><step>{}</step><octave>{}</octave></pitch><duration>{}</duration></note>"
XML = """<?xml version="1.0"?><score-partwise version="3.1"><work><work-title>A Song</work-title></work>
<identification><creator type="composer">Somebody</creator></identification>
<part-list><score-part id="P1"><part-name>Voice</part-name></score-part></part-list><part id="P1">
<measure number="0"><attributes><divisions>2</divisions><key><fifths>-1</fifths></key>
<time><beats>3</beats><beat-type>4</beat-type></time></attributes>{pickup}</measure>
<measure number="1"><harmony><root><root-step>F</root-step></root><kind>major</kind></harmony>{bar}</measure>
</part></score-partwise>"""


def midi_bytes(path: Path, voices: int = 1, bars: int = 8, seed: int = 0, drums: bool = False) -> Path:
    """A tune in 3/4 and G, its accompaniment in further notes at the same time."""
    rng, file = random.Random(seed), mido.MidiFile(ticks_per_beat=480)
    track = mido.MidiTrack()
    file.tracks.append(track)
    track.append(mido.MetaMessage("time_signature", numerator=3, denominator=4, time=0))
    track.append(mido.MetaMessage("key_signature", key="G", time=0))
    channel = 9 if drums else 0
    for _ in range(3 * bars):
        pitch = 67 + rng.choice((0, 2, 4, 5, 7, 9, 11))
        chord = [pitch - 12 * i - 5 * (i > 0) for i in range(voices)]
        for p in chord:
            track.append(mido.Message("note_on", note=p, velocity=70, channel=channel, time=0))
        for i, p in enumerate(chord):
            track.append(mido.Message("note_off", note=p, channel=channel, time=480 * (i == 0)))
    file.save(path)
    return path


def one(path: Path) -> Song:
    found = list(songs(path))
    assert len(found) == 1
    assert isinstance(found[0], Song)
    return found[0]


def test_midi(tmp_path: Path) -> None:
    song = one(midi_bytes(tmp_path / "Waltz.mid"))
    notes = song.score.tracks[0].notes
    assert (song.title, len(notes)) == ("Waltz", 24)
    assert [(n.start_tick, n.duration_ticks, n.velocity) for n in notes[:2]] == [(0, 960, 70), (960, 960, 70)]
    assert song.score.meter.changes[0].bar_ticks == 2880
    assert (song.score.keys[0].key.tonic, song.score.keys[0].key.mode) == (7, Mode.MAJOR)


@pytest.mark.parametrize("packed", [False, True])
def test_musicxml_plain_and_packed(tmp_path: Path, packed: bool) -> None:
    tie = '<tie type="{}"/>'
    pickup = NOTE.format("", "C", 5, 2)
    bar = NOTE.format("", "F", 4, 2) + NOTE.format("", "A", 4, 2) + NOTE.format("<grace/>", "B", 4, 1)
    bar += f"<note><pitch><step>C</step><octave>5</octave></pitch><duration>1</duration>{tie.format('start')}</note>"
    bar += f"<note><pitch><step>C</step><octave>5</octave></pitch><duration>1</duration>{tie.format('stop')}</note>"
    text = XML.format(pickup=pickup, bar=bar)
    path = tmp_path / ("song.mxl" if packed else "song.musicxml")
    if packed:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("META-INF/container.xml", "<container/>")
            archive.writestr("song.xml", text)
    else:
        path.write_text(text)
    song = one(path)
    assert (song.title, song.composer) == ("A Song", "Somebody")
    assert song.score.meter.pickup_ticks == 960
    assert [(n.start_tick, n.duration_ticks, n.pitch) for n in song.score.tracks[0].notes] == [
        (0, 960, 72),
        (960, 960, 65),
        (1920, 960, 69),
        (2880, 960, 72),
    ]
    assert [(s.tick, s.chord.root) for s in song.score.chords.symbols if s.chord] == [(960, 5)]
    assert song.score.keys[0].key.relative_major == 5


def test_kern(tmp_path: Path) -> None:
    path = tmp_path / "piece.krn"
    path.write_text(KERN)
    score = one(path).score
    assert sorted((n.start_tick, n.duration_ticks, n.pitch) for t in score.tracks for n in t.notes) == [
        (0, 960, 62),
        (0, 2880, 55),
        (960, 960, 64),
        (1920, 960, 66),
        (2880, 2880, 50),
        (2880, 2880, 69),
    ]
    assert score.meter.changes[0].bar_ticks == 2880
    assert score.keys[0].key.relative_major == 7


def test_an_abc_book_gives_all_tunes_that_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "book.abc"
    path.write_text(ABC)
    report = song_report(path, "toys")
    assert (report.title, report.composer, report.used_bars, len(report.pieces)) == ("First", "Anon", 1, 1)
    assert report.pieces[0]["tracks"][0]["notes"][0] == [0, 480, 67, 80]
    assert len(report.refused) == 1


def test_music_is_found_by_its_endings(tmp_path: Path) -> None:
    for name in ("b.MID", "sub/a.krn", "notes.txt", "c.abc"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert [p.name for p in music_files(tmp_path)] == ["b.MID", "c.abc", "a.krn"]


@pytest.mark.slow
def test_damaged_files_are_read_or_refused(tmp_path: Path) -> None:
    """In worker processes: symusic may crash on some."""
    whole = midi_bytes(tmp_path / "whole.midi").read_bytes()
    files = []
    for data, suffix, count in ((whole, "mid", 120), (KERN.encode(), "krn", 15), (ABC.encode(), "abc", 60)):
        for i, mutant in enumerate(mutants(data, count, seed=3)):
            files.append(tmp_path / f"{suffix}{i}.{suffix}")
            files[-1].write_bytes(mutant)
    reports = prepare(files, song_report, tmp_path / "cache", 2, "1")
    assert len(reports) == len(files)
    assert all(r.pieces or r.refused for r in reports)
    assert sum(bool(r.pieces) for r in reports) > len(files) / 4
    assert any(r.refused for r in reports)
