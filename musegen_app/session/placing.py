"""Where something is done: in the marked bars, else with the selected notes, else in the loop. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from musegen_app.score.model import Note, Score, Track
from musegen_app.score.time import MeterMap
from musegen_app.score.timeline_edits import section_spans
from musegen_app.session.tasks import Task

Span = tuple[int, int]


class By(StrEnum):
    """What says where."""

    MARKED = "marked"
    NOTES = "notes"
    LOOP = "loop"
    SONG = "song"  # nothing does: all of it
    END = "end"  # nothing does: behind what is there


@dataclass(frozen=True, slots=True)
class Place:
    """Ticks [low, high) of the document. `note_ids` are the notes that it is about, () = all of the span."""

    by: By
    low: int
    high: int
    note_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the user has pointed at: a stretch of time, notes of the active track, the loop while it is on. `stretch` is
    what counts of it: worked out once, since many may be selected."""

    marked: Span | None = None
    notes: Sequence[Note] = ()
    loop: Span | None = None
    stretch: Place | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "stretch", _stretch(self))


def place_of(task: Task, chosen: Chosen, score: Score, track: Track, end_tick: int) -> Place | None:
    """Where `task` is to be done; None when it needs a place and there is none. `end_tick` is where the net would go on
    from `track`."""
    if task.goes_on:
        return _onward(task, chosen, score.meter, track, end_tick)
    found = chosen.stretch
    if found is not None:
        return found if task.rewrites else whole_bars(found, score.meter)
    if task is Task.FILL_IN or not score.end_tick:  # all of a song is never to be filled by mistake
        return None
    return whole_bars(Place(By.SONG, 0, score.end_tick), score.meter)


def _stretch(chosen: Chosen) -> Place | None:
    if chosen.marked is not None:
        return Place(By.MARKED, *chosen.marked)
    if chosen.notes:
        first, last = min(n.start_tick for n in chosen.notes), max(n.end_tick for n in chosen.notes)
        return Place(By.NOTES, first, last, tuple(n.id for n in chosen.notes))
    return Place(By.LOOP, *chosen.loop) if chosen.loop is not None else None


def _onward(task: Task, chosen: Chosen, meter: MeterMap, track: Track, end_tick: int) -> Place:
    """Into the marked bars, behind several selected notes (a single one is but what was touched last), into a loop
    behind the music; else behind what is there. From nothing, the selected notes and any loop are bars to fill."""
    found = chosen.stretch
    if task is Task.FROM_NOTHING:
        return whole_bars(found, meter) if found is not None else _bar_line(Place(By.END, end_tick, end_tick), meter)
    if found is not None and found.by is By.MARKED:
        return found
    if found is not None and found.by is By.NOTES and len(found.note_ids) > 1:
        return Place(By.NOTES, found.high, found.high)
    if chosen.loop is not None and chosen.loop[0] >= track.end_tick:
        return Place(By.LOOP, *chosen.loop)
    return Place(By.END, end_tick, end_tick)


def whole_bars(place: Place, meter: MeterMap) -> Place:
    """From the bar line at or before it to the one at or after it."""
    low = max(0, meter.bar_start(meter.position(place.low).bar))
    high = meter.bar_start(meter.position(max(place.low, place.high - 1)).bar + 1)
    return Place(place.by, low, high, place.note_ids)


def _bar_line(place: Place, meter: MeterMap) -> Place:
    """At the bar line at or after it."""
    at = meter.bar_start(meter.position(place.low - 1).bar + 1) if place.low else 0
    return Place(place.by, at, at)


def bars_in(place: Place, meter: MeterMap) -> int:
    """So many bars are begun in it, at least one."""
    return meter.position(max(place.low, place.high - 1)).bar - meter.position(place.low).bar + 1


def second_passages(place: Place, chosen: Chosen, score: Score) -> list[tuple[str, Span]]:
    """Passages that an interpolation from `place` may lead to, each with what it is: "after", "before", "loop" or the
    name of a section after a colon. None of them is the place itself; all have music."""
    low, high = place.low, place.high
    found = {"after": (high, 2 * high - low), "before": (max(0, 2 * low - high), low)}
    if chosen.loop is not None:
        found["loop"] = chosen.loop
    found |= {f"section:{section.label}": (section.start_tick, end) for section, end in section_spans(score)}
    by_span = {span: name for name, span in reversed(found.items())}  # the first name of each
    onsets = [n.start_tick for t in score.tracks for n in t.notes]
    others = ((name, span) for name, span in found.items() if by_span[span] == name and span != (low, high))
    return [(name, span) for name, span in others if _any_in(onsets, span)]


def _any_in(onsets: Sequence[int], span: Span) -> bool:
    return any(span[0] <= tick < span[1] for tick in onsets)
