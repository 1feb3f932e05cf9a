"""The controls, in the order of the attributes of `messages.Steering`: so they stand in the panel.

They bend the log-probabilities of a field in that order too, but top-p last: it chooses among what the others leave.

To add one: a file beside this one with a `CONTROL`, its line here, and its attribute in `messages.Steering`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from musegen_app.sampling.messages import Steering
from musegen_app.sampling.steering.avoid_parallels import CONTROL as AVOID_PARALLELS
from musegen_app.sampling.steering.avoid_repeats import CONTROL as AVOID_REPEATS
from musegen_app.sampling.steering.cadence import CONTROL as CADENCE
from musegen_app.sampling.steering.chord_adherence import CONTROL as CHORD_ADHERENCE
from musegen_app.sampling.steering.control import PITCH, Control, ControlSpec
from musegen_app.sampling.steering.density import CONTROL as DENSITY
from musegen_app.sampling.steering.dynamics import CONTROL as DYNAMICS
from musegen_app.sampling.steering.height import CONTROL as HEIGHT
from musegen_app.sampling.steering.leaps import CONTROL as LEAPS
from musegen_app.sampling.steering.loose_high import CONTROL as LOOSE_HIGH
from musegen_app.sampling.steering.loose_low import CONTROL as LOOSE_LOW
from musegen_app.sampling.steering.note_length import CONTROL as NOTE_LENGTH
from musegen_app.sampling.steering.originality import CONTROL as ORIGINALITY
from musegen_app.sampling.steering.pitch_high import CONTROL as PITCH_HIGH
from musegen_app.sampling.steering.pitch_low import CONTROL as PITCH_LOW
from musegen_app.sampling.steering.pitch_temperature import CONTROL as PITCH_TEMPERATURE
from musegen_app.sampling.steering.polyphony import CONTROL as POLYPHONY
from musegen_app.sampling.steering.repetition import CONTROL as REPETITION
from musegen_app.sampling.steering.resolve_leaps import CONTROL as RESOLVE_LEAPS
from musegen_app.sampling.steering.rhythm_temperature import CONTROL as RHYTHM_TEMPERATURE
from musegen_app.sampling.steering.rhythmic_interest import CONTROL as RHYTHMIC_INTEREST
from musegen_app.sampling.steering.scale_lock import CONTROL as SCALE_LOCK
from musegen_app.sampling.steering.swing import CONTROL as SWING
from musegen_app.sampling.steering.tension import CONTROL as TENSION
from musegen_app.sampling.steering.top_p import CONTROL as TOP_P
from musegen_app.score.keys import pitch_name
from musegen_app.score.steering_lane import SteeringLane

CONTROLS: tuple[Control, ...] = (
    PITCH_TEMPERATURE,
    RHYTHM_TEMPERATURE,
    TOP_P,
    DENSITY,
    NOTE_LENGTH,
    RHYTHMIC_INTEREST,
    SWING,
    HEIGHT,
    LEAPS,
    POLYPHONY,
    DYNAMICS,
    TENSION,
    REPETITION,
    CHORD_ADHERENCE,
    CADENCE,
    ORIGINALITY,
    SCALE_LOCK,
    RESOLVE_LEAPS,
    AVOID_PARALLELS,
    AVOID_REPEATS,
    LOOSE_LOW,
    LOOSE_HIGH,
    PITCH_LOW,
    PITCH_HIGH,
)
STRICT = 90  # controls of that priority and above are promises: the key and the range
BENDING = (*(c for c in CONTROLS if c is not TOP_P), TOP_P)


def control(name: str) -> Control:
    """The control of that name. Raises KeyError."""
    for c in CONTROLS:
        if c.spec.name == name:
            return c
    raise KeyError(name)


def neutral_steering() -> Steering:
    """All controls where they change nothing."""
    return _set(Steering(), {c.spec.name: c.spec.neutral for c in CONTROLS})


def clamped(steering: Steering) -> Steering:
    """The same wishes, each inside its control's range, those drawn over time as well; lanes of controls that are not
    known here are left out."""
    lanes = tuple(_held(lane, c.spec) for lane in steering.lanes for c in CONTROLS if c.spec.name == lane.control)
    values = {c.spec.name: c.spec.clamp(float(getattr(steering, c.spec.name))) for c in CONTROLS}
    return _set(replace(steering, lanes=lanes), values)


def _held(lane: SteeringLane, spec: ControlSpec) -> SteeringLane:
    return replace(lane, points=tuple((tick, spec.clamp(value)) for tick, value in lane.points))


def in_words(steering: Steering) -> str:
    """What the user set to something else than a new song has: "pitch 1.1, density drawn, lowest D4"; "" = nothing."""
    drawn = {lane.control for lane in steering.lanes if lane.points}
    words = (_in_words(c.spec, float(getattr(steering, c.spec.name)), c.spec.name in drawn) for c in CONTROLS)
    return ", ".join(filter(None, words))


def _in_words(spec: ControlSpec, value: float, is_drawn: bool) -> str:
    if is_drawn:
        return f"{spec.word} drawn"
    return "" if abs(value - spec.default) <= 1e-6 else f"{spec.word} {_told(spec, value)}"


def _told(spec: ControlSpec, value: float) -> str:
    return pitch_name(round(value)) if spec.unit == PITCH else f"{round(value, 3):g}"


def with_values(steering: Steering, values: Mapping[str, float]) -> Steering:
    """`steering` with other values of the controls named. Raises KeyError for a name that is none."""
    for name in values:
        control(name)
    return _set(steering, values)


def relaxed(steering: Steering, share: float) -> Steering:
    """The same wishes, brought `share` of the way (0..1) to where they change nothing; what is strict stays, and so do
    the temperatures."""
    leanings = (c.spec for c in CONTROLS if not c.spec.fields and c.spec.priority < STRICT)
    values = {spec.name: float(getattr(steering, spec.name)) for spec in leanings}
    moved = {name: value + share * (control(name).spec.neutral - value) for name, value in values.items()}
    return _set(steering, moved)


def _set(steering: Steering, values: Mapping[str, float]) -> Steering:
    return replace(steering, **values)  # type: ignore[arg-type]
