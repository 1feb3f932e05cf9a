"""What the flags of an operation mean for a song."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import pytest

from musegen_app import formats
from musegen_app.base.errors import SettingsError
from musegen_app.base.paths import shipped_models_dir, songs_dir
from musegen_app.bundles.manifest import read_manifest
from musegen_app.cli import operations
from musegen_app.sampling.messages import Operation, OperationKind
from musegen_app.score.model import ChordLane, Note, Score, Track
from musegen_app.score.time import TICKS_PER_QUARTER as Q
from musegen_app.score.time import MeterChange, MeterMap
from tests.cli.conftest import Command, one_line

BAR = 3 * Q
SCORE = Score(
    tracks=(Track("Tune", id=5).with_notes([Note(0, 20 * Q, 60)]), Track("Kit", channel=9, id=6)),
    meter=MeterMap((MeterChange(0, 3, 4),), Q),
)


def asked(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(exit_on_error=False)
    operations.add_arguments(parser)
    return parser.parse_args(words)


@pytest.mark.parametrize(
    ("words", "operation", "start"),
    [
        ((), Operation(), None),
        (("--from-bar", "3"), Operation(), Q + 2 * BAR),
        (("--from-bar", "3", "--to-bar", "4"), Operation(end_tick=Q + 4 * BAR), Q + 2 * BAR),
        (("--operation", "vary", "--amount", "0.3"), Operation(OperationKind.VARY, Q + 7 * BAR, amount=0.3), 0),
        (
            ("--operation", "infill", "--from-bar", "2", "--to-bar", "2", "--tracks", "1,kit", "--keep", "rhythm"),
            Operation(OperationKind.INFILL, Q + 2 * BAR, (5, 6), keep="rhythm"),
            Q + BAR,
        ),
        (
            ("--operation", "interpolate", "--from-bar", "1", "--to-bar", "2", "--towards", "5-6", "--style", "a=.5"),
            Operation(
                OperationKind.INTERPOLATE,
                Q + 2 * BAR,
                to_from_tick=Q + 4 * BAR,
                to_end_tick=Q + 6 * BAR,
                style=(("a", 0.5),),
            ),
            0,
        ),
    ],
)
def test_bars_and_tracks_become_ticks_and_ids(words: tuple[str, ...], operation: Operation, start: int | None) -> None:
    assert operations.operation_of(asked(*words), SCORE) == (operation, start)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--from-bar", "4", "--to-bar", "3"), "Bar 4 comes after bar 3"),
        (("--to-bar", "3"), "--from-bar"),
        (("--operation", "interpolate"), "--towards"),
        (("--operation", "vary", "--tracks", "oboe"), "There is no track “oboe”; the seed has: 1 Tune, 2 Kit"),
    ],
)
def test_what_makes_no_sense_is_said(words: tuple[str, ...], told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        operations.operation_of(asked(*words), SCORE)


@pytest.mark.parametrize(
    "words",
    [
        ("--from-bar", "0"),
        ("--from-bar", "x"),
        ("--amount", "2"),
        ("--amount", "nan"),
        ("--towards", "5"),
        ("--towards", "6-5"),
        ("--style", "=1"),
        ("--style", "bach=much"),
        ("--keep", "calm"),
        ("--operation", "sing"),
    ],
)
def test_flags_that_say_nothing_are_refused(words: tuple[str, str]) -> None:
    with pytest.raises(argparse.ArgumentError):
        asked(*words)


@pytest.mark.skipif(not (shipped_models_dir() / "folk-lstm").is_dir(), reason="no shipped bundle")
def test_a_style_that_the_model_does_not_know_is_said() -> None:
    with pytest.raises(SettingsError, match="knows no style “bach”; it knows no styles"):
        operations.check_styles(asked("--style", "bach"), read_manifest(shipped_models_dir() / "folk-lstm"))


@pytest.mark.slow
@pytest.mark.skipif(not (shipped_models_dir() / "folk-lstm").is_dir(), reason="no shipped bundle")
def test_what_the_model_cannot_do_is_one_line(musegen: Command, tmp_path: Path) -> None:
    words = ("generate", "--bundle", "folk-lstm", "--operation", "accompany", "-o", tmp_path / "x.mid")
    told = one_line(musegen(*words), 2)
    assert told == (
        "musegen: The model folk-lstm cannot accompany: it can continue, fill in bars, harmonise a melody, "
        "write a melody over chords and vary what is there."
    )
    listed = musegen("bundles").stdout
    assert "folk-lstm" in listed
    assert "continue" in listed


@pytest.mark.slow
@pytest.mark.skipif(not (shipped_models_dir() / "folk-lstm").is_dir(), reason="no shipped bundle")
@pytest.mark.parametrize("words", ["infill", "melody", "vary --amount 0.5", "vary --keep contour"])
def test_a_tune_net_works_in_the_middle_of_a_song(musegen: Command, tmp_path: Path, words: str) -> None:
    """Bars 5 and 6 of a tune are written anew, through the real worker; everything else stays as it was."""
    seed, out = songs_dir() / "greensleeves.abc", tmp_path / "x.mid"
    span = ("--from-bar", "5", "--to-bar", "6", "--rng-seed", "3")
    done = musegen("generate", "--bundle", "folk-lstm", "--seed", seed, "--operation", *words.split(), *span, "-o", out)
    assert done.returncode == 0, done.stderr
    before, after = formats.read_any(seed), formats.read_any(out)
    start, end = before.meter.bar_start(4), before.meter.bar_start(6)
    for old, new in zip(before.tracks, after.tracks, strict=True):
        lines = [
            [(n.start_tick, n.duration_ticks, n.pitch) for n in t.notes if not start <= n.start_tick < end]
            for t in (old, new)
        ]
        assert lines[0] == lines[1]
        assert new.notes[-1].end_tick <= before.end_tick
    melodies = [[n for n in s.tracks[0].notes if start <= n.start_tick < end] for s in (before, after)]
    assert all(melodies)


@pytest.mark.slow
@pytest.mark.skipif(not (shipped_models_dir() / "folk-lstm").is_dir(), reason="no shipped bundle")
def test_chord_symbols_are_set_where_there_are_none_and_else_it_is_said(musegen: Command, tmp_path: Path) -> None:
    seed, bare, out = songs_dir() / "greensleeves.abc", tmp_path / "bare.musegen", tmp_path / "x.musegen"
    before = replace(formats.read_any(seed), chords=ChordLane())
    formats.write_any(before, bare)
    command = ("generate", "--bundle", "folk-lstm", "--operation", "harmonise", "--from-bar", "5", "--to-bar", "6")
    done = musegen(*command, "--seed", bare, "-o", out)
    assert done.returncode == 0, done.stderr
    after = formats.read_any(out)
    start, end = before.meter.bar_start(4), before.meter.bar_start(6)
    assert after.chords.symbols
    assert all(start <= symbol.tick < end for symbol in after.chords.symbols)
    assert after.tracks[0].notes == before.tracks[0].notes
    refused = musegen(*command, "--seed", seed, "-o", tmp_path / "y.musegen")
    assert refused.returncode == 1
    assert "have their chord symbols already" in refused.stderr
    assert not (tmp_path / "y.musegen").exists()
