"""Piano pieces as arrays: every piece goes once through the tracker; hiding, moving and fixing happen later."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from musegen_app.codecs import perf, perf_clock, perf_features, perf_sheet, perf_tracker
from musegen_app.codecs.perf import VALUE, encode, is_key
from musegen_app.codecs.perf_context import context_of
from musegen_app.codecs.perf_features import KEYS, RECENT, SOUNDING, WIDTH, signature
from musegen_app.codecs.perf_styles import NAMES, style_weights
from musegen_app.codecs.perf_tracker import PerfTracker
from musegen_app.training.corpus.piano import PianoPiece

_PACKED = (KEYS + 7) // 8


@dataclass(frozen=True)
class Table:
    """All events of many pieces, one after the other.

    `rows` (n, WIDTH), `sounding` (n, 11) packed bits, `recent` (n, 12) in steps of 1/24, `targets` (n, 5) with -1 where
    a field is not drawn or not told, `positions` (n,) grid units.
    """

    rows: NDArray[np.int16]
    sounding: NDArray[np.uint8]
    recent: NDArray[np.uint8]
    targets: NDArray[np.int16]
    positions: NDArray[np.int32]

    def part(self, start: int, stop: int) -> Table:
        cut = slice(start, stop)
        return Table(self.rows[cut], self.sounding[cut], self.recent[cut], self.targets[cut], self.positions[cut])

    @staticmethod
    def joined(tables: Sequence[Table]) -> Table:
        names = tuple(Table.__dataclass_fields__)
        return Table(*(np.concatenate([getattr(t, name) for t in tables]) for name in names))


@dataclass(frozen=True)
class Example:
    """One piece: its events and what moves or hides with them. `style` is a place in `perf_styles.NAMES` or -1."""

    table: Table
    style: int
    mean_pitch: float
    quarters: float

    @property
    def size(self) -> int:
        return len(self.table.rows)

    @property
    def notes(self) -> int:
        values = self.table.targets[:, VALUE]
        return int(((values >= perf.FIRST_KEY) & (values < perf.WAIT)).sum())


def example_of(piece: PianoPiece) -> Example:
    """A piece with everything told and an empty lane."""
    sheet = piece.sheet
    tracker = PerfTracker(context_of(sheet, style_weights(((piece.style, 1.0),), NAMES)))
    events = encode(sheet.notes, sheet.pedals, 0, sheet.length, sheet.expressive)
    rows, dense = np.zeros((len(events), WIDTH), np.int16), np.zeros((len(events), RECENT.stop), np.float32)
    for i, event in enumerate(events):
        rows[i], dense[i] = tracker.features(), tracker.dense()[: RECENT.stop]
        tracker.push(event)
    table = Table(
        rows,
        np.packbits(dense[:, SOUNDING] > 0, axis=1),
        np.rint(dense[:, RECENT] * 24).astype(np.uint8),
        np.array([e.fields for e in events], np.int16),
        np.array(tracker.positions, np.int32),
    )
    return _example(piece, table)


def _example(piece: PianoPiece, table: Table) -> Example:
    values = table.targets[:, VALUE]
    pitches = [perf.key_pitch(int(v)) for v in values if is_key(v)]
    style = NAMES.index(piece.style) if piece.style in NAMES else -1
    quarters = (piece.sheet.length - int(table.positions[0])) / perf.GRID_PER_QUARTER
    return Example(table, style, sum(pitches) / max(1, len(pitches)), quarters)


def examples_of(pieces: Sequence[PianoPiece], cache: Path) -> list[Example]:
    """All pieces; their arrays are kept in one file named after the pieces and the code that made them."""
    file = cache / f"piano-{_digest(pieces)}.npz"
    if not file.exists():
        made = [example_of(p).table for p in pieces]
        whole, sizes = Table.joined(made), np.array([len(t.rows) for t in made])
        part = file.with_suffix(".part.npz")
        np.savez(part, sizes=sizes, **vars(whole))
        part.replace(file)
    with np.load(file) as kept:
        sizes, whole = kept["sizes"], Table(*(kept[name] for name in Table.__dataclass_fields__))
    ends = np.cumsum(sizes)
    return [_example(p, whole.part(int(e - n), int(e))) for p, e, n in zip(pieces, ends, sizes, strict=True)]


def _digest(pieces: Sequence[PianoPiece]) -> str:
    total = hashlib.sha256(signature().encode())
    for module in (perf, perf_clock, perf_features, perf_sheet, perf_tracker):
        total.update(Path(str(module.__file__)).read_bytes())
    for p in pieces:
        total.update(f"{p.source}|{p.file}|{p.style}|{p.split}|{len(p.sheet.notes)}|{p.sheet.length}".encode())
    return total.hexdigest()[:16]
