"""What is going on, in the words of the status line. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from musegen_app.sampling.messages import Begin, OperationKind, Steering
from musegen_app.session.credit import Horizon, commit_tick

if TYPE_CHECKING:
    from musegen_app.sampling.take import Take
    from musegen_app.score.time import MeterMap
    from musegen_app.session.transport import TransportState


def writing(take: Take, meter: MeterMap, now: Horizon, notes_per_second: float) -> str:
    """While the net writes `take`: how fast, and while it plays how far ahead and from where a slider is heard."""
    speed = f"Generating at {notes_per_second:.0f} notes/s" if notes_per_second else "Generating …"
    if not now.playing or not notes_per_second:
        return speed
    ready = max(0, take.until_tick - max(now.tick, take.start_tick)) // meter.at(take.start_tick).bar_ticks
    ahead = "less than a bar" if ready < 1 else "1 bar" if ready == 1 else f"{ready} bars"
    return f"{speed}, {ahead} ready. {_heard_from(meter, commit_tick(now, take.start_tick))}"


def written(takes: Sequence[Take], begin: Begin, notes_per_second: float, empty: int = 0) -> str:
    """When the net is done with all takes of a request; none is left of those `empty` without notes and symbols."""
    if not takes:
        return nothing_written(begin.operation.kind, begin.steering)
    notes, symbols = sum(len(t.notes) for t in takes), sum(len(t.chords) for t in takes)
    speed = f" at {notes_per_second:.0f} notes/s" if notes_per_second else ""
    if len(takes) > 1:
        left = f"; {empty} of {begin.takes} stayed empty" if empty else ""
        return f"{len(takes)} takes{speed}{left}: choose one and keep it, discard it or try again"
    what = f"{_counted(notes, 'note')}{speed}" if notes else _counted(symbols, "chord symbol")
    return f"{what}: keep it, discard it or try again"


def nothing_written(kind: OperationKind, steering: Steering) -> str:
    """When the net is done and there is neither a note nor a chord symbol."""
    from musegen_app.sampling.strict import is_strict  # brings numpy

    if kind is OperationKind.HARMONISE:
        return "These bars have their chord symbols already: delete those that are to be written anew"
    if is_strict(steering):
        return "The net found no note that the settings allow: widen the range of pitches, or loosen key and chords"
    return "The net has written nothing here: try again"


def playing(state: TransportState, meter: MeterMap, take: Take | None, number: int, now: Horizon) -> str:
    """While it plays or a take waits; `number` is the place of `take` among the takes. "" when nothing goes on."""
    if not state.playing:
        return f"Take {number} waits: keep it, discard it or try again" if take is not None else ""
    if state.loop and state.loop_from <= state.tick < state.loop_to:
        words = f"Playing {_bars(meter, state.loop_from, state.loop_to)} in a loop"
        leaves_out = take is not None and not (take.start_tick < state.loop_to and state.loop_from < take.end_tick)
        if leaves_out:
            return f"{words}; take {number} lies outside it: switch the loop off to hear the take"
    else:
        words = "Playing"
    if take is None:
        return words
    if take.recorded:
        return f"{words} with take {number}"
    commit = commit_tick(now, take.start_tick)
    return f"{words} with take {number}" + (f". {_heard_from(meter, commit)}" if commit < take.end_tick else "")


def late(meter: MeterMap, tick: int) -> str:
    """When a moved control was answered after the playhead had passed the beat that was meant."""
    place = meter.position(tick)
    beat = place.tick // meter.at(tick).beat_ticks
    return f"The model answered late: the change is heard from bar {place.bar + 1}, beat {beat + 1} on"


def made_room(gone: int, kept: int) -> str:
    """When older takes went so that new ones could come."""
    went = "The oldest take has" if gone == 1 else f"The {gone} oldest takes have"
    return f"{went} made room: {kept} are kept, and those with a star longest"


def _counted(number: int, what: str) -> str:
    """`1 note`, `8 notes`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _heard_from(meter: MeterMap, tick: int) -> str:
    """A change begins at a beat, so in the last beat of a bar it is heard from the bar after it."""
    at_beat = tick + -meter.position(tick).tick % meter.at(tick).beat_ticks
    return f"Move a slider: it is heard from bar {meter.position(at_beat).bar + 1}"


def _bars(meter: MeterMap, from_tick: int, to_tick: int) -> str:
    """[from_tick, to_tick) as the user counts: "bar 3", "bars 3–6"."""
    first, last = meter.position(from_tick).bar + 1, meter.position(max(from_tick, to_tick - 1)).bar + 1
    return f"bar {first}" if first == last else f"bars {first}–{last}"
