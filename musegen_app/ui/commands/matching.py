"""How well a few typed letters fit a text: whole words first, then beginnings, then letters in their order. No Qt."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_WHOLE, _WORD, _INSIDE, _INITIALS, _SCATTERED = 100.0, 80.0, 55.0, 50.0, 30.0
_GAP_COST = 1.5
_SHORTEST_SCATTERED = 2  # letters that may stand apart: one letter fits nearly everything


@dataclass(frozen=True, slots=True)
class Fit:
    """`score` is higher for what was more likely meant; `places` are the letters of the text that fitted."""

    score: float
    places: tuple[int, ...] = ()


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Without case and accents, a letter for each letter; s and z are one, so that quantize finds Quantise."""
    return "".join(_plain_letter(c) for c in text)


def _plain_letter(letter: str) -> str:
    base = unicodedata.normalize("NFKD", letter)[:1].lower() or letter
    return "s" if base == "z" else base[:1]


@lru_cache(maxsize=1 << 15)
def fit(typed: str, text: str) -> Fit | None:
    """How one word that was typed fits `text`; None if it does not."""
    wanted, given = plain(typed), plain(text)
    if not wanted:
        return Fit(0.0)
    starts = [m.start() for m in re.finditer(r"\w+", given)]
    at = given.find(wanted)
    while at >= 0:
        if at in starts:
            score = _WORD if given[at + len(wanted) : at + len(wanted) + 1].isalnum() else _WHOLE
            return Fit(score - _lateness(starts, at), tuple(range(at, at + len(wanted))))
        at = given.find(wanted, at + 1)
    return _inside(wanted, given) or _initials(wanted, given, starts) or _scattered(wanted, given)


def fit_all(typed: str, title: str, aside: str = "") -> Fit | None:
    """How the words of `typed` fit `title`; each may be in `aside` (menu and synonyms) instead, for fewer points."""
    score, places = 0.0, set[int]()
    for word in typed.split():
        here, there = fit(word, title), fit(word, aside)
        if here is None and there is None:
            return None
        beside = there.score * 0.6 if there else 0.0
        if here is not None and here.score >= beside:
            score += here.score
            places.update(here.places)
        else:
            score += beside
    return Fit(score - 0.1 * len(title), tuple(sorted(places)))


def _lateness(starts: list[int], at: int) -> float:
    return 2.0 * starts.index(at)


def _inside(wanted: str, given: str) -> Fit | None:
    at = given.find(wanted)
    if at < 0 or len(wanted) < _SHORTEST_SCATTERED:
        return None
    return Fit(_INSIDE - min(20, at), tuple(range(at, at + len(wanted))))


def _initials(wanted: str, given: str, starts: list[int]) -> Fit | None:
    first = "".join(given[s] for s in starts)
    at = first.find(wanted)
    if at < 0 or len(wanted) < _SHORTEST_SCATTERED:
        return None
    return Fit(_INITIALS, tuple(starts[at : at + len(wanted)]))


def _scattered(wanted: str, given: str) -> Fit | None:
    """Every letter in order, with gaps; the first has to begin a word and the gaps must not be the most of it."""
    if len(wanted) <= _SHORTEST_SCATTERED:
        return None
    places: list[int] = []
    at = -1
    for letter in wanted:
        at = given.find(letter, at + 1)
        if at < 0:
            return None
        places.append(at)
    begins_word = places[0] == 0 or not given[places[0] - 1].isalnum()
    gaps = places[-1] - places[0] + 1 - len(wanted)
    if not begins_word or gaps > 2 * len(wanted):
        return None
    return Fit(_SCATTERED - _GAP_COST * gaps, tuple(places))
