"""Puts the originality index of the training pieces into a bundle."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from musegen_app.bundles.fingerprints import Line, drum_bars
from musegen_app.bundles.manifest import Manifest
from musegen_app.bundles.originality import FILE, OriginalityIndex, Piece, drum_index, melodic_index
from musegen_app.codecs.drums import GM_PITCHES, TICKS
from musegen_app.codecs.lead_sheet import LeadSheet
from musegen_app.training.corpus.prepare import FileReport
from musegen_app.training.export.packing import repack


def with_index(folder: Path, manifest: Manifest, index: OriginalityIndex) -> Manifest:
    """Write `index` into the bundle and book it in its manifest."""
    index.save(folder)
    return repack(folder, sorted({*manifest.files, FILE}), manifest)


def index_of_sheets(sheets: Iterable[LeadSheet]) -> OriginalityIndex:
    """Of those that were trained on."""
    train = [s for s in sheets if s.split == "train" and s.notes]
    return melodic_index(Piece(s.title, s.family, (tuple((n.start, n.pitch) for n in s.notes),)) for s in train)


def outer_lines(notes: Iterable[tuple[int, int]]) -> tuple[Line, Line]:
    """Highest and lowest of each onset of `notes` (onset, pitch): what is fingerprinted of music that has no voices."""
    high: dict[int, int] = {}
    low: dict[int, int] = {}
    for onset, pitch in notes:
        high[onset] = max(pitch, high.get(onset, pitch))
        low[onset] = min(pitch, low.get(onset, pitch))
    lines: Sequence[Line] = (sorted(high.items()), sorted(low.items()))
    return lines[0], lines[1]


def index_of_drums(reports: Iterable[FileReport]) -> OriginalityIndex:
    """Of the performances (`corpus.groove`) that were trained on; what one drummer played in one style and tempo is one
    family."""
    rows: list[tuple[str, str, list[bytes]]] = []
    for report in reports:
        for style, bpm, _, split, bars in report.pieces:
            if split == "train":
                title = " ".join([*report.title.split("_")[1:], f"({report.composer})"])
                rows.append((title, f"{report.composer}|{style}|{bpm}", played_bars(bars)))
    return drum_index(rows)


def played_bars(bars: Sequence[tuple[int, int, Sequence[tuple[int, int, int, int]]]]) -> list[bytes]:
    """Bars [start, ticks, [[slot, drum, velocity, offset], …]] as the index wants them; only those as long as the first
    one, so that they stand one after the other."""
    if not bars:
        return []
    first, length = bars[0][0], bars[0][1]
    same = [bar for bar in bars if bar[1] == length and (bar[0] - first) % length == 0]
    hits = [
        (start - first + TICKS[slot] + offset, GM_PITCHES[drum])
        for start, _, some in same
        for slot, drum, _, offset in some
    ]
    return drum_bars([hit for hit in hits if hit[0] >= 0], length)
