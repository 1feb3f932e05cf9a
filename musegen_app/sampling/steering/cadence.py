"""Sections that come to rest on the tonic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from musegen_app.base.lazy_numpy import np
from musegen_app.sampling.steering.control import Control, ControlGroup, LogProbs, weight
from musegen_app.sampling.steering.moment import Meanings, Moment
from musegen_app.sampling.steering.places import NEAR
from musegen_app.sampling.steering.tilt import by_class, tilted
from musegen_app.score.keys import Key

if TYPE_CHECKING:
    import numpy.typing as npt

TONIC = 8.0  # nats at 1 for the tonic as the last note
APPROACH = 1.0  # for the steps around it just before
ARRIVAL = 4.5  # for a rhythm that brings the last note to a strong beat, and lets it last
MOST_AT_ONCE = 10  # notes of one part
NEIGHBOURS = (2, 5, 7, 11)  # semitones above the tonic of notes that lead there


def bend(log_probs: LogProbs, value: float, moment: Moment | None) -> LogProbs:
    """In the last bar of a section: the last note on a strong beat, and it is the tonic. No note is held into that bar
    beyond its last strong beat."""
    if moment is None or not moment.ends or moment.section_left > 2 * moment.bar + NEAR:
        return log_probs
    choices, left = moment.choices, moment.section_left
    if choices.wait is not None:
        rhythm = _arrives if left <= moment.bar + NEAR else _stays_short
        log_probs = tilted(log_probs, value * ARRIVAL * rhythm(moment, choices.wait, left))
    if left > moment.bar + NEAR:
        return log_probs
    if choices.strikes is not None:
        log_probs = tilted(log_probs, value * ARRIVAL * _strikes(moment) * choices.strikes)
    if choices.pitch is not None and moment.key is not None:
        log_probs = tilted(log_probs, value * _leads(moment, choices.pitch, moment.key))
    return log_probs


def strong_places(bar: float, beat: float) -> tuple[float, ...]:
    """The bar line, and the middle of a bar of two halves."""
    return (0.0, bar / 2) if round(bar / beat) in (2, 4) else (0.0,)


def _is_strong(moment: Moment, place: Meanings) -> npt.NDArray[np.bool_]:
    strong = np.array(strong_places(moment.bar, moment.beat))
    there: npt.NDArray[np.bool_] = (np.abs(place[:, None] % moment.bar - strong) < NEAR).any(axis=1)
    return there


def _arrives(moment: Moment, wait: Meanings, left: float) -> Meanings:
    """1 for the next note on a strong beat of what is left, or for a last note that begins on one; -1 for a last note
    that does not."""
    last = wait >= left - NEAR
    here = bool(_is_strong(moment, np.array([moment.place]))[0])
    lands = _is_strong(moment, moment.place + wait) & ~last
    return np.where(last, 1.0 if here else -1.0, lands.astype(float))


def _stays_short(moment: Moment, wait: Meanings, left: float) -> Meanings:
    """In the bar before: -1 for what goes on beyond the last strong beat."""
    arrival = left - moment.bar + strong_places(moment.bar, moment.beat)[-1]
    return np.where(wait > arrival + NEAR, -1.0, 0.0)


def _strikes(moment: Moment) -> float:
    """1 on the last strong beat, -1 once the tonic has been struck there, else 0."""
    if _at_rest(moment):
        return -1.0
    last = strong_places(moment.bar, moment.beat)[-1]
    return 1.0 if abs(moment.place - last) < NEAR else 0.0


def _at_rest(moment: Moment) -> bool:
    """Has the tonic been struck on the last strong beat of this last bar?"""
    if moment.key is None or not moment.line or _to_come(moment, moment.place - NEAR):
        return False
    last = moment.line[-1]
    place = moment.place - (moment.time - last.start)
    inside = place > -NEAR and last.pitch % 12 == moment.key.tonic
    return inside and bool(_is_strong(moment, np.array([place]))[0])


def _to_come(moment: Moment, place: float) -> bool:
    """Is there a strong beat after `place` in this bar?"""
    return any(strong > place for strong in strong_places(moment.bar, moment.beat))


def _leads(moment: Moment, pitch: Meanings, key: Key) -> Meanings:
    """Towards the tonic or, before the last strong beat, to its neighbours. Over the lowest part that sounds already
    the whole chord of the tonic will do."""
    weights = np.zeros(12)
    after = moment.section_left - (moment.length if moment.length == moment.length else moment.beat)
    if after > moment.beat / 2 + NEAR and _to_come(moment, moment.place + NEAR):
        weights[[(key.tonic + step) % 12 for step in NEIGHBOURS]] = APPROACH
        return by_class(moment.choices, weights)
    weights[key.tonic] = TONIC
    below = _lowest(moment)
    if below is None:
        return by_class(moment.choices, weights)
    third = 3 if (key.tonic + 3) % 12 in key.pitch_classes else 4
    chord = weights.copy()
    chord[[(key.tonic + third) % 12, (key.tonic + 7) % 12]] = TONIC
    return np.where(pitch > below, by_class(moment.choices, chord), by_class(moment.choices, weights))


def _lowest(moment: Moment) -> int | None:
    """The lowest pitch that begins or sounds now in what is decided; None if nothing does."""
    now = [pitch for _, pitch in moment.others]
    now += [n.pitch for n in moment.line[-MOST_AT_ONCE:] if n.start > moment.time - NEAR]
    return min(now, default=None)


CONTROL = Control(
    weight(
        "cadence",
        "cadence",
        "Cadence",
        "Right: sections end on the tonic, on a strong beat.",
        60,
        ControlGroup.FORM,
        ("open", "on the tonic"),
    ),
    bend,
    frozenset({"wait", "strikes", "pitch"}),
)
