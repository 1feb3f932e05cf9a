"""The index of a bundle is made of its training pieces, hashed like its other files, and opened again."""

from __future__ import annotations

from pathlib import Path

import pytest

from musegen_app.bundles.fingerprints import drum_bars
from musegen_app.bundles.manifest import MANIFEST, Manifest, check_files, read_manifest
from musegen_app.bundles.originality import FILE, OriginalityIndex
from musegen_app.codecs.drums import GM_PITCHES, TICKS
from musegen_app.codecs.lead_sheet import LeadNote, LeadSheet, TuneType
from musegen_app.training.corpus.prepare import FileReport
from musegen_app.training.export.originality import (
    index_of_drums,
    index_of_sheets,
    outer_lines,
    played_bars,
    with_index,
)

pytestmark = pytest.mark.torch
BAR = 3_840


def sheet(title: str, split: str, step: int) -> LeadSheet:
    notes = tuple(LeadNote(6 * i, 6, 60 + (i * i * step + i * i * i) % 13) for i in range(40))
    return LeadSheet(title, "toy", title, TuneType.UNKNOWN, 4, 4, 0, 240, None, notes, split=split)


def test_training_tunes_are_in_it_and_held_out_ones_are_not(tmp_path: Path) -> None:
    tunes = [sheet("Known", "train", 3), sheet("Held back", "valid", 5)]
    manifest = Manifest("toy", "Toy", "lstm", "lead", "", "", "", {}, (), {}, {})
    with_index(tmp_path, manifest, index_of_sheets(tunes))
    again = read_manifest(tmp_path)
    check_files(tmp_path, again)
    index = OriginalityIndex.load(tmp_path, again)
    assert index is not None
    assert index.titles == ("Known",)
    line = [(n.start, n.pitch) for n in tunes[0].notes]
    assert index.passages(line)[0].title == "Known"
    assert index.passages([(n.start, n.pitch) for n in tunes[1].notes]) == ()
    assert set(again.files) == {FILE}
    assert (tmp_path / MANIFEST).is_file()


def test_music_without_voices_gives_its_outer_lines() -> None:
    high, low = outer_lines([(0, 60), (0, 64), (0, 67), (480, 62), (960, 72), (960, 48)])
    assert high == [(0, 67), (480, 62), (960, 72)]
    assert low == [(0, 60), (480, 62), (960, 48)]


def groove(title: str, split: str, step: int, bars: int = 4) -> FileReport:
    """A performance, a little late: each bar another rhythm."""
    rows = [
        [BAR * i, BAR, [[slot, (slot * step + i) % 9, 80, 20] for slot in range(0, 24, 2 + (i + step) % 3)]]
        for i in range(bars)
    ]
    return FileReport("groove_drums", title, "drummer1", (["funk", 100.0 + step, False, split, rows],), bars)


def test_bars_of_drums_that_were_trained_on_are_in_it_however_they_are_played() -> None:
    index = index_of_drums([groove("3_funk_101_beat", "train", 1), groove("4_funk_105_beat", "valid", 5)])
    assert index.titles == ("funk 101 beat (drummer1)",)
    early = [(at - 40, note) for at, note in played(groove("", "train", 1), start=2 * BAR)]
    (found,) = index.drum_passages(drum_bars(early, BAR))
    assert (found.title, found.start, found.end, found.there) == ("funk 101 beat (drummer1)", 2, 6, 0)
    assert index.drum_passages(played_bars(groove("", "valid", 5).pieces[0][4])) == ()


def played(report: FileReport, start: int) -> list[tuple[int, int]]:
    """(tick, note) of its hits."""
    return [
        (start + at + TICKS[slot] + offset, GM_PITCHES[drum])
        for at, _, hits in report.pieces[0][4]
        for slot, drum, _, offset in hits
    ]


def test_only_bars_as_long_as_the_first_stand_beside_each_other() -> None:
    rows = [[0, BAR, [[0, 0, 90, 0]]], [BAR, BAR // 2, [[0, 1, 90, 0]]], [2 * BAR, BAR, [[6, 1, 90, 0]]]]
    assert [bool(bar) for bar in played_bars(rows)] == [True, False, True]
    assert played_bars([]) == []
