"""Which key of the computer keyboard is which key of the piano: by place where the system tells it, else by letter.

By place, so that hands find the same piano on QWERTY, QWERTZ and AZERTY. No state.
"""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent

LETTERS = "AWSEDFTGYHUJKOLP;'"  # a chromatic scale from C, as a QWERTY keyboard is labelled


class Turn(Enum):
    """Keys that change what the others mean."""

    OCTAVE_DOWN = "Z"
    OCTAVE_UP = "X"
    SOFTER = "C"
    LOUDER = "V"


_BY_LETTER: dict[str, int | Turn] = {letter: i for i, letter in enumerate(LETTERS)} | {t.value: t for t in Turn}
# Scan codes of those keys, as Windows and Linux number them (X11 and Wayland add 8).
_CODES = (30, 17, 31, 18, 32, 33, 20, 34, 21, 35, 22, 36, 37, 24, 38, 25, 39, 40, 44, 45, 46, 47)
_BY_PLACE: dict[int, int | Turn] = dict(zip(_CODES, _BY_LETTER.values(), strict=True))
_OFFSETS = {"xcb": 8, "wayland": 8, "windows": 0}


def meaning(event: QKeyEvent) -> int | Turn | None:
    """Semitones above the lowest C, a `Turn`, or None for a key that is no part of the piano."""
    offset = _OFFSETS.get(QGuiApplication.platformName())
    code = event.nativeScanCode()
    if offset is not None and code:
        return _BY_PLACE.get(code - offset)
    return _BY_LETTER.get(chr(event.key())) if event.key() < 0x110000 else None


def is_plain(event: QKeyEvent) -> bool:
    """A key that writes something, pressed without Ctrl, Alt or Meta: such keys never carry out commands meanwhile."""
    free = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
    writes = Qt.Key.Key_Space < event.key() < Qt.Key.Key_Escape
    return writes and not (event.modifiers() & ~free)
