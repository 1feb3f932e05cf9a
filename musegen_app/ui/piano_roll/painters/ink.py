"""Which colour a note has: who wrote it, paler the softer it is."""

from __future__ import annotations

from musegen_app.score.model import OriginKind
from musegen_app.ui.piano_roll.painters.authors import author_ink
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.theme import Theme, mixed

LEVELS = 8


def level_of(velocity: int) -> int:
    """0 (softest) to LEVELS - 1."""
    return min(LEVELS - 1, velocity * LEVELS // 128)


def ink_of(stage: Stage, kind: OriginKind) -> str:
    """The full colour of the active track's notes by that kind of author."""
    if stage.authors:
        return author_ink(stage.theme, kind)
    return stage.theme.generated if kind is OriginKind.GENERATED else stage.colour_of(stage.track_id)


def take_ink(stage: Stage) -> str:
    """The colour of the take that is shown: the track's if it was played, else that of generated notes."""
    take = stage.take
    return stage.colour_of(take.track_id) if take is not None and take.recorded else stage.theme.generated


def part_inks(stage: Stage) -> tuple[str, ...]:
    """The colour of each part of the take that is shown. Of several parts those on other tracks have their tracks'
    colours; new tracks the ones they will have at the end of the list."""
    take = stage.take
    if take is None or len(take.parts) < 2:
        return (take_ink(stage),)
    known = [t.id for t in stage.score.tracks]
    new = iter(range(len(known), len(known) + len(take.parts)))
    return tuple(
        stage.theme.generated
        if track_id == stage.track_id
        else stage.colour_of(track_id)
        if track_id in known
        else stage.theme.track_colour(-1, next(new))
        for track_id in take.track_ids
    )


def shades(stage: Stage) -> dict[OriginKind, list[str]]:
    """Every shade of the active track, by author and by level."""
    step = 128 // LEVELS
    return {kind: [shade_of(stage, kind, i * step) for i in range(LEVELS)] for kind in OriginKind}


def shade_of(stage: Stage, kind: OriginKind, velocity: int) -> str:
    """The colour of the active track's notes at that velocity."""
    return paled(ink_of(stage, kind), stage.theme, level_of(velocity))


def paled(ink: str, theme: Theme, level: int) -> str:
    """The shade of an ink for a level."""
    return mixed(ink, theme.row, round(0.6 * (1 - level / (LEVELS - 1)), 2)).name()
