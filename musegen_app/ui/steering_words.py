"""What the window says about the controls that steer the net: their names, their ends, their values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from musegen_app.ui.translation import said

if TYPE_CHECKING:
    from musegen_app.sampling.steering.control import ControlSpec


def label(spec: ControlSpec) -> str:
    return said(spec.label)


def tip(spec: ControlSpec) -> str:
    return said(spec.tooltip)


def spec_texts(spec: ControlSpec) -> tuple[str, ...]:
    """Everything of the spec that is shown, in English."""
    return tuple(t for t in (spec.label, spec.tooltip, spec.low, spec.high, spec.group.value) if t)
