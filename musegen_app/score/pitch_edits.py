"""Notes brought to pitches of their own, as a folded roll moves them. The rules of `note_edits` hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from musegen_app.score.model import Score
from musegen_app.score.note_changes import with_changed


def set_pitches(score: Score, track_id: int, pitches: Mapping[int, int]) -> Score:
    """Each note of `pitches` (by id) to its pitch, held within 0..127."""
    return with_changed(score, track_id, pitches, lambda n: replace(n, pitch=min(127, max(0, pitches[n.id]))))
