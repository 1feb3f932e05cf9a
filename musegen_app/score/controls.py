"""Pedals, wheels and other controls of a track: what must go back, and how a range is cut out. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from musegen_app.score.model import ControlEvent, ControlKind

ControlName = tuple[ControlKind, int]
_PEDALS = range(64, 70)


def name_of(control: ControlEvent) -> ControlName:
    """What the control moves: two of one name replace each other."""
    return control.kind, control.number


def at_rest(control: ControlEvent) -> bool:
    """Would leaving it as it is change nothing of what comes after? Pedals, the wheel and pressure have to go back."""
    match control.kind:
        case ControlKind.CONTROL:
            return control.number not in _PEDALS or control.value < 64
        case ControlKind.PROGRAM | ControlKind.POLY_PRESSURE:
            return True
        case ControlKind.BEND | ControlKind.PRESSURE:
            return control.value == 0


def put_to_rest(controls: Iterable[ControlEvent], tick: int) -> list[ControlEvent]:
    """What has to be added at `tick`, so that no pedal stays down and no wheel bent."""
    return [ControlEvent(tick, c.kind, 0, c.number) for c in _pressed(controls)]


def cut_out(controls: Iterable[ControlEvent], low: int, high: int) -> list[ControlEvent]:
    """In order and without those of [low, high). A pedal that came up in there comes up just before it, and one that
    went down in there goes down at its end: so the music before and after sounds as it did."""
    controls = sorted(controls, key=lambda c: c.tick)
    before = [c for c in controls if c.tick < low]
    inside = [c for c in controls if low <= c.tick < high]
    moved = {name_of(c) for c in inside}
    up = put_to_rest((c for c in before if name_of(c) in moved), low - 1)
    down = [replace(c, tick=high) for c in _pressed(inside)]
    return [*before, *up, *down, *(c for c in controls if c.tick >= high)]


def _pressed(controls: Iterable[ControlEvent]) -> list[ControlEvent]:
    """The last of each name, where it is not at rest."""
    last = {name_of(c): c for c in controls}
    return [c for c in last.values() if not at_rest(c)]
