"""The originality index: borrowed passages are found and named in any key, tempo and disguise; new ones are not."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from musegen_app.base.errors import BundleError
from musegen_app.bundles.fingerprints import WINDOW, drum_bars, melodic_prints, thinned
from musegen_app.bundles.manifest import FileEntry, Manifest, sha256_of
from musegen_app.bundles.originality import (
    COMMON,
    FILE,
    OriginalityIndex,
    Piece,
    drum_index,
    melodic_index,
)

TUNES = 60


def tune(seed: int, count: int = 80) -> list[tuple[int, int]]:
    """A wandering melody in quavers, crotchets and dotted crotchets."""
    rng, at, pitch, notes = random.Random(seed), 0, 67, []
    for _ in range(count):
        notes.append((at, pitch))
        at += rng.choice((6, 6, 6, 12, 12, 18))
        pitch += rng.choice((-4, -2, -2, -1, 1, 2, 2, 4, 5))
    return notes


@pytest.fixture(scope="module")
def index() -> OriginalityIndex:
    return melodic_index(Piece(f"Tune {i}", f"family {i}", (tune(i),)) for i in range(TUNES))


def named(index: OriginalityIndex, line: list[tuple[int, int]]) -> str:
    found = index.longest(line)
    return found.title if found else ""


def test_a_training_tune_is_found_transposed_slower_and_with_every_sixteenth_note_changed(
    index: OriginalityIndex,
) -> None:
    for number in range(TUNES):
        notes = tune(number)
        moved = [(2 * at + 100, pitch - 5) for at, pitch in notes]
        changed = [(at, pitch + (3 if i % 16 == 8 else 0)) for i, (at, pitch) in enumerate(notes)]
        assert named(index, moved) == named(index, changed) == f"Tune {number}"
        found = index.passages(moved)[0]
        assert found.start == found.there < 4


def test_other_tunes_are_not(index: OriginalityIndex) -> None:
    assert [seed for seed in range(1_000, 1_100) if named(index, tune(seed))] == []


def test_a_borrowed_passage_is_shown_where_it_stands(index: OriginalityIndex) -> None:
    borrowed = tune(7)[20:50]
    begin, end = tune(2_000, 25), tune(2_001, 25)
    shift = 25 * 20 - borrowed[0][0]
    mixed = [*begin, *((at + shift, p) for at, p in borrowed), *((at + 1_500, p) for at, p in end)]
    (passage, *_) = index.passages(mixed)
    assert passage.title == "Tune 7"
    assert 25 <= passage.start <= 25 + 3
    assert 55 - 4 <= passage.end <= 56
    assert passage.there - 20 == passage.start - 25


def test_every_eleven_notes_hold_a_kept_fingerprint() -> None:
    """The promise of winnowing: two lines that share GRAM + WINDOW - 1 notes keep one fingerprint in common."""
    shared = tune(5, 11)
    for seed in range(200):
        line = [*((at, 60 + seed % 7) for at in range(0, 60, 7)), *((at + 900, p) for at, p in shared)]
        prints = melodic_prints(line)
        own = {int(melodic_prints(shared)[i]) for i in thinned(melodic_prints(shared))}
        assert own & {int(prints[i]) for i in thinned(prints)}


def test_what_many_families_have_is_idiom() -> None:
    cliche = tune(1, 30)
    few = melodic_index(Piece(f"{i}", f"{i}", (cliche,)) for i in range(COMMON))
    many = melodic_index(Piece(f"{i}", f"{i}", (cliche,)) for i in range(COMMON + 1))
    relatives = melodic_index(Piece(f"{i}", "one family", (cliche,)) for i in range(COMMON + 1))
    assert few.longest(cliche)
    assert relatives.longest(cliche)
    assert many.longest(cliche) is None


def test_drums_need_two_whole_bars() -> None:
    bars = [bytes([i, 2 * i, 255 - i]) for i in range(1, 9)]
    index = drum_index([("A beat", "a", bars), ("Another", "b", [bytes([9, 9, 9])] * 4)])
    other = [bytes([200, 1, 2])]
    assert index.drum_passages(other + bars[2:4] + other)[0] == replace(
        index.drum_passages(bars[2:4])[0], start=1, end=3
    )
    assert index.drum_passages(bars[2:3] + other + bars[5:6]) == ()
    assert index.drum_passages([bytes(3)] * 8) == ()


def test_bars_of_drums_are_what_is_struck_where_played_a_little_early_or_late() -> None:
    bar = 3_840
    hits = [(0, 36), (960, 38), (1_920, 36), (2_880, 38), (bar * 2, 36)]
    played = [(at + shift, note) for (at, note), shift in zip(hits, (40, -60, 70, 0, -35), strict=True)]
    other_kit = [(at, {36: 35, 38: 40}[note]) for at, note in played]
    assert drum_bars(hits, bar) == drum_bars(reversed(played), bar) == drum_bars(other_kit, bar)
    assert len(drum_bars(hits, bar)) == 3
    assert drum_bars(hits, bar)[1] == b""
    assert any(drum_bars(hits, bar)[2])
    assert drum_bars([*hits, (480, 42)], bar)[0] != drum_bars(hits, bar)[0]
    assert drum_bars([], bar) == []


def manifest_of(folder: Path, *files: str) -> Manifest:
    entries = {name: FileEntry((folder / name).stat().st_size, sha256_of(folder / name)) for name in files}
    return Manifest("toy", "Toy", "lstm", "lead", "", "", "", {}, (), {}, entries)


def test_it_comes_back_from_disk_and_a_damaged_one_is_refused(tmp_path: Path, index: OriginalityIndex) -> None:
    assert OriginalityIndex.load(tmp_path, manifest_of(tmp_path)) is None
    index.save(tmp_path)
    again = OriginalityIndex.load(tmp_path, manifest_of(tmp_path, FILE))
    assert again is not None
    assert again.passages(tune(3)) == index.passages(tune(3))
    whole = (tmp_path / FILE).read_bytes()
    for damaged in (whole[:-3], whole[:20], b"", whole.replace(b'"pieces"', b'"pieceZ"')):
        (tmp_path / FILE).write_bytes(damaged)
        with pytest.raises(BundleError):
            OriginalityIndex.load(tmp_path, manifest_of(tmp_path, FILE))


def test_short_lines_are_nothing(index: OriginalityIndex) -> None:
    for count in range(12):
        assert index.passages(tune(3, count)[:count]) == () or count >= 11


def test_what_would_come_next_is_known_from_the_notes_before(index: OriginalityIndex) -> None:
    """Of all next notes only the one of the tune makes a run, and the run is as long as what is borrowed."""
    notes = [(at, pitch + 2) for at, pitch in tune(7)]
    begun, told = 20, 0
    for now in range(begun + 12, begun + 40):
        line, (onset, pitch) = notes[begun:now], notes[now]
        others = np.array([p for p in range(40, 100) if p != pitch])
        assert not index.runs_if(line, onset, others).any()
        (run,) = index.runs_if(line, onset, np.array([pitch])).tolist()
        told += run > 0
        assert run == 0 or now - begun + 1 - WINDOW < run <= now - begun + 1
    assert told >= 7  # of four neighbouring fingerprints one is known
    assert not index.runs_if(notes[:6], notes[6][0], np.array([notes[6][1]])).any()


def test_the_nearest_run_may_be_short(index: OriginalityIndex) -> None:
    borrowed = [(at + 3000, pitch) for at, pitch in tune(3)[30:44]]
    line = [*tune(990, 20), *borrowed]
    found = index.nearest(line)
    assert found is not None
    assert found.title == "Tune 3"
    assert 20 <= found.start < found.end <= 34
    assert index.nearest(tune(991, 200)) is None
