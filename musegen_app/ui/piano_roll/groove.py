"""How notes are brought to the grid: what the quantise panel is set to, and Q does again."""

from __future__ import annotations

from dataclasses import dataclass

from musegen_app.score import edits
from musegen_app.score.groove_edits import STRAIGHT, Distance, Grid, grid_distance
from musegen_app.score.model import Score
from musegen_app.ui.piano_roll import snap


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


def distance_of(score: Score, track_id: int, ids: frozenset[int], lines: Grid | None) -> Distance:
    """How far the notes are from the grid; nothing without a grid."""
    return grid_distance(score, track_id, ids, lines) if lines is not None else Distance()
