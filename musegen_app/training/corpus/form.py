"""Form: which stretch of a tune is which section, and for the how-manieth time it is heard."""

from __future__ import annotations

from collections.abc import Sequence

from musegen_app.codecs.lead_sheet import LeadNote, LeadSection

_UNIT_BARS = 8
_ALIKE = 0.6
_Bars = list[tuple[tuple[int, int], ...]]


def bars_of(notes: Sequence[LeadNote], pickup: int, bar: int, length: int) -> _Bars:
    """Per full bar the (place in the bar, pitch) of its notes; a pickup is left out."""
    count = max(0, (length - pickup) // bar)
    rows: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for note in notes:
        index, place = divmod(note.start - pickup, bar)
        if 0 <= index < count:
            rows[index].append((place, note.pitch))
    return [tuple(row) for row in rows]


def likeness(a: _Bars, b: _Bars) -> float:
    """Share of equal bars of two stretches, compared from their starts."""
    same = sum(x == y for x, y in zip(a, b, strict=False))
    return same / max(len(a), len(b), 1)


def sections_of(
    notes: Sequence[LeadNote], passes: list[tuple[int, int]], pickup: int, bar: int, length: int
) -> tuple[LeadSection, ...]:
    """Sections from the written form (`passes`: grid and block), or found by comparing groups of 8 bars."""
    bars = bars_of(notes, pickup, bar, length)
    starts = _merge_short(passes, bar, length)
    if len({block for _, block in starts}) < 2 and len(starts) < 2:
        starts = []
    if not starts:
        starts = _units(bars, bar)
    return _lettered(starts, bars, pickup, bar) if starts else ()


def _merge_short(passes: list[tuple[int, int]], bar: int, length: int) -> list[tuple[int, int]]:
    """Passes under two bars (a pickup before the repeat sign, a stray bar) join the next one."""
    kept: list[tuple[int, int]] = []
    opening: int | None = None
    ends = [*(start for start, _ in passes[1:]), length][: len(passes)]
    for (start, block), end in zip(passes, ends, strict=True):
        if end - start < 2 * bar:
            opening = start if opening is None else opening
            continue
        kept.append((start if opening is None else opening, block))
        opening = None
    return kept


def _units(bars: _Bars, bar: int) -> list[tuple[int, int]]:
    """Groups of 8 bars, each from its own pickup on, if the tune is made of such; block numbers all differ."""
    if len(bars) < 2 * _UNIT_BARS or len(bars) % _UNIT_BARS > 1:
        return []
    count = len(bars) // _UNIT_BARS
    return [(i * _UNIT_BARS * bar, i) for i in range(count)]


def _lettered(starts: list[tuple[int, int]], bars: _Bars, pickup: int, bar: int) -> tuple[LeadSection, ...]:
    """Letters in order of appearance; stretches of the same block or of like bars share one."""
    firsts = [max(0, round((start - pickup) / bar)) for start, _ in starts]
    pieces = [bars[a:b] for a, b in zip(firsts, [*firsts[1:], len(bars)], strict=True)]
    known: list[tuple[int, _Bars]] = []  # block and bars of the first time each letter is heard
    heard: list[int] = []
    sections: list[LeadSection] = []
    for (start, block), piece in zip(starts, pieces, strict=True):
        letter = _match(block, piece, known)
        if letter == len(known):
            known.append((block, piece))
            heard.append(0)
        sections.append(LeadSection(start, chr(ord("A") + min(letter, 25)), heard[letter]))
        heard[letter] += 1
    return tuple(sections)


def _match(block: int, piece: _Bars, known: list[tuple[int, _Bars]]) -> int:
    """Index of the letter that `piece` belongs to; the next free one when it is new."""
    for i, (other, first) in enumerate(known):
        if other == block or likeness(piece, first) >= _ALIKE:
            return i
    return len(known)
