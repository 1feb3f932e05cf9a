"""Puts the originality index of the training pieces into a bundle."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from musegen_app.bundles.fingerprints import Line
from musegen_app.bundles.manifest import Manifest
from musegen_app.bundles.originality import FILE, OriginalityIndex, Piece, melodic_index
from musegen_app.codecs.lead_sheet import LeadSheet
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
