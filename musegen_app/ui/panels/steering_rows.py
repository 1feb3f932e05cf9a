"""From the catalogue of controls to rows of the panel: two ends of a range of pitches share one."""

from __future__ import annotations

from collections.abc import Sequence

from musegen_app.sampling.steering.control import ControlSpec
from musegen_app.ui.parts.control_row import ControlRow
from musegen_app.ui.parts.range_row import RangeRow
from musegen_app.ui.parts.steering_row import SteeringRow
from musegen_app.ui.steering_words import is_pitch
from musegen_app.ui.theme import Theme
from musegen_app.ui.translation import marked, said

_LOW, _HIGH = "_low", "_high"
RANGES = {"pitch": marked("Range"), "loose": marked("Range, loosely")}  # by what the names of both ends begin with


def rows_of(theme: Theme, specs: Sequence[ControlSpec]) -> list[SteeringRow]:
    """One row for each control or pair of ends, in the order of `specs`."""
    named = {spec.name: spec for spec in specs}
    rows: list[SteeringRow] = []
    for spec in specs:
        stem = _stem(spec, _HIGH)
        if stem and stem + _LOW in named:
            continue  # it stands beside the lowest
        stem = _stem(spec, _LOW)
        high = named.get(stem + _HIGH) if stem else None
        rows.append(RangeRow(theme, _range_title(stem), spec, high) if high is not None else ControlRow(theme, spec))
    return rows


def _stem(spec: ControlSpec, end: str) -> str:
    return spec.name.removesuffix(end) if is_pitch(spec) and spec.name.endswith(end) else ""


def _range_title(stem: str) -> str:
    return said(RANGES.get(stem, RANGES["pitch"]))
