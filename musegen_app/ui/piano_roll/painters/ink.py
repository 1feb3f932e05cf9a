"""Which colour a note has: who wrote it, paler the softer it is."""

from __future__ import annotations

from musegen_app.score.model import Note, OriginKind
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.theme import mixed

LEVELS = 8


def level_of(velocity: int) -> int:
    """0 (softest) to LEVELS - 1."""
    return min(LEVELS - 1, velocity * LEVELS // 128)


def is_generated(note: Note) -> bool:
    return note.origin.kind is OriginKind.GENERATED


def ink_of(stage: Stage, generated: bool) -> str:
    """The full colour of the active track's notes."""
    return stage.theme.generated if generated else stage.colour_of(stage.track_id)


def take_ink(stage: Stage) -> str:
    """The colour of the take that is shown: the track's if it was played, else that of generated notes."""
    take = stage.take
    return stage.colour_of(take.track_id) if take is not None and take.recorded else stage.theme.generated


def shades(stage: Stage) -> dict[bool, list[str]]:
    """Every shade of the active track, by generated or not and by level."""
    step = 128 // LEVELS
    return {generated: [shade_of(stage, generated, i * step) for i in range(LEVELS)] for generated in (False, True)}


def shade_of(stage: Stage, generated: bool, velocity: int) -> str:
    """The colour of the active track's notes at that velocity."""
    pale = 0.6 * (1 - level_of(velocity) / (LEVELS - 1))
    return mixed(ink_of(stage, generated), stage.theme.row, round(pale, 2)).name()
