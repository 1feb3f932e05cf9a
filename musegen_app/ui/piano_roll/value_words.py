"""Values of controls as a musician says them, and read back when they are typed. Pure but for the translation."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from musegen_app.score import gm
from musegen_app.score.control_values import DOWN, is_pedal, limits
from musegen_app.score.controls import ControlName
from musegen_app.score.model import ControlKind

BEND_SEMITONES = 2  # what synths take unless a file says otherwise (General MIDI)
_BEND_FULL = 8192
_PAN = (ControlKind.CONTROL, 10)
_CENTRE = 64


def value_text(name: ControlName, value: int) -> str:
    """Such as `down`, `+1.50 semitones`, `12 left`, `Violin` or `96`."""
    if is_pedal(name):
        return _pedal_text(value)
    if name[0] is ControlKind.BEND:
        return _tr("{0} semitones").format(f"{semitones(value):+.2f}")
    if name[0] is ControlKind.PROGRAM:
        return gm.PROGRAMS[value] if 0 <= value < len(gm.PROGRAMS) else str(value)
    return _pan_text(value) if name == _PAN else str(value)


def limit_text(name: ControlName) -> str:
    """The highest value in a few letters, for the edge of the lane."""
    return f"+{BEND_SEMITONES}" if name[0] is ControlKind.BEND else value_text(name, limits(name)[1])


def typed_text(name: ControlName, value: int) -> str:
    """What stands in the field before something is typed; `read` takes it back."""
    if name[0] is ControlKind.BEND:
        return f"{semitones(value):+.2f}"
    return str(value + 1) if name[0] is ControlKind.PROGRAM else str(value)


def read(name: ControlName, typed: str) -> int | None:
    """The value meant: a number (bends in semitones, programs from 1) or a word such as `down`; None for nonsense."""
    typed = typed.strip().casefold().replace(",", ".")
    low, high = limits(name)
    if is_pedal(name) and typed in (_tr("down").casefold(), _tr("up").casefold()):
        return high if typed == _tr("down").casefold() else low
    if name[0] is ControlKind.PROGRAM and not typed.isdigit():
        return next((i for i, p in enumerate(gm.PROGRAMS) if typed and p.casefold().startswith(typed)), None)
    try:
        number = float(typed)
    except ValueError:
        return None
    if number != number or abs(number) > 1e6:
        return None
    if name[0] is ControlKind.BEND:
        number = number * _BEND_FULL / BEND_SEMITONES
    elif name[0] is ControlKind.PROGRAM:
        number -= 1
    return min(high, max(low, round(number)))


def semitones(bend: int) -> float:
    """How far the wheel bends with the usual range of two semitones."""
    return bend * BEND_SEMITONES / _BEND_FULL


def centre_of(name: ControlName) -> int:
    """The value that the lane's filling grows from: the middle for what goes both ways, else the lowest."""
    if name[0] is ControlKind.CONTROL and name[1] in (8, 10):
        return _CENTRE
    return 0


def _pedal_text(value: int) -> str:
    if 0 < value < 127:
        half = _tr("down, {0}") if value >= DOWN else _tr("up, {0}")
        return half.format(value)
    return _tr("down") if value >= DOWN else _tr("up")


def _pan_text(value: int) -> str:
    if value == _CENTRE:
        return _tr("centre")
    side = _tr("{0} left") if value < _CENTRE else _tr("{0} right")
    return side.format(abs(value - _CENTRE))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Control", text)
