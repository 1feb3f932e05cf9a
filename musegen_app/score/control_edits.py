"""Edits of one control of one track (a wheel, a pedal, a controller): pure functions `Score -> Score`.

Common to all: `track_id` names the track (KeyError if it is not there), `name` the control by kind and number. Points
are named by their ticks. Values are held within the control's limits, ticks within the song. Nothing else in the track
is touched, not even the order of what else happens on one tick. If nothing changes, the very same score comes back.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from musegen_app.score.control_values import (
    DOWN,
    SUSTAIN,
    Point,
    eased,
    limits,
    points_of,
    resting,
    thinned,
    value_at,
)
from musegen_app.score.controls import ControlName
from musegen_app.score.model import ControlEvent, ControlKind, Score, Track
from musegen_app.score.note_edits import MAX_TICK

_BANKS = (0, 32)
_event_tick = attrgetter("tick")


@dataclass(frozen=True, slots=True)
class CopiedControls:
    """A range of one control: `points` count from its begin, `ticks` is its length."""

    name: ControlName
    ticks: int
    points: tuple[Point, ...]


def set_controls(score: Score, track_id: int, name: ControlName, points: Iterable[Point], low: int, high: int) -> Score:
    """In [low, high) there is nothing but `points`; a point outside is set as well."""
    return _rewritten(score, track_id, name, dict(points), (low, high))


def set_control_values(score: Score, track_id: int, name: ControlName, values: Mapping[int, int]) -> Score:
    """Values by tick; where there is no point yet, one is made."""
    return _rewritten(score, track_id, name, values)


def draw_controls(score: Score, track_id: int, name: ControlName, stroke: Sequence[Point]) -> Score:
    """A stroke of the pencil in order of time, joined by straight lines and thinned to what is heard."""
    if not stroke:
        return score
    held = [(_tick(tick), _held(name, value)) for tick, value in stroke]
    return set_controls(score, track_id, name, thinned(held, score.tempo), held[0][0], held[-1][0] + 1)


def ramp_controls(
    score: Score, track_id: int, name: ControlName, first: Point, last: Point, *, curved: bool = False
) -> Score:
    """A straight line from `first` to `last`, or with `curved` one that begins slowly; thinned to what is heard."""
    first, last = sorted((first, last), key=lambda p: p[0])
    return draw_controls(score, track_id, name, eased(first, last, score.tempo) if curved else (first, last))


def remove_controls(score: Score, track_id: int, name: ControlName, ticks: Collection[int]) -> Score:
    """Without the points at `ticks`: the value before them goes on."""
    return _rewritten(score, track_id, name, {}, ticks=frozenset(ticks))


def move_controls(
    score: Score, track_id: int, name: ControlName, ticks: Collection[int], d_tick: int, d_value: int
) -> Score:
    """The points at `ticks` moved together, as far as the song's begin; one that lands on another takes its place."""
    chosen = _chosen(score.track(track_id), name, ticks)
    if not chosen:
        return score
    d_tick = min(max(d_tick, -min(chosen)), MAX_TICK - max(chosen))
    moved = {tick + d_tick: value + d_value for tick, value in chosen.items()}
    return _rewritten(score, track_id, name, moved, ticks=chosen.keys())


def scale_controls(
    score: Score, track_id: int, name: ControlName, ticks: Collection[int], factor: float, centre: int = 0
) -> Score:
    """The distance of each value from `centre` times `factor`."""
    chosen = _chosen(score.track(track_id), name, ticks)
    scaled = {tick: centre + round((value - centre) * factor) for tick, value in chosen.items()}
    return set_control_values(score, track_id, name, scaled)


def set_pedal(score: Score, track_id: int, low: int, high: int, down: bool, number: int = SUSTAIN) -> Score:
    """A pedal down (or up) in all of [low, high) and as it was before and after."""
    name = (ControlKind.CONTROL, number)
    track = score.track(track_id)
    low, high = _tick(low), _tick(high)
    if low >= high:
        return score
    points = points_of(track.controls, name)
    before = value_at(points, low - 1, resting(track, name))
    after = value_at(points, high, before)
    wanted: dict[int, int] = {}
    if (before >= DOWN) is not down:
        wanted[low] = 127 if down else 0
    if (after >= DOWN) is not down:
        wanted[high] = after
    elif any(tick == high for tick, _ in points):  # it was pressed or let go there: now it is already
        return _rewritten(score, track_id, name, wanted, (low, high + 1))
    return set_controls(score, track_id, name, wanted.items(), low, high)


def copy_controls(score: Score, track_id: int, name: ControlName, low: int, high: int) -> CopiedControls:
    """[low, high) for the clipboard, beginning with the value that is in force at `low`."""
    track = score.track(track_id)
    points = points_of(track.controls, name)
    inside = {tick - low: value for tick, value in points if low <= tick < high}
    inside.setdefault(0, value_at(points, low, resting(track, name)))
    return CopiedControls(name, max(0, high - low), tuple(sorted(inside.items())))


def paste_controls(score: Score, track_id: int, name: ControlName, copied: CopiedControls, at_tick: int) -> Score:
    """A copied range in place of what is at `at_tick`; behind it the value that was in force there goes on. Of another
    control than `name`, the values are brought to its limits."""
    track = score.track(track_id)
    end = _tick(at_tick + copied.ticks)
    wanted = {at_tick + tick: _brought(value, copied.name, name) for tick, value in copied.points}
    if copied.ticks:
        wanted[end] = value_at(points_of(track.controls, name), end, resting(track, name))
    return set_controls(score, track_id, name, wanted.items(), at_tick, end)


def _brought(value: int, given: ControlName, wanted: ControlName) -> int:
    """A value of one control as one of another, as high within its limits."""
    (low, high), (least, most) = limits(given), limits(wanted)
    return value if (low, high) == (least, most) else least + round((value - low) * (most - least) / (high - low))


def _chosen(track: Track, name: ControlName, ticks: Collection[int]) -> dict[int, int]:
    """Points by tick, of those ticks where there is one."""
    if not ticks:
        return {}
    wanted = frozenset(ticks)
    first = bisect_left(track.controls, min(wanted), key=_event_tick)
    last = bisect_right(track.controls, max(wanted), key=_event_tick)
    return {tick: value for tick, value in points_of(track.controls[first:last], name) if tick in wanted}


def _held(name: ControlName, value: int) -> int:
    low, high = limits(name)
    return min(max(value, low), high)


def _tick(tick: int) -> int:
    return min(max(tick, 0), MAX_TICK)


def _rewritten(
    score: Score,
    track_id: int,
    name: ControlName,
    points: Mapping[int, int],
    gone: tuple[int, int] = (0, 0),
    ticks: Collection[int] = (),
) -> Score:
    """Without the events in the range `gone` and those at `ticks`, and with `points`: they alone are left on theirs.
    Only what lies between the first and the last of these ticks is looked at."""
    track = score.track(track_id)
    wanted = {_tick(tick): _held(name, value) for tick, value in points.items()}
    touched = [*wanted, *ticks, *((gone[0], gone[1] - 1) if gone[0] < gone[1] else ())]
    if not touched:
        return score
    first = bisect_left(track.controls, min(touched), key=_event_tick)
    last = bisect_right(track.controls, max(touched), key=_event_tick)
    before = track.controls[first:last]
    missing = dict(wanted)
    kept: list[ControlEvent] = []
    for event in before:
        tick = event.tick
        if event.kind is not name[0] or event.number != name[1]:
            kept.append(event)
        elif tick in missing:
            kept.append(replace(event, value=missing.pop(tick)))
        elif tick not in wanted and tick not in ticks and not gone[0] <= tick < gone[1]:
            kept.append(event)
    after = tuple(_together(kept, [ControlEvent(t, name[0], v, name[1]) for t, v in missing.items()], name))
    if after == before:
        return score
    return score.with_track(replace(track, controls=(*track.controls[:first], *after, *track.controls[last:])))


def _together(kept: list[ControlEvent], added: list[ControlEvent], name: ControlName) -> list[ControlEvent]:
    """A bank counts for the program that comes after it, so it goes before what else is on its tick."""
    bank = name[0] is ControlKind.CONTROL and name[1] in _BANKS
    return sorted([*added, *kept] if bank else [*kept, *added], key=_event_tick)
