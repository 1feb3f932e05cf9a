"""What may stand next in a text that is being written.

`legal` is a hard mask: a bar line comes when the bar is full and not before, no note begins in a full bar, no length
makes a bar too long, no field begins in mid-tune. For takes that have to fit the song's bars; free writing does
without.
"""

from __future__ import annotations

import copy
import re
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from musegen_app.codecs.abc_place import AbcPlace, Region
from musegen_app.codecs.abc_text import ALPHABET, SYMBOLS
from musegen_app.codecs.abc_tracker import KEYS

Mask = NDArray[np.bool_]
_NOTES = frozenset("ABCDEFGabcdefgz")
_BEGINS_A_NOTE = _NOTES | frozenset("^_=[(")
_NEVER = frozenset(":KLMP!~ilrt+")  # in the music of a tune that is heard as it is written (chord symbols aside)
_SYMBOL_END = '"'
_DIGITS = frozenset("123456789")
_LENGTHS = [i for i, c in enumerate(ALPHABET) if c in _DIGITS or c == "/"]
MOST_DIGITS = 2
MOST_AT_ONCE = 4  # notes of a chord


def legal(text: str, at: AbcPlace, ending: bool = False) -> Mask:
    """The symbols that may stand behind `text`, whose place is `at` (SYMBOLS). Never none: where a text has gone
    astray, everything goes. Repeats, parts and endings are left out: what is written is what is heard.

    `ending`: END may come behind a line.
    """
    region, left = at.region, at.left
    if region is Region.FIELD:
        return _key_mask(text)
    full = region is Region.CHORD and _is_full(text)
    mask = _signs(_Here(text[-2:], region, (left > 0) - (left < 0), at.bar_length > 0, at.in_tuplet, full)).copy()
    if region is Region.LENGTH:
        mask[_LENGTHS] = [_length_may(ALPHABET[i], text, at) for i in _LENGTHS]
    mask[-1] = ending and text.endswith("\n")
    return mask if mask.any() else np.ones(SYMBOLS, bool)


def is_silent(text: str) -> bool:
    """Is there no note in the last whole bar, nor since?"""
    bars = text.rsplit("|", 2)
    music = re.sub(r'"[^"]*"?', "", "".join(bars[1:]))
    return len(bars) == 3 and not any(c in _NOTES - {"z"} for c in music)


class _Here(NamedTuple):
    """All that signs depend on: the last two characters, whether there is room in the bar (1), none (0) or too little
    (-1), whether there are bars at all, and what is open."""

    tail: str
    region: Region
    room: int
    barred: bool
    in_tuplet: bool
    full: bool


@lru_cache(maxsize=4096)
def _signs(here: _Here) -> Mask:
    """What may follow but for lengths."""
    return np.array([_may(c, here) for c in ALPHABET] + [False])


def _may(c: str, here: _Here) -> bool:
    last = here.tail[-1:]
    if here.region is Region.SYMBOL:
        return c not in "\n|[]" and not (c == _SYMBOL_END and last == '"')
    if c in _NEVER:
        return False
    if last == "(":
        return c in "23456" and here.room > 0
    if last == "[":
        return c in _NOTES or c in "^_="
    if last in "^_=" and last:
        return c in _NOTES - {"z"} or (c == last and c != "=" and here.tail[-2:-1] != c)
    if here.region is Region.CHORD and here.full:
        return c == "]" or (c in ",'" and last in _NOTES)
    if here.region is Region.CHORD:
        return c in _NOTES - {"z"} or c in "^_=]" or (c in ",'" and last in _NOTES)
    return c not in _DIGITS and c != "/" and _sign_may(c, here)


def _is_full(text: str) -> bool:
    """Has the chord that is open as many notes as any?"""
    return sum(c in _NOTES for c in text.rpartition("[")[2]) >= MOST_AT_ONCE


def _sign_may(c: str, here: _Here) -> bool:
    last = here.tail[-1:]
    if c == "|":
        return here.room == 0 and here.barred
    if c == "\n":
        return last == "|"
    if c == '"':
        return here.room > 0 and not here.tail.endswith(('"', '" '))  # one symbol for a note is enough
    if c in _BEGINS_A_NOTE:
        return here.room > 0 and not (c == "(" and here.in_tuplet)
    if c in ",'":
        return last in _NOTES - {"z"} or (last == c and here.tail[-2:-1] in _NOTES)
    if c == "-":
        return here.region is Region.LENGTH and here.room >= 0
    return c == " " and last != " " and last != "\n" and here.room > 0


def _length_may(c: str, text: str, at: AbcPlace) -> bool:
    """Behind a note: a length that fits into the bar, or an odd one of which half would fit."""
    tail = text[len(text.rstrip("123456789/")) :]
    if c == "/":
        return tail.count("/") < 1
    if len(tail) >= 2 * MOST_DIGITS or (not tail and c == "1") or (tail.endswith("/") and c not in "248"):
        return False
    if "/" in tail and not tail.endswith("/"):
        return False
    there = copy.copy(at)
    there.push(c)
    halved = there.sounding // 2 if "/" not in tail and c in "357" else 0
    return there.sounding > 0 and there.left + halved >= 0


def _key_mask(text: str) -> Mask:
    """In a field K: the names of usual keys, then the line's end."""
    begun = text.rpartition("\nK:")[2]
    names = [name + "\n" for name in KEYS if (name + "\n").startswith(begun)]
    following = {name[len(begun)] for name in names}
    return np.array([c in following for c in ALPHABET] + [False]) if names else np.ones(SYMBOLS, bool)
