"""What pop pieces are like: how far the accompaniment keeps to the chords, how often bars come back, and how much of
them is found in the pieces that a net learned from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from musegen_app.codecs.lead_sheet import LeadNote
from musegen_app.codecs.pop import Part, PopPiece
from musegen_app.training.originality import RunIndex

BACKS = (1, 2, 4, 8)
GRAM = 16  # notes
VOICES = {"lead": Part.LEAD, "accompaniment": Part.ACCOMPANIMENT}


def manner(pieces: Sequence[PopPiece]) -> dict[str, float]:
    """Figures of a set of pieces: chord tones, bars that come back, notes a quarter of each part."""
    figures = {"chord_tones": chord_tones(pieces)}
    for back in BACKS:
        figures[f"lead_bar_{back}"] = repeated(pieces, Part.LEAD, back)
        figures[f"accompaniment_bar_{back}"] = repeated(pieces, Part.ACCOMPANIMENT, back)
    quarters = sum(p.length for p in pieces) / 4
    for part in Part:
        figures[f"{part.name.lower()}_density"] = sum(n.part == part for p in pieces for n in p.notes) / quarters
    return figures


def chord_tones(pieces: Sequence[PopPiece]) -> float:
    """The share of the accompaniment's sounding time that belongs to the chord which stands where a note begins."""
    inside = total = 0
    for piece in pieces:
        for note in piece.notes:
            chord = piece.chords[note.start // piece.half] if note.start < piece.length else None
            if note.part == Part.ACCOMPANIMENT and chord is not None:
                total += note.duration
                inside += note.duration * (note.pitch % 12 in chord.pitch_classes)
    return inside / max(total, 1)


def repeated(pieces: Sequence[PopPiece], part: Part, back: int) -> float:
    """The share of bars with notes of `part` that have the same ones (place, pitch) as `back` bars before."""
    same = total = 0
    for piece in pieces:
        bars = _bars(piece, part)
        pairs = [(a, b) for a, b in zip(bars, bars[back:], strict=False) if b]
        same, total = same + sum(a == b for a, b in pairs), total + len(pairs)
    return same / max(total, 1)


def _bars(piece: PopPiece, part: Part) -> list[frozenset[tuple[int, int]]]:
    bar = 2 * piece.half
    found: list[set[tuple[int, int]]] = [set() for _ in range(-(-piece.length // bar))]
    for note in piece.notes:
        if note.part == part and note.start < piece.length:
            found[note.start // bar].add((note.start % bar, note.pitch))
    return [frozenset(b) for b in found]


def line(piece: PopPiece, part: Part) -> list[LeadNote]:
    """The highest notes of a part, one a moment."""
    top: dict[int, int] = {}
    for note in piece.notes:
        if note.part == part:
            top[note.start] = max(note.pitch, top.get(note.start, 0))
    return [LeadNote(start, 1, top[start]) for start in sorted(top)]


def originality(pieces: Sequence[PopPiece], learned: Sequence[PopPiece]) -> dict[str, float]:
    """For each voice: the longest run of notes that is found among those learned from (p50, p90, longest), in any key
    and tempo, and the share of 16-note runs that are."""
    figures: dict[str, float] = {}
    for name, part in VOICES.items():
        known = RunIndex([line(p, part) for p in learned])
        lines = [x for x in (line(p, part) for p in pieces) if len(x) >= GRAM]
        longest = [known.longest_common(x) for x in lines] or [0]
        found, total = np.sum([known.share_found(x, GRAM) for x in lines] or [(0, 0)], axis=0).tolist()
        figures[f"{name}_longest_p50"] = float(np.percentile(longest, 50))
        figures[f"{name}_longest_p90"] = float(np.percentile(longest, 90))
        figures[f"{name}_longest"] = float(max(longest))
        figures[f"{name}_16_found"] = found / max(total, 1)
    return figures
