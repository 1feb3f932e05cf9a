"""How notes are brought to the grid: what the quantise panel is set to, and Q does again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from musegen_app.score import edits
from musegen_app.score.groove_edits import STRAIGHT, Distance, Grid, grid_distance
from musegen_app.score.model import Score
from musegen_app.ui.piano_roll import snap

MOST_SWING = 0.75


@dataclass(frozen=True, slots=True)
class Groove:
    """`grid` is a name of `snap.SNAPS`, "" = the grid of the roll; `strength` 0..1; `swing` 0.5..0.75; `human` 0..1 how
    much of a hand is added, `seed` which one."""

    grid: str = ""
    strength: float = 1.0
    swing: float = STRAIGHT
    ends: bool = False
    human: float = 0.0
    seed: int = 1

    def lines(self, roll_snap: str, score: Score, tick: int) -> Grid | None:
        """The grid meant for notes from `tick` on; None when the roll has none."""
        name = self.grid or roll_snap
        return None if name == snap.OFF else Grid(snap.step_ticks(name, score.meter, tick), self.swing)

    def applied(self, score: Score, track_id: int, ids: frozenset[int], lines: Grid | None) -> Score:
        """The notes as this makes them."""
        if lines is not None:
            score = edits.groove_notes(score, track_id, ids, lines, self.strength, ends=self.ends)
        return edits.humanise_notes(score, track_id, ids, self.human, self.seed)

    @property
    def text(self) -> str:
        """What the next start of the program is told; which hand it was is not."""
        return json.dumps({name: getattr(self, name) for name in _KEPT})


def groove_of(text: str) -> Groove:
    """The groove of a `text`. Never fails: what cannot be read, or makes no sense, is as usual."""
    try:
        raw = json.loads(text) if text else {}
    except ValueError:
        return Groove()
    if not isinstance(raw, dict):
        return Groove()
    known = {name: raw[name] for name, allowed in _KEPT.items() if name in raw and allowed(raw[name])}
    return Groove(**known)


def _share(low: float, high: float) -> Callable[[object], bool]:
    return lambda value: isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


_KEPT: dict[str, Callable[[object], bool]] = {
    "grid": lambda value: isinstance(value, str) and value != snap.OFF and value in ("", *snap.SNAPS),
    "strength": _share(0, 1),
    "swing": _share(STRAIGHT, MOST_SWING),
    "ends": lambda value: isinstance(value, bool),
    "human": _share(0, 1),
}


def distance_of(score: Score, track_id: int, ids: frozenset[int], lines: Grid | None) -> Distance:
    """How far the notes are from the grid; nothing without a grid."""
    return grid_distance(score, track_id, ids, lines) if lines is not None else Distance()
