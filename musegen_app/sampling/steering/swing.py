"""Whether halves of a beat are equal or swung."""

from __future__ import annotations

from musegen_app.base.lazy_numpy import np
from musegen_app.sampling.steering.control import Control, ControlGroup, LogProbs, leaning
from musegen_app.sampling.steering.moment import Meanings, Moment
from musegen_app.sampling.steering.places import NEAR, is_compound
from musegen_app.sampling.steering.tilt import tilted

SWUNG = 5.0  # nats at ±1 for a place where the second half of a beat is swung
STRAIGHT = 2.0  # against a straight one
DOTTED = 0.4  # how swung three quarters of a beat are
GOING_ON = 3.0  # nats at ±1 for the next beat, from a swung place
LATE = 3.0  # for a second half that sounds a sixth of a beat late


def bend(log_probs: LogProbs, value: float, moment: Moment | None) -> LogProbs:
    """Towards second halves at two thirds (or three quarters) of the beat. Beats of three parts have no halves."""
    if moment is None or is_compound(moment.beat):
        return log_probs
    choices = moment.choices
    if choices.wait is not None:
        log_probs = tilted(log_probs, value * _swung(moment, choices.wait))
    if choices.strikes is not None:
        log_probs = tilted(log_probs, value * choices.strikes * float(swing_at(moment, np.zeros(1))[0]))
    if choices.early is not None and abs(_phase(moment, np.zeros(1))[0] - 0.5) < NEAR:
        log_probs = tilted(log_probs, -value * LATE * 6 * choices.early / _swinging(moment))
    return log_probs


def swing_at(moment: Moment, later: Meanings) -> Meanings:
    """Nats at 1 for a note `later` quarters on: at two thirds of its beat, at three quarters, at the half."""
    phase = _phase(moment, later)
    nats: Meanings = (
        SWUNG * (abs(phase - 2 / 3) < NEAR)
        + SWUNG * DOTTED * (abs(phase - 0.75) < NEAR)
        - STRAIGHT * (abs(phase - 0.5) < NEAR)
    )
    return nats


def _swung(moment: Moment, wait: Meanings) -> Meanings:
    """Weights of the places where the next note would stand; from a swung one the next beat is right."""
    weights = swing_at(moment, wait)
    if swing_at(moment, np.zeros(1))[0] > 0:
        to_beat = _swinging(moment) * (1 - float(_phase(moment, np.zeros(1))[0]))
        weights = weights + GOING_ON * (np.abs(wait - to_beat) < NEAR)
    return weights


def _phase(moment: Moment, later: Meanings) -> Meanings:
    beat = _swinging(moment)
    phase: Meanings = (moment.place + later) % beat / beat
    return phase


def _swinging(moment: Moment) -> float:
    """The beat whose halves are swung: quavers are, also where minims are counted."""
    return min(moment.beat, 1.0)


CONTROL = Control(
    leaning(
        "swing",
        "swing",
        "Swing",
        "Left: straight quavers. Right: swung ones, long and short.",
        44,
        ControlGroup.RHYTHM,
        ("straight", "swung"),
    ),
    bend,
    frozenset({"wait", "strikes", "early"}),
)
