"""Which keys do what to notes while the roll has the focus. One table; a test looks for doubles in it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence


@dataclass(frozen=True, slots=True)
class RollKey:
    """`keys` as in a menu; `method` of `RollView` with `arguments`; `needs` says when the key means anything:
    "notes" some are selected, "something" notes or a chord symbol, "track" there are notes, "" always."""

    keys: str
    method: str
    arguments: tuple[int | str | bool, ...] = ()
    needs: str = "notes"


TABLE: tuple[RollKey, ...] = (
    RollKey("Up", "transpose", (1,)),
    RollKey("Down", "transpose", (-1,)),
    RollKey("Shift+Up", "transpose", (12,)),
    RollKey("Shift+Down", "transpose", (-12,)),
    RollKey("Alt+Up", "transpose_in_scale", (1,)),
    RollKey("Alt+Down", "transpose_in_scale", (-1,)),
    RollKey("Ctrl+Up", "velocity", (5,)),
    RollKey("Ctrl+Down", "velocity", (-5,)),
    RollKey("Ctrl+Alt+Up", "velocity", (1,)),
    RollKey("Ctrl+Alt+Down", "velocity", (-1,)),
    RollKey("Left", "nudge", (-1,)),
    RollKey("Right", "nudge", (1,)),
    RollKey("Alt+Left", "nudge", (-1, "fine")),
    RollKey("Alt+Right", "nudge", (1, "fine")),
    RollKey("Ctrl+Left", "nudge", (-1, "bar")),
    RollKey("Ctrl+Right", "nudge", (1, "bar")),
    RollKey("Shift+Left", "length", (-1,)),
    RollKey("Shift+Right", "length", (1,)),
    RollKey("Del", "delete", needs="something"),
    RollKey("Backspace", "delete", needs="something"),
    RollKey("Tab", "step", (True,), "track"),
    RollKey("Shift+Tab", "step", (False,), "track"),
    RollKey("Ctrl+A", "select_all", needs=""),
    RollKey("Ctrl+Shift+A", "select_inverted", needs=""),
    RollKey("Ctrl+C", "copy"),
    RollKey("Ctrl+X", "cut"),
    RollKey("Ctrl+V", "paste", needs=""),
    RollKey("Ctrl+D", "duplicate"),
    RollKey("Q", "quantise", needs="track"),
)

_BY_KEYS = {QKeySequence(row.keys).toString(): row for row in TABLE}


def row_of(event: QKeyEvent) -> RollKey | None:
    """The row of the table that the key press means."""
    return _BY_KEYS.get(_sequence(event))


def _sequence(event: QKeyEvent) -> str:
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    key = Qt.Key(event.key())
    if key is Qt.Key.Key_Backtab:
        key, held = Qt.Key.Key_Tab, held | Qt.KeyboardModifier.ShiftModifier
    return QKeySequence(QKeyCombination(held, key)).toString()


def digit_of(event: QKeyEvent) -> str:
    """The digit typed without modifiers, "" for anything else."""
    plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
    return chr(event.key()) if plain and Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_9 else ""
