"""The melody that a growing text has so far, for controls that ask what came before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from musegen_app.codecs.abc_place import AbcPlace
from musegen_app.sampling.abc_moment import Spelled, key_of, spelled
from musegen_app.sampling.abc_seed import ticks_of
from musegen_app.score.time import TICKS_PER_QUARTER

BarLine = tuple[int, str, AbcPlace]  # its tick, the text up to it, and the count there


class AbcLine:
    """Reads each text once, each whole bar once."""

    def __init__(self) -> None:
        self._whole = ("", Spelled())  # a text up to a bar line, and its notes
        self._last = ("", Spelled())

    def of(self, text: str, place: AbcPlace, bar_lines: Sequence[BarLine]) -> Spelled:
        """What `text` spells, whose count stands at `place`; the first of `bar_lines` is where the seed ends."""
        if self._last[0] != text:
            tick, begun, at = bar_lines[-1]
            now = spelled(at, text[len(begun) :], key_of(place.key), tick / TICKS_PER_QUARTER)
            self._last = (text, replace(now, line=[*self._bars(place, bar_lines).line, *now.line]))
        return self._last[1]

    def _bars(self, place: AbcPlace, bar_lines: Sequence[BarLine]) -> Spelled:
        if self._whole[0] != bar_lines[-1][1]:
            signature, (first, seed, _) = key_of(place.key), bar_lines[0]
            start = (first - ticks_of(seed)) / TICKS_PER_QUARTER
            notes = spelled(AbcPlace(), seed, signature, start).line
            for (tick, before, at), (_, after, _) in pairwise(bar_lines):
                notes += spelled(at, after[len(before) :], signature, tick / TICKS_PER_QUARTER).line
            self._whole = (bar_lines[-1][1], Spelled(notes))
        return self._whole[1]
