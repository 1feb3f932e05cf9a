"""Keys as people write them, in the window and in the shell alike."""

from __future__ import annotations

import re

from musegen_app.base.errors import SettingsError
from musegen_app.score.keys import Key, Mode

_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}  # pitch classes of the naturals
_ACCIDENTALS = {"": 0, "#": 1, "♯": 1, "b": -1, "♭": -1}
_MODES: tuple[tuple[str, Mode], ...] = (
    (r"(maj(or)?|ion(ian)?)?", Mode.MAJOR),
    (r"(m|min(or)?|aeo(lian)?)", Mode.MINOR),
    (r"dor(ian)?", Mode.DORIAN),
    (r"mix(olydian)?", Mode.MIXOLYDIAN),
    (r"phr(ygian)?", Mode.PHRYGIAN),
    (r"lyd(ian)?", Mode.LYDIAN),
    (r"loc(rian)?", Mode.LOCRIAN),
)


def parse_key(text: str) -> Key:
    """`D major`, `Em`, `F# dorian`, `Bb` → a key. Raises SettingsError."""
    match = re.fullmatch(r"\s*([A-Ga-g])\s*([#♯b♭]?)\s*([A-Za-z]*)\s*", text)
    mode = _mode(match[3]) if match else None
    if match is None or mode is None:
        raise SettingsError(f"“{text}” is not a key: write for instance D major, Em or F# dorian.")
    return Key((_LETTERS[match[1].upper()] + _ACCIDENTALS[match[2]]) % 12, mode)


def _mode(text: str) -> Mode | None:
    """The mode that `text` names; a capital M is major, a small one minor."""
    if text == "M":
        return Mode.MAJOR
    return next((mode for pattern, mode in _MODES if re.fullmatch(pattern, text.lower())), None)
