"""The name of a pitch as people type it."""

from __future__ import annotations

import re

from musegen_app.score.keys import SHARP_NAMES

_NAME = re.compile(r"([A-Ha-h])([#♯b♭]?)\s*(-?\d)")
_BENT = {"": 0, "#": 1, "♯": 1, "b": -1, "♭": -1}


def pitch_named(text: str) -> int | None:
    """The MIDI pitch of "D4", "f#5", "Bb3" or "62" (middle C = C4 = 60); None for anything else.

    H is B natural, as in German.
    """
    text = text.strip()
    match = _NAME.fullmatch(text)
    if match is not None:
        step = SHARP_NAMES.index(match[1].upper().replace("H", "B"))
        pitch = 12 * (int(match[3]) + 1) + step + _BENT[match[2]]
    elif text.isascii() and text.isdigit():
        pitch = int(text)
    else:
        return None
    return pitch if 0 <= pitch <= 127 else None
