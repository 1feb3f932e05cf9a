"""What a steering control is: a description for people and one function on log-probabilities.

Runs wherever notes are drawn (inference worker, command line). Nothing here knows a net, a codec or Qt, so a
control works for every family and is tested on a three-symbol toy.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from musegen_app.base.lazy_numpy import np
from musegen_app.sampling.steering.moment import Moment

if TYPE_CHECKING:
    import numpy.typing as npt

    LogProbs = npt.NDArray[np.float64]
else:
    LogProbs = object  # numpy is not loaded for the sake of a name
"""Natural logarithms of the probabilities of one field's values, -inf = impossible; one dimension."""


PITCH = "pitch"
_ALL: frozenset[str] = frozenset()


class ControlGroup(StrEnum):
    """Where a control stands in the panel."""

    SURPRISE = "Surprise"
    RHYTHM = "Rhythm"
    MELODY = "Melody"
    HARMONY = "Harmony"
    FORM = "Form"
    SOUND = "Sound"
    RULES = "Rules"


@dataclass(frozen=True, slots=True)
class ControlSpec:
    """How a control presents itself. Slider, tooltip, command-line flag, lane and saving all follow from this.

    `name` is the attribute of `messages.Steering`; at `neutral` the control changes nothing; `default` is where
    a new song starts. `word` calls it where settings are written down ("pitch 1.1"); `low` and `high` are what its ends
    mean, in a word or two. When all values of a field would be masked, controls give way in rising `priority`.
    `fields`: names of the fields it acts on; empty = every field whose `Choices` tell what it needs. `unit` PITCH: the
    value is a MIDI pitch and is shown by its name.
    """

    name: str
    word: str
    label: str
    tooltip: str
    minimum: float
    maximum: float
    step: float
    neutral: float
    default: float
    priority: int
    fields: frozenset[str] = frozenset()
    group: ControlGroup = ControlGroup.SURPRISE
    low: str = ""
    high: str = ""
    main: bool = False  # always in sight; the others are behind "More"
    unit: str = ""

    def clamp(self, value: float) -> float:
        """`value` inside the range; what is not a number becomes neutral."""
        if value != value:
            return self.neutral
        return min(self.maximum, max(self.minimum, value))


def leaning(
    name: str,
    word: str,
    label: str,
    tooltip: str,
    priority: int,
    group: ControlGroup,
    ends: tuple[str, str],
    main: bool = False,
) -> ControlSpec:
    """A signed wish: -1 … 1, 0 = no preference. `ends`: what -1 and 1 mean, in a word."""
    low, high = ends
    return ControlSpec(name, word, label, tooltip, -1.0, 1.0, 0.05, 0.0, 0.0, priority, _ALL, group, low, high, main)


def weight(
    name: str,
    word: str,
    label: str,
    tooltip: str,
    priority: int,
    group: ControlGroup,
    ends: tuple[str, str],
    main: bool = False,
) -> ControlSpec:
    """A wish that can only be had more or less: 0 … 1, 0 = not at all."""
    low, high = ends
    return ControlSpec(name, word, label, tooltip, 0.0, 1.0, 0.05, 0.0, 0.0, priority, _ALL, group, low, high, main)


def limit(
    name: str, word: str, label: str, tooltip: str, priority: int, free: float, main: bool = False
) -> ControlSpec:
    """A MIDI pitch that is an end of a range; at `free` (0 or 127) there is none."""
    low, high = ("any", "") if free == 0.0 else ("", "any")
    melody = ControlGroup.MELODY
    return ControlSpec(
        name, word, label, tooltip, 0.0, 127.0, 1.0, free, free, priority, _ALL, melody, low, high, main, PITCH
    )


@dataclass(frozen=True, slots=True, eq=False)
class Control:
    """A spec and `bend(log_probs, value, moment)`, which returns new log-probabilities and need not normalise them.
    `needs` names the `Choices` of which it bends any one; none: it is always asked.

    One with `fields` is called with whatever moment there is, also none; one without only where there is a moment.
    It leaves log-probabilities alone that its `Choices` say nothing about.
    """

    spec: ControlSpec
    bend: Callable[[LogProbs, float, Moment | None], LogProbs]
    needs: frozenset[str] = _ALL


def normalised(log_probs: LogProbs) -> LogProbs:
    """The same preferences with probabilities that sum to one. At least one value must be possible."""
    shifted = log_probs - log_probs.max()
    total: LogProbs = shifted - np.log(np.exp(shifted).sum())
    return total


def tempered(log_probs: LogProbs, temperature: float, moment: Moment | None = None) -> LogProbs:
    """Flatter above 1, steeper below; impossible values stay impossible."""
    if temperature == 1.0:
        return log_probs
    return normalised(log_probs / temperature)
