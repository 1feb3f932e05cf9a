"""Chord symbols for new bars, from the chords net of a bundle. The user's own symbols are never replaced.

The chords come first, step by step (half a bar), hearing the seed; then the melody net writes over them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from musegen_app.codecs.lead_chords import ChordTracker
from musegen_app.codecs.lead_context import LeadContext
from musegen_app.codecs.lead_features import chord_index
from musegen_app.codecs.lead_sheet import LeadChord, LeadNote
from musegen_app.sampling.draw import Dice, draw
from musegen_app.sampling.steering.control import normalised, tempered
from musegen_app.sampling.steering.top_p import keep_likeliest

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
CHORD_DICE = 1 << 20  # the attempt number of the dice that draw chords
TOP_P = 0.9
HARMONISING_TEMPERATURE = 0.5  # under a known melody: rather the plain chords
NONE = 0  # the chord value of "no chord"


class ChordNet(Protocol):
    """A chords net as it is used here: `bundles.graphs.StepGraphs`, or a toy."""

    def zero_chord_state(self, batch: int = 1) -> Floats: ...

    def chord_step(self, state: Floats, features: Ints) -> tuple[Floats, Floats]:
        """One chord step further: (log-probabilities of the chord values, new state)."""
        ...


@dataclass(frozen=True, slots=True)
class Harmony:
    """`sounding` is what the melody net is told, `new` the part of it that is proposed to the user."""

    sounding: tuple[LeadChord, ...]
    new: tuple[LeadChord, ...] = ()


def harmonise(
    net: ChordNet, context: LeadContext, melody: tuple[LeadNote, ...], start: int, end: int, key: tuple[int, int]
) -> Harmony:
    """Chords for a seed that ends at grid `start` and new bars up to `end`; `context.chords` are those written.

    Under the seed, written chords are taken as they are and silence is harmonised (for the net's ears only). New
    ones are proposed from `start` on up to the next written chord. `key` names the dice.
    """
    written = context.chords
    until = min([end, *(c.start for c in written if c.start >= start)])
    tracker = ChordTracker(context, melody, start)
    _write(net, tracker, written, start, until, Dice(*key, attempt=CHORD_DICE))
    drawn = tracker.chords()
    new = _from(drawn, start, until, written)
    first = min([start, *(c.start for c in written)])
    heard = (c for c in drawn if c.start < first)
    return Harmony(tuple(sorted((*heard, *written, *new), key=lambda c: c.start)), new)


def _write(
    net: ChordNet, tracker: ChordTracker, written: tuple[LeadChord, ...], start: int, until: int, dice: Dice
) -> None:
    """Push chord values up to grid `until`: the written ones where the seed has any, else drawn ones."""
    starts = [c.start for c in written]
    state = net.zero_chord_state(1)
    while tracker.position < until:
        at = max(tracker.position, 0)
        log_probs, state = net.chord_step(state, tracker.features()[None])
        i = bisect_right(starts, at) - 1
        if i >= 0 and at < start:
            tracker.push(chord_index(written[i].chord, tracker.context.anchor) - 1)
        else:
            tracker.push(pick(log_probs[0], at < start, float(dice.throws(len(tracker.values))[0])))


def pick(log_probs: Floats, melody_known: bool, throw: float) -> int:
    """The chord value that `throw` in [0, 1) falls on; never "no chord"."""
    plain = log_probs.astype(np.float64)
    plain[NONE] = -np.inf
    wanted = tempered(normalised(plain), HARMONISING_TEMPERATURE if melody_known else 1.0)
    return draw(keep_likeliest(wanted, TOP_P), throw)


def _from(drawn: Sequence[LeadChord], start: int, until: int, written: tuple[LeadChord, ...]) -> tuple[LeadChord, ...]:
    """The drawn chords of [start, until); the one that holds at `start` is named there unless the song just did."""
    before = [c for c in drawn if c.start <= start]
    new = [c for c in drawn if start < c.start < until]
    if not before or start >= until:
        return tuple(new)
    held = [c for c in written if c.start < start]
    if held and held[-1].chord == before[-1].chord:
        return tuple(new)
    return (LeadChord(start, before[-1].chord), *new)
