"""Melodies from files of one's own: which track, what key, which bar lines; and a word where there is no melody."""

from __future__ import annotations

from pathlib import Path

import pytest

from musegen_app.base.errors import MuseGenError
from musegen_app.score.keys import Key, KeyChange
from musegen_app.score.model import Note, Score, Track
from musegen_app.training.corpus.lead_corpus import lead_corpus
from musegen_app.training.corpus.own_files import melody_of, raw_tune, read_lead
from musegen_app.training.corpus.songs import Song
from tests.training.corpus.test_songs import ABC, midi_bytes


def line(name: str, pitches: list[int], channel: int = 0, length: int = 960) -> Track:
    return Track(name, channel).with_notes([Note(960 * i, length, p) for i, p in enumerate(pitches)])


def chords(name: str = "Piano") -> Track:
    return Track(name, 1).with_notes([Note(1920 * i, 1920, p) for i in range(8) for p in (48, 52, 55)])


TUNE = [60, 62, 64, 65, 67, 65, 64, 62] * 4


def test_the_melody_is_the_track_that_is_called_so_or_the_first_single_line() -> None:
    bass, tune = line("Bass", [36] * 16), line("Lead vocals", TUNE)
    assert melody_of(Score(tracks=(chords(), bass, tune))) is tune
    assert melody_of(Score(tracks=(chords(), bass))) is bass
    legato = line("", TUNE, length=1000)
    assert melody_of(Score(tracks=(legato,))) is legato


@pytest.mark.parametrize(
    ("tracks", "words"),
    [
        ((), "no notes"),
        ((line("Kit", [36, 38] * 8, channel=9),), "drums only"),
        ((chords(),), "piano-lstm"),
        ((chords("Melody"), chords(), chords(), line("Kit", [36], channel=9)), "piano-lstm"),
    ],
)
def test_music_without_a_melody_is_refused_with_a_word_about_what_suits_it(
    tracks: tuple[Track, ...], words: str
) -> None:
    refused = melody_of(Score(tracks=tracks))
    assert isinstance(refused, str)
    assert words in refused


def test_a_signature_without_sharps_and_flats_is_not_believed() -> None:
    tune = line("", [67, 69, 71, 72, 74, 76, 78, 79, 78, 76, 74, 72, 71, 69, 67, 67])
    unsigned = Score(tracks=(tune,), keys=(KeyChange(0, Key(0)),))
    assert raw_tune(Song(unsigned, "x"), tune, "toys").keys == [(0, Key(7))]
    signed = Score(tracks=(tune,), keys=(KeyChange(0, Key(2)),))
    key = raw_tune(Song(signed, "x"), tune, "toys").keys[0][1]
    assert key is not None
    assert key.relative_major == 2


def test_a_file_becomes_sheets_in_whole_bars(tmp_path: Path) -> None:
    report = read_lead(midi_bytes(tmp_path / "tune.mid", bars=16), "toys")
    assert (report.source, report.title, len(report.pieces)) == ("toys", "tune", 1)
    assert abs(report.used_bars - 16) <= 1
    refused = read_lead(midi_bytes(tmp_path / "chords.mid", voices=3, bars=16), "toys")
    assert refused.pieces == ()
    assert refused.refused == (("several notes at once in every track: the recipe piano-lstm is for such music", 16),)


@pytest.mark.slow
def test_a_folder_of_files_is_a_corpus_with_all_three_splits(tmp_path: Path) -> None:
    music = tmp_path / "mine"
    music.mkdir()
    for i in range(12):
        midi_bytes(music / f"tune {i}.mid", bars=12, seed=i)
    (music / "book.abc").write_text(ABC)
    corpus = lead_corpus([music], tmp_path / "cache", 2)
    assert {s.split for s in corpus.sheets} == {"train", "valid", "test"}
    assert {s.source for s in corpus.sheets} == {"mine"}
    assert len(corpus.reports) == 13
    assert lead_corpus([music], tmp_path / "cache", 2) == corpus


@pytest.mark.slow
def test_too_little_music_is_one_sentence_with_the_reasons(tmp_path: Path) -> None:
    with pytest.raises(MuseGenError, match="There is no music in"):
        lead_corpus([tmp_path], tmp_path / "cache", 1)
    for i in range(3):
        midi_bytes(tmp_path / f"{i}.mid", voices=3, seed=i)
    with pytest.raises(
        MuseGenError, match=r"give 0 melodies of 0 .* 3 × several notes at once in every track: the recipe piano-lstm"
    ):
        lead_corpus([tmp_path], tmp_path / "cache", 1)
