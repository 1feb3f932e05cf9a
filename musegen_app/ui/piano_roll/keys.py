"""Which keys do what to notes while the roll has the focus. One table; a test looks for doubles in it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence


@dataclass(frozen=True, slots=True)
class RollKey:
    """`keys` as in a menu; `method` of `RollView` with `arguments`; `needs` says when the key means anything:
    "notes" some are selected, "something" notes or a chord symbol, "track" there are notes, "" always. `repeats`: a
    held key does it again and again."""

    keys: str
    method: str
    arguments: tuple[int | str | bool, ...] = ()
    needs: str = "notes"
    repeats: bool = False


def _again(keys: str, method: str, *arguments: int | str | bool, needs: str = "notes") -> RollKey:
    return RollKey(keys, method, arguments, needs, repeats=True)


TABLE: tuple[RollKey, ...] = (
    _again("Up", "transpose", 1),
    _again("Down", "transpose", -1),
    _again("Shift+Up", "transpose", 12),
    _again("Shift+Down", "transpose", -12),
    _again("Alt+Up", "transpose_in_scale", 1),
    _again("Alt+Down", "transpose_in_scale", -1),
    _again("Ctrl+Up", "velocity", 5),
    _again("Ctrl+Down", "velocity", -5),
    _again("Ctrl+Alt+Up", "velocity", 1),
    _again("Ctrl+Alt+Down", "velocity", -1),
    _again("Left", "nudge", -1),
    _again("Right", "nudge", 1),
    _again("Alt+Left", "nudge", -1, "fine"),
    _again("Alt+Right", "nudge", 1, "fine"),
    _again("Ctrl+Left", "nudge", -1, "bar"),
    _again("Ctrl+Right", "nudge", 1, "bar"),
    _again("Shift+Left", "length", -1),
    _again("Shift+Right", "length", 1),
    RollKey("Del", "delete", needs="something"),
    RollKey("Backspace", "delete", needs="something"),
    _again("Tab", "step", True, needs="track"),
    _again("Shift+Tab", "step", False, needs="track"),
    RollKey("Ctrl+A", "select_all", needs=""),
    RollKey("Ctrl+Shift+A", "select_inverted", needs=""),
    RollKey("Ctrl+C", "copy"),
    RollKey("Ctrl+X", "cut"),
    RollKey("Ctrl+V", "paste", needs=""),
    RollKey("Ctrl+D", "duplicate"),
    RollKey("Q", "quantise", needs="track"),
)

# Held down they put a tool into the hand until they are let go; tapped they choose it. J has nothing to choose.
HOLDS: dict[str, str] = {"B": "draw", "E": "erase", "I": "swipe", "J": ""}
# What the keys mean while step input is on: names of `Stage.step_key`.
STEP_KEYS: dict[str, str] = {
    "Left": "left",
    "Right": "right",
    "Tab": "rest",
    "Backspace": "back",
    "Esc": "leave",
}

_BY_KEYS = {QKeySequence(row.keys).toString(): row for row in TABLE}


def row_of(event: QKeyEvent) -> RollKey | None:
    """The row of the table that the key press means."""
    return _BY_KEYS.get(sequence_of(event))


def hold_of(event: QKeyEvent) -> str:
    """The letter of a tool that is held down: a key of HOLDS without modifiers, "" for anything else."""
    name = sequence_of(event)
    return name if name in HOLDS else ""


def step_key_of(event: QKeyEvent) -> str:
    """What the key says to step input, "" for nothing."""
    return STEP_KEYS.get(sequence_of(event), "")


def sequence_of(event: QKeyEvent) -> str:
    """The key with what is held, as menus write it; the number pad is no key of its own."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    key = Qt.Key(event.key())
    if key is Qt.Key.Key_Backtab:
        key, held = Qt.Key.Key_Tab, held | Qt.KeyboardModifier.ShiftModifier
    return QKeySequence(QKeyCombination(held, key)).toString()


def digit_of(event: QKeyEvent) -> str:
    """The digit typed without modifiers, "" for anything else."""
    plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
    return chr(event.key()) if plain and Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_9 else ""
