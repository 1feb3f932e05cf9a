"""Away from passages of the training pieces, as far as the bundle's index knows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from musegen_app.base.lazy_numpy import np
from musegen_app.sampling.steering.control import Control, ControlGroup, ControlSpec, LogProbs
from musegen_app.sampling.steering.moment import Moment, Sounded
from musegen_app.score.time import TICKS_PER_QUARTER

if TYPE_CHECKING:
    from musegen_app.bundles.originality import OriginalityIndex

FIRST = 6.0  # nats at 1 against a note that completes a known run of eight notes …
FURTHER = 1.5  # … and for each note that lengthens it
LOOKED_BACK = 48  # notes

_known: ContextVar[OriginalityIndex | None] = ContextVar("index of what the net learned from", default=None)


@contextmanager
def away_from(index: OriginalityIndex | None) -> Iterator[None]:
    """Whatever is drawn within is steered away from `index`; with None the control does nothing."""
    token = _known.set(index)
    try:
        yield
    finally:
        _known.reset(token)


def bend(log_probs: LogProbs, value: float, moment: Moment | None) -> LogProbs:
    """Against notes that complete or lengthen a run of notes that stands in a training piece, the more the longer."""
    index = _known.get()
    if index is None or moment is None or moment.choices.pitch is None:
        return log_probs
    from musegen_app.bundles.fingerprints import GRAM  # numpy: the window reads this file before its first picture

    onset = round(moment.time * TICKS_PER_QUARTER)
    line = _top(moment.line, onset)
    possible = np.flatnonzero(np.isfinite(log_probs) & ~np.isnan(moment.choices.pitch))
    if len(line) < GRAM - 1 or not len(possible):
        return log_probs
    runs = index.runs_if(line, onset, moment.choices.pitch[possible].astype(np.int64))
    if not runs.any():
        return log_probs
    bent = log_probs.copy()
    bent[possible] -= value * np.where(runs > 0, FIRST + FURTHER * (runs - GRAM), 0.0)
    return bent


def _top(line: Sequence[Sounded], before: int) -> list[tuple[int, int]]:
    """The highest note of each of the last onsets, in ticks."""
    top: dict[int, int] = {}
    for start, _, pitch in line[-LOOKED_BACK:]:
        onset = round(start * TICKS_PER_QUARTER)
        if onset < before and pitch > top.get(onset, -1):
            top[onset] = pitch
    return sorted(top.items())


CONTROL = Control(
    ControlSpec(
        name="originality",
        word="originality",
        label="Originality",
        tooltip="Right: away from passages of the pieces that the model learned from. "
        "(A note that would make eight or more notes in a row stand in one of them becomes unlikely.)",
        minimum=0.0,
        maximum=1.0,
        step=0.05,
        neutral=0.0,
        default=0.0,
        priority=25,
        group=ControlGroup.FORM,
        low="any",
        high="away from known tunes",
        main=True,
    ),
    bend,
    frozenset({"pitch"}),
)
