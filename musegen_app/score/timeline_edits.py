"""Edits of the marks above the notes: markers, sections, and moved changes of tempo, metre and key.

Pure functions `Score -> Score`; the very same score comes back if nothing changes. Markers are song-level texts of
kind "marker", as a MIDI file knows them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from musegen_app.score.model import Score, Section, TextEvent
from musegen_app.score.song_edits import remove_meter, set_meter
from musegen_app.score.time import TempoMap

MARKER = "marker"
T = TypeVar("T")


def markers(score: Score) -> tuple[TextEvent, ...]:
    """The markers of the song, in order."""
    return tuple(t for t in score.texts if t.kind == MARKER)


def set_marker(score: Score, tick: int, name: str) -> Score:
    """A marker called `name` at `tick`, in place of those that are there; an empty name removes them."""
    tick, name = max(0, tick), name.strip()
    marker = TextEvent(tick, MARKER, name)
    if [t for t in markers(score) if t.tick == tick] == ([marker] if name else []):
        return score
    others = tuple(t for t in score.texts if t.kind != MARKER or t.tick != tick)
    return _with_texts(score, (*others, marker) if name else others)


def remove_marker(score: Score, tick: int) -> Score:
    """Without the markers at `tick`."""
    return set_marker(score, tick, "")


def move_marker(score: Score, from_tick: int, to_tick: int) -> Score:
    """The markers at `from_tick` moved; they replace what stands at `to_tick`."""
    to_tick = max(0, to_tick)
    moved = [replace(t, tick=to_tick) for t in markers(score) if t.tick == from_tick]
    if not moved or from_tick == to_tick:
        return score
    others = [t for t in score.texts if t.kind != MARKER or t.tick not in (from_tick, to_tick)]
    return _with_texts(score, (*others, *moved))


def section_spans(score: Score) -> tuple[tuple[Section, int], ...]:
    """Sections with their ends in ticks; the last one ends with the song, at a bar line."""
    sections = score.sections
    if not sections:
        return ()
    end = max(score.end_tick, sections[-1].start_tick + 1)
    closing = score.meter.bar_start(score.meter.position(end - 1).bar + 1)
    return tuple(zip(sections, [*(s.start_tick for s in sections[1:]), closing], strict=True))


def move_section_start(score: Score, from_tick: int, to_tick: int) -> Score:
    """The boundary at `from_tick` moved, no farther than to its neighbours: a section keeps at least a tick."""
    ticks = [s.start_tick for s in score.sections]
    if from_tick not in ticks:
        return score
    place = ticks.index(from_tick)
    low = ticks[place - 1] + 1 if place else 0
    high = ticks[place + 1] - 1 if place + 1 < len(ticks) else max(to_tick, low)
    return _with_starts(score, {place: min(max(to_tick, low), high)})


def move_section(score: Score, start_tick: int, d_tick: int) -> Score:
    """The section that begins at `start_tick` moved with both its ends; its neighbours give way, and keep a tick."""
    ticks = [s.start_tick for s in score.sections]
    if start_tick not in ticks:
        return score
    place = ticks.index(start_tick)
    if place + 1 == len(ticks):
        return move_section_start(score, start_tick, start_tick + d_tick)
    low = (ticks[place - 1] + 1 if place else 0) - start_tick
    d_tick = max(d_tick, low)
    if place + 2 < len(ticks):
        d_tick = min(d_tick, ticks[place + 2] - 1 - ticks[place + 1])
    return _with_starts(score, {place: start_tick + d_tick, place + 1: ticks[place + 1] + d_tick})


def move_tempo(score: Score, from_tick: int, to_tick: int) -> Score:
    """The tempo change moved; it replaces one that stands at `to_tick`. The first one stays."""
    moved = _moved(score.tempo.changes, from_tick, to_tick, lambda c, tick: replace(c, tick=tick), lambda c: c.tick)
    return score if moved is None or from_tick == 0 else replace(score, tempo=TempoMap(moved))


def move_meter(score: Score, from_tick: int, to_tick: int) -> Score:
    """The change of metre moved to the bar line at or before `to_tick`, as bars are without it. The first one stays."""
    change = next((c for c in score.meter.changes if c.tick == from_tick and c.tick > 0), None)
    if change is None or to_tick == from_tick:
        return score
    without = remove_meter(score, from_tick)
    moved = set_meter(without, max(to_tick, score.meter.pickup_ticks + 1), change.numerator, change.denominator)
    return score if moved.meter == score.meter else moved


def move_key(score: Score, from_tick: int, to_tick: int) -> Score:
    """The key change moved; it replaces one that stands at `to_tick`."""
    moved = _moved(score.keys, from_tick, to_tick, lambda k, tick: replace(k, tick=tick), lambda k: k.tick)
    return score if moved is None else replace(score, keys=moved)


def _moved(
    items: tuple[T, ...], from_tick: int, to_tick: int, at: Callable[[T, int], T], tick_of: Callable[[T], int]
) -> tuple[T, ...] | None:
    """`items` with the one at `from_tick` elsewhere, sorted; None if nothing moves."""
    to_tick = max(0, to_tick)
    found = [at(i, to_tick) for i in items if tick_of(i) == from_tick]
    if not found or from_tick == to_tick:
        return None
    others = [i for i in items if tick_of(i) not in (from_tick, to_tick)]
    return tuple(sorted((*others, *found), key=tick_of))


def _with_starts(score: Score, starts: dict[int, int]) -> Score:
    sections = tuple(replace(s, start_tick=starts.get(place, s.start_tick)) for place, s in enumerate(score.sections))
    return score if sections == score.sections else replace(score, sections=sections)


def _with_texts(score: Score, texts: tuple[TextEvent, ...]) -> Score:
    return replace(score, texts=tuple(sorted(texts, key=lambda t: t.tick)))
