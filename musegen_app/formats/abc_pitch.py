"""Pitches of written ABC notes: signature, accidentals of the bar, ties over the bar line."""

from __future__ import annotations

import re

from musegen_app.formats.abc_elements import Sound, Voice

_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_SIGNS = {"^": 1, "^^": 2, "_": -1, "__": -2, "=": 0}
_NOTE = re.compile(r"([\^_=]*)([A-Ga-g])([,']*)")


def written_pitch(voice: Voice, text: str) -> int:
    """The MIDI pitch of `text`, such as `^f'`; an accidental is remembered to the end of the bar, in all octaves.

    The result may lie outside 0..127.
    """
    match = _NOTE.match(text)
    assert match is not None
    sign, letter, marks = match.groups()
    octave = 5 + letter.islower() + marks.count("'") - marks.count(",")
    name = letter.upper()
    natural = octave * 12 + _LETTERS[name]
    if sign in _SIGNS:
        voice.accidentals[name] = _SIGNS[sign]
    else:
        tied = _tied_pitch(voice, natural)
        if tied is not None:
            return tied
    return natural + voice.accidentals.get(name, dict(voice.signature.accidentals).get(name, 0))


def _tied_pitch(voice: Voice, natural: int) -> int | None:
    """The pitch of the tied note before, if this note is written at the same place."""
    for element in reversed(voice.elements[-6:]):
        if isinstance(element, Sound):
            near = (p for p, tie in zip(element.pitches, element.ties, strict=True) if tie and abs(p - natural) <= 1)
            return next(near, None)
    return None
