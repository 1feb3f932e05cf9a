"""How loud new notes are: as the seed was, bar line, beat and off-beat told apart. No dice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from musegen_app.sampling.frame import Frame
from musegen_app.score.model import Note

DEFAULT_VELOCITY = 80
LISTENS_TO = 64  # notes of the seed, from its end
ENOUGH = 4  # notes that make a mean trustworthy
FLAT = 2  # a seed whose accents differ by no more was drawn without any
SHAPE = (6, 2, -4)  # a light accent on bar line and beat for what the seed does not tell


@dataclass(frozen=True, slots=True)
class Accents:
    """Velocities on the bar line, on other beats and between beats."""

    on_bar: int
    on_beat: int
    off_beat: int

    def at(self, frame: Frame, grid: int) -> int:
        place = frame.place(grid)
        return self.on_bar if place == 0 else self.on_beat if place % frame.pulse == 0 else self.off_beat


def accents_of(notes: Sequence[Note], frame: Frame) -> Accents:
    """The mean accents of the seed's last notes; a light metrical shape where there are too few of a kind."""
    last = notes[-LISTENS_TO:]
    mean = fmean(n.velocity for n in last) if last else DEFAULT_VELOCITY
    classes: tuple[list[int], list[int], list[int]] = ([], [], [])
    for note in last:
        place = frame.place(frame.nearest(note.start_tick))
        classes[0 if place == 0 else 1 if place % frame.pulse == 0 else 2].append(note.velocity)
    shaped = [mean + s for s in SHAPE]
    means = [fmean(c) if len(c) >= ENOUGH else shape for c, shape in zip(classes, shaped, strict=True)]
    if max(means) - min(means) <= FLAT:
        means = shaped
    return Accents(*(min(127, max(1, round(v))) for v in means))
