"""Moments for tests: the middle of a bar of 4/4 in D major, unless told otherwise."""

from __future__ import annotations

from musegen_app.sampling.steering.moment import Choices, Moment
from musegen_app.score.keys import Key


def moment(choices: Choices, **other: object) -> Moment:
    usual: dict[str, object] = {"tick": 0, "time": 8.0, "place": 0.0, "bar": 4.0, "beat": 1.0, "key": Key(2), **other}
    return Moment(choices=choices, **usual)  # type: ignore[arg-type]
