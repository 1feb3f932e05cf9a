"""The flags that steer the nets: one for each control of the catalog, and lanes drawn over bars."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from musegen_app.score.model import Score
from musegen_app.score.pitch_text import pitch_named
from musegen_app.score.steering_edits import set_steering_points
from musegen_app.score.steering_points import SteeringPoint

if TYPE_CHECKING:
    from musegen_app.sampling.messages import Steering
    from musegen_app.sampling.steering.control import ControlSpec

LanePoints = tuple[str, tuple[tuple[float, float], ...]]
_TEMPERATURES = ("pitch_temperature", "rhythm_temperature")


def add_late_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of the controls. The catalog brings numpy, so other commands do without them."""
    from musegen_app.sampling.steering.catalog import CONTROLS, control

    group = parser.add_argument_group(
        "steering", "what the music should be like; where nothing is said, as the model likes"
    )
    both = control(_TEMPERATURES[0]).spec
    group.add_argument("--temperature", type=value_of(both), metavar=_range(both), help="both temperatures (default 1)")
    for spec in (c.spec for c in CONTROLS):
        group.add_argument(flag_of(spec.name), type=value_of(spec), metavar=_range(spec), help=_help(spec))
    group.add_argument(
        "--lane",
        type=lane,
        action="append",
        default=[],
        metavar="CONTROL=BAR:VALUE,…",
        help="a control that changes over the bars (from 1), such as density=1:-0.5,5:0.8; repeatable",
    )


def steering_of(args: argparse.Namespace) -> Steering:
    """The values of the flags; the rest is where a new song starts."""
    from musegen_app.sampling.messages import Steering
    from musegen_app.sampling.steering.catalog import CONTROLS, with_values

    both = dict.fromkeys(_TEMPERATURES, args.temperature) if args.temperature is not None else {}
    given = {c.spec.name: getattr(args, c.spec.name) for c in CONTROLS}
    return with_values(Steering(), both | {name: value for name, value in given.items() if value is not None})


def unheeded(args: argparse.Namespace, obeyed: Collection[str], lanes: bool = True) -> str:
    """The flags that were given although what they ask for is none of the controls `obeyed`, for people; "" = none.
    `lanes`: what is drawn over bars is followed, too."""
    from musegen_app.sampling.steering.catalog import CONTROLS

    given = [c.spec.name for c in CONTROLS if getattr(args, c.spec.name) is not None]
    flags = [flag_of(name) for name in given if name not in obeyed]
    return ", ".join([*flags, *(f"--lane {name}" for name, _ in args.lane if name not in obeyed or not lanes)])


def with_drawn(score: Score, args: argparse.Namespace) -> Score:
    """`score` with the lanes of the flags, all points of one control in one lane; a point that is no whole bar lies
    inside it."""
    drawn: dict[str, list[SteeringPoint]] = {}
    for control, points in args.lane:
        drawn.setdefault(control, []).extend((_tick(score, bar), value) for bar, value in points)
    for control, points in drawn.items():
        score = set_steering_points(score, control, points)
    return score


def flag_of(name: str) -> str:
    """`--pitch-low`."""
    return f"--{name.replace('_', '-')}"


def value_of(spec: ControlSpec) -> Callable[[str], float]:
    """A type for argparse: a number of the control's range or, where it is a pitch, its name."""

    def value(text: str) -> float:
        pitch = pitch_named(text) if spec.unit else None
        try:
            number = float(text if pitch is None else pitch)
        except ValueError:
            number = float("nan")
        if spec.minimum <= number <= spec.maximum:
            return number
        raise argparse.ArgumentTypeError(f"“{text}” is not {_wanted(spec)}")

    return value


def lane(text: str) -> LanePoints:
    """`density=1:0,5:0.8`: the control and its points, as bars (from 1) and values."""
    from musegen_app.sampling.steering.catalog import control

    name, _, drawn = text.partition("=")
    name = name.strip().replace("-", "_")
    try:
        value = value_of(control(name).spec)
    except KeyError:
        raise argparse.ArgumentTypeError(f"“{name}” is no control; see the flags under “steering”") from None
    return name, tuple(_point(point, value) for point in drawn.split(","))


def _point(text: str, value: Callable[[str], float]) -> tuple[float, float]:
    bar, colon, number = text.partition(":")
    try:
        place = float(bar) if colon else 0.0
    except ValueError:
        place = 0.0
    if not 1 <= place < 100_000:
        raise argparse.ArgumentTypeError(f"“{text}” is not a bar and a value: write for instance 5:0.8")
    return place, value(number)


def _tick(score: Score, bar: float) -> int:
    whole = int(bar) - 1
    start, end = score.meter.bar_start(whole), score.meter.bar_start(whole + 1)
    return start + round((end - start) * (bar - 1 - whole))


def _range(spec: ControlSpec) -> str:
    return "PITCH" if spec.unit else f"{spec.minimum:g}…{spec.maximum:g}"


def _wanted(spec: ControlSpec) -> str:
    return "a pitch such as D4 (or 62)" if spec.unit else f"a number from {spec.minimum:g} to {spec.maximum:g}"


def _help(spec: ControlSpec) -> str:
    usual = "any" if spec.unit else f"{spec.default:g}"
    ends = f"{spec.low} … {spec.high}" if spec.low and spec.high else spec.label.lower()
    return f"{ends} (default {usual})".replace("%", "%%")
