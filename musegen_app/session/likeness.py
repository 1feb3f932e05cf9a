"""Where a song repeats passages that a model learned from. Any thread; numpy, no onnxruntime."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from musegen_app.base.errors import BundleError
from musegen_app.bundles.fingerprints import drum_bars
from musegen_app.bundles.manifest import check_files, read_manifest
from musegen_app.bundles.originality import FILE, OriginalityIndex, Passage
from musegen_app.score.model import Score, Track


@dataclass(frozen=True, slots=True)
class Likeness:
    """Bars [from_bar, to_bar] (counted from 1, a pickup is 0) of a track stand in the training piece `title`; `length`
    notes of one line, or bars of drums."""

    track: str
    from_bar: int
    to_bar: int
    length: int
    title: str


def open_index(bundle: Path) -> OriginalityIndex:
    """Raises BundleError for a bundle without an index or with a damaged one."""
    manifest = read_manifest(bundle)
    if FILE not in manifest.files:
        raise BundleError(f"The model {manifest.name} carries no index of what it learned from; choose another one.")
    check_files(bundle, manifest)
    index = OriginalityIndex.load(bundle, manifest)
    assert index is not None
    return index


def likenesses(index: OriginalityIndex, score: Score) -> list[Likeness]:
    """Of every track, the longest first; of passages that overlap only the longest."""
    found = [like for track in score.tracks for like in _in_track(index, score, track)]
    return sorted(found, key=lambda like: -like.length)


def _in_track(index: OriginalityIndex, score: Score, track: Track) -> Iterator[Likeness]:
    if track.is_drums:
        bar = score.meter.changes[0].bar_ticks
        hits = [(n.start_tick - score.meter.pickup_ticks, n.pitch) for n in track.notes]
        bars = drum_bars([h for h in hits if h[0] >= 0], bar)
        for passage in _apart(index.drum_passages(bars)):
            yield Likeness(track.name, passage.start + 1, passage.end, passage.end - passage.start, passage.title)
        return
    for line in _lines(track):
        for passage in _apart(index.passages(line)):
            first, last = line[passage.start][0], line[min(passage.end, len(line)) - 1][0]
            from_bar, to_bar = (score.meter.position(tick).bar + 1 for tick in (first, last))
            yield Likeness(track.name, from_bar, to_bar, passage.end - passage.start, passage.title)


def _lines(track: Track) -> list[list[tuple[int, int]]]:
    """The highest note of each onset; the lowest as well where they differ."""
    high: dict[int, int] = {}
    low: dict[int, int] = {}
    for note in track.notes:
        high[note.start_tick] = max(note.pitch, high.get(note.start_tick, note.pitch))
        low[note.start_tick] = min(note.pitch, low.get(note.start_tick, note.pitch))
    lines = [sorted(high.items()), sorted(low.items())]
    return lines[:1] if high == low else lines


def _apart(passages: tuple[Passage, ...]) -> list[Passage]:
    """The longest first, none that overlaps a longer one."""
    kept: list[Passage] = []
    for passage in passages:
        if all(passage.end <= k.start or k.end <= passage.start for k in kept):
            kept.append(passage)
    return kept
