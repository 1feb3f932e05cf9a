"""Pop pieces as arrays: every piece goes once through the tracker; hiding, moving and giving happen later."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musegen_app.codecs.pop import Part, PopPiece, encode, in_order, note_value
from musegen_app.codecs.pop_context import context_of
from musegen_app.codecs.pop_features import PARTS, signature
from musegen_app.codecs.pop_tracker import PopTracker

Small = NDArray[np.int16]
Ints = NDArray[np.int64]
SUBSETS = ((Part.LEAD,), (Part.LEAD, Part.ACCOMPANIMENT), (Part.ACCOMPANIMENT,))
_SHARES = (0.25, 0.125, 0.125)  # of the pieces that are also heard with only some of their parts


@dataclass(frozen=True)
class Example:
    """One piece. `rows` (n, WIDTH), `targets` (n, 6) with -1 where a field is not drawn; `places` (n, 3): order and
    position of the event before and the end of its half bar; `notes` (m, 5) values and `chords` (h,) values of the
    whole; `about`: half, anchor, tonic (-1 unknown); `means`: the mean MIDI pitch of each part (0 without notes)."""

    rows: Small
    targets: Small
    places: Ints
    notes: Ints
    chords: Ints
    about: Ints
    means: NDArray[np.float64]

    @property
    def size(self) -> int:
        return len(self.rows)


def example_of(piece: PopPiece) -> Example:
    """A piece with everything told that is known of it, and nothing given."""
    tracker = PopTracker(context_of(piece))
    events, rows, places = encode(piece), [], []
    for event in events:
        rows.append(tracker.features())
        places.append((tracker.order, tracker.position, tracker.half_end))
        tracker.push(event)
    notes = in_order(piece.notes, piece.length)
    pitches = [[n.pitch for n in notes if n.part == part] for part in PARTS]
    return Example(
        np.stack(rows).astype(np.int16),
        np.array(events, np.int16),
        np.array(places, np.int64),
        np.array([note_value(n, piece.anchor) for n in notes], np.int64).reshape(-1, 5),
        np.array(tracker.chords, np.int64),
        np.array([piece.half, piece.anchor, piece.key.tonic if piece.key else -1], np.int64),
        np.array([sum(p) / len(p) if p else 0.0 for p in pitches]),
    )


def examples_of(pieces: Sequence[PopPiece], cache: Path | None = None) -> list[Example]:
    """An example for each piece; kept in the folder `cache`, if there is one, under a name made of what they are."""
    place = None if cache is None else cache / f"pop-{_digest(pieces)}.npz"
    if place is not None and place.exists():
        return _loaded(place)
    examples = [example_of(piece) for piece in pieces]
    if place is not None:
        _keep(place, examples)
    return examples


def with_subsets(pieces: Sequence[PopPiece]) -> list[PopPiece]:
    """The pieces, and some of them again with some of their parts: a song need not have all three."""
    found = list(pieces)
    for piece in pieces:
        lot = int(hashlib.sha256(f"{piece.title}|{len(piece.notes)}".encode()).hexdigest()[:8], 16) / 16**8
        chosen = int(np.searchsorted(np.cumsum(_SHARES), lot, side="right"))
        if chosen < len(SUBSETS):
            notes = tuple(n for n in piece.notes if n.part in SUBSETS[chosen])
            found += [replace(piece, notes=notes)] if len(notes) > 8 else []
    return found


def _digest(pieces: Sequence[PopPiece]) -> str:
    total = hashlib.sha256(signature().encode())
    for piece in pieces:
        total.update(repr((piece.key, piece.chords, piece.notes, piece.half)).encode())
    return total.hexdigest()[:16]


def _keep(place: Path, examples: Sequence[Example]) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, Any] = {}
    for name in (f.name for f in fields(Example)):
        arrays[name] = np.concatenate([getattr(e, name) for e in examples])
        arrays[f"{name}_size"] = np.array([len(getattr(e, name)) for e in examples])
    part = place.with_suffix(".part.npz")
    np.savez(part, **arrays)
    part.replace(place)


def _loaded(place: Path) -> list[Example]:
    with np.load(place, allow_pickle=False) as file:
        columns = {
            f.name: np.split(file[f.name], np.cumsum(file[f"{f.name}_size"])[:-1].tolist()) for f in fields(Example)
        }
    return [Example(**dict(zip(columns, row, strict=True))) for row in zip(*columns.values(), strict=True)]
