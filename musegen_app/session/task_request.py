"""From a task and its place to the request that the session is asked. Pure functions."""

from __future__ import annotations

from musegen_app.sampling.limits import MAX_BARS
from musegen_app.sampling.messages import Operation
from musegen_app.score.model import Score, Track
from musegen_app.session.compose_state import GenerateRequest
from musegen_app.session.placing import By, Place, bars_in
from musegen_app.session.tasks import Options, Task


def request_of(task: Task, place: Place, options: Options, score: Score, track: Track, bars: int) -> GenerateRequest:
    """What does `task` there. `bars` counts where the place does not say how long it is."""
    if task.goes_on:
        return _onward(task, place, score, track, bars)
    alone = bool(place.note_ids) or not options.every_track
    ids = (track.id,) if task.rewrites and alone else ()
    if task is Task.HARMONISE:
        ids = (track.id,)
    return GenerateRequest(
        track.id, start_tick=place.low, operation=_operation(task, place, options, ids, _notes_in(place, score, ids))
    )


def _onward(task: Task, place: Place, score: Score, track: Track, bars: int) -> GenerateRequest:
    """The net hears all that lies before; nothing, where it writes from nothing."""
    if place.high > place.low:
        bars = min(MAX_BARS, bars_in(place, score.meter))
    start = None if place.by is By.END else place.low
    if task is Task.FROM_NOTHING:
        return GenerateRequest(track.id, bars, place.low, place.low)
    return GenerateRequest(track.id, bars, start)


def _operation(task: Task, place: Place, options: Options, ids: tuple[int, ...], notes: int) -> Operation:
    vary, lead, amount = task is Task.VARY, task is Task.INTERPOLATE, options.amount_of(task)
    shares = task in (Task.VARY, Task.HUMANISE)
    return Operation(
        task.kind,
        place.high,
        ids,
        max(amount, 1 / notes) if shares and amount and notes else amount,  # of one note, half would be none
        options.keep if vary else "",
        options.second_from if lead else 0,
        options.second_to if lead else 0,
        note_ids=place.note_ids,
    )


def _notes_in(place: Place, score: Score, ids: tuple[int, ...]) -> int:
    """How many notes it is about."""
    if place.note_ids:
        return len(place.note_ids)
    return sum(place.low <= n.start_tick < place.high for t in score.tracks if not ids or t.id in ids for n in t.notes)
