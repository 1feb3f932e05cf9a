"""What a lane below the notes may show, each by a short key such as `velocity`, `bend`, `cc64` or `steer-density`.
Pure."""

from __future__ import annotations

from dataclasses import dataclass

from musegen_app.sampling.steering.catalog import CONTROLS
from musegen_app.sampling.steering.control import ControlSpec
from musegen_app.score.control_names import CONTROLLERS, LAST_CONTROLLER, full_name, plain_name
from musegen_app.score.controls import ControlName
from musegen_app.score.model import ControlKind

VELOCITY = "velocity"
USUAL: tuple[str, ...] = (VELOCITY, "bend", "cc1", "cc64", "cc11", "cc7", "cc10", "pressure", "program")
LEAST_HEIGHT = 36
MOST_HEIGHT = 400
_USUAL_HEIGHT = 84
_VELOCITY_HEIGHT = 100
_PEDAL_HEIGHT = 48
_PLAIN = {"bend": ControlKind.BEND, "pressure": ControlKind.PRESSURE, "program": ControlKind.PROGRAM}
_SHORT = {"bend": "Bend", "cc1": "Mod", "cc11": "Express."}
_STEERS = "steer-"
_SHORTEST = 8  # letters that the head of a lane has room for


@dataclass(frozen=True, slots=True)
class OpenLane:
    """One that is open, and how many pixels high it is wanted."""

    key: str
    height: int


def key_of(name: ControlName) -> str:
    """The key of a control's lane."""
    kind, number = name
    if kind is ControlKind.CONTROL:
        return f"cc{number}"
    if kind is ControlKind.POLY_PRESSURE:
        return f"poly{number}"
    return next(key for key, plain in _PLAIN.items() if plain is kind)


def name_of(key: str) -> ControlName | None:
    """The control of a lane; None for the velocities, for what steers the nets and for a key that means nothing."""
    if key in _PLAIN:
        return _PLAIN[key], 0
    for prefix, kind, last in (
        ("cc", ControlKind.CONTROL, LAST_CONTROLLER),
        ("poly", ControlKind.POLY_PRESSURE, 127),
    ):
        number = key.removeprefix(prefix)
        if key.startswith(prefix) and number.isascii() and number.isdigit() and int(number) <= last:
            return kind, int(number)
    return None


def steering_key(control: str) -> str:
    """The key of the lane in which a steering control is drawn."""
    return _STEERS + control


def steering_of(key: str) -> ControlSpec | None:
    """The steering control of a lane; None for any other lane."""
    if not key.startswith(_STEERS):
        return None
    return next((c.spec for c in CONTROLS if c.spec.name == key.removeprefix(_STEERS)), None)


def is_known(key: str) -> bool:
    """Does the key name a lane that can be shown?"""
    return key == VELOCITY or name_of(key) is not None or steering_of(key) is not None


def title(key: str) -> str:
    """Such as "Sustain 64"."""
    spec = steering_of(key)
    if spec is not None:
        return spec.label
    name = name_of(key)
    return full_name(name) if name is not None else "Velocity"


def short(key: str) -> str:
    """A word for the head of the lane."""
    spec = steering_of(key)
    if spec is not None:
        return spec.word.capitalize()
    name = name_of(key)
    word = _SHORT.get(key) or (plain_name(name) if name is not None else "Velocity")
    return word if len(word) <= _SHORTEST or name is None else f"CC {name[1]}"


def usual_height(key: str) -> int:
    """Pixels of a lane that is opened."""
    return {VELOCITY: _VELOCITY_HEIGHT, "cc64": _PEDAL_HEIGHT}.get(key, _USUAL_HEIGHT)


def opened(key: str) -> OpenLane:
    """The lane of `key` as it is opened at first."""
    return OpenLane(key, usual_height(key))


def found(typed: str) -> str:
    """The lane meant by a number or (the beginning of) a name; "" when there is none."""
    typed = typed.strip().casefold()
    number = typed.removeprefix("cc").strip().split(" ")[0]
    if number.isascii() and number.isdigit():
        return f"cc{int(number)}" if int(number) <= LAST_CONTROLLER else ""
    names = {title(key).casefold(): key for key in (*USUAL, *(f"cc{n}" for n in CONTROLLERS))}
    begins = [key for words, key in names.items() if words.startswith(typed)]
    holds = [key for words, key in names.items() if typed in words]
    return next(iter(begins or holds), "") if typed else ""


def as_text(lanes: tuple[OpenLane, ...]) -> str:
    """For the window's memory: `velocity:100,cc64:48`."""
    return ",".join(f"{lane.key}:{lane.height}" for lane in lanes)


def from_text(text: str) -> tuple[OpenLane, ...]:
    """What `as_text` wrote; whatever cannot be read is left out, and what comes twice."""
    read: dict[str, OpenLane] = {}
    for part in text.split(","):
        key, _, height = part.partition(":")
        if is_known(key) and height.isascii() and height.isdigit():
            read.setdefault(key, OpenLane(key, min(MOST_HEIGHT, max(LEAST_HEIGHT, int(height[:4])))))
    return tuple(read.values())
