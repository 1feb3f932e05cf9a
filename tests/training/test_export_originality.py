"""The index of a bundle is made of its training pieces, hashed like its other files, and opened again."""

from __future__ import annotations

from pathlib import Path

import pytest

from musegen_app.bundles.manifest import MANIFEST, Manifest, check_files, read_manifest
from musegen_app.bundles.originality import FILE, OriginalityIndex
from musegen_app.codecs.lead_sheet import LeadNote, LeadSheet, TuneType
from musegen_app.training.export.originality import index_of_sheets, outer_lines, with_index

pytestmark = pytest.mark.torch


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
