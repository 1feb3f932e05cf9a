"""Notes brought to pitches of their own, as a folded roll moves them. The rules of `note_edits` hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from musegen_app.score.model import Score


def set_pitches(score: Score, track_id: int, pitches: Mapping[int, int]) -> Score:
    """Each note of `pitches` (by id) to its pitch, held within 0..127."""
    track = score.track(track_id)
    notes = tuple(
        replace(n, pitch=min(127, max(0, pitches[n.id]))) if n.id in pitches and not n.locked else n
        for n in track.notes
    )
    return score if notes == track.notes else score.with_track(track.with_notes(notes))
