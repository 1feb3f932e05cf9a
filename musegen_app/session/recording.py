"""One recording while it is made: what is played goes in, notes and controls of each lap come out. GUI thread.

Times are ticks of the song as the player heard it. Nothing that is struck is lost: what is still down when a lap, a
punch or the recording ends is cut there.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from musegen_app.engine.messages import PlayedEvent
from musegen_app.score.controls import ControlName, at_rest, name_of, put_to_rest
from musegen_app.score.model import ControlEvent, Note
from musegen_app.score.note_edits import on_grid
from musegen_app.score.time import TICKS_PER_QUARTER, MeterMap
from musegen_app.session.played import PLAYED, Keys, Struck, control_at, is_stroke

EARLY_TICKS = TICKS_PER_QUARTER // 2  # struck so much too early, a note still means the beginning
EARLY_LOOP_TICKS = TICKS_PER_QUARTER // 8  # and held over the loop's end, the loop's beginning
SHORTEST_TICKS = TICKS_PER_QUARTER // 16  # of a note struck in the very moment when it is cut
NEAR_TICKS = 4 * TICKS_PER_QUARTER
JUMP_TICKS = 32 * TICKS_PER_QUARTER  # the playhead comes no further between two reports, even if the window was stuck
ENDLESS = 2**30
Loop = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is recorded, and what of it is kept: what is played from `from_ns` on in [low, high).

    The playhead begins at `from_tick`; `counts_in`: it has not begun yet, and what is played until then belongs to
    the beginning if it lasts into it or comes a little early. `grid` 0 leaves the strokes where they are.
    """

    track_id: int
    from_tick: int
    from_ns: int
    meter: MeterMap
    counts_in: bool = False
    low: int = 0
    high: int = ENDLESS
    grid: int = 0


@dataclass(slots=True)
class Lap:
    """One pass, [from_tick, to_tick), and what was played in it. `before`: controls set before it began."""

    from_tick: int
    to_tick: int
    notes: list[Note] = field(default_factory=list)
    controls: list[ControlEvent] = field(default_factory=list)
    before: dict[ControlName, ControlEvent] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        return not self.notes and not self.controls

    @property
    def all_controls(self) -> list[ControlEvent]:
        return [*self.before.values(), *self.controls] if not self.empty else []


class Recording:
    """`laps` holds what there is so far; a new lap begins wherever the playhead jumps."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.laps = [Lap(plan.from_tick, plan.from_tick)]
        self.until_ns: int | None = None  # what comes later does not count
        self._keys = Keys()
        self._loop: Loop | None = None
        self._lap_number: int | None = None
        self._begun_ns: int | None = None if plan.counts_in else plan.from_ns  # the first event past the count-in
        self._tick = plan.from_tick
        self.from_tick = plan.from_tick  # the earliest place that the playhead has been to
        self._wrapped = False  # the loop began anew since the present lap began
        self._moved = False  # a loop or a seek: the beginning is past
        self._missed = False  # something was struck where it does not count

    @property
    def empty(self) -> bool:
        return all(lap.empty for lap in self.laps)

    @property
    def words(self) -> str:
        """Why it is empty."""
        if self._missed:
            return "What was played lies outside the punch: the song is as it was"
        return "Nothing came in: the song is as it was"

    def went_to(self, tick: int, loop: Loop | None) -> None:
        """The playhead is there now."""
        back, self._tick, self._loop = self._tick - tick, tick, loop
        lap = self.laps[-1]
        if loop is not None and back > (loop[1] - loop[0]) // 2:
            lap.to_tick = max(lap.to_tick, loop[1])  # the next lap begins with what is played in it
            self.from_tick, self._wrapped, self._moved = min(self.from_tick, loop[0]), True, True
        elif tick - lap.to_tick > JUMP_TICKS or lap.to_tick - tick > JUMP_TICKS:
            self.jumped(tick)
        else:
            lap.to_tick = max(lap.to_tick, tick)

    def jumped(self, tick: int, loop: Loop | None = None) -> None:
        """The playhead went elsewhere; `loop`: from its end to its beginning."""
        self._tick, self._wrapped, self._moved = tick, False, True
        self.from_tick = min(self.from_tick, tick)
        lap = self.laps[-1]
        lap.to_tick = max(lap.to_tick, loop[1] if loop is not None else 0)
        carried = [] if loop is None else self._struck_early_for(loop)
        pressed = _pressed(lap)
        self._end_lap()
        start = max(tick, self.plan.low)
        self.laps.append(Lap(tick, tick, before={name_of(c): replace(c, tick=start) for c in pressed}))
        for on in carried:
            self._keys.hear(replace(on, tick=tick))

    def hear(self, event: PlayedEvent, loop: Loop | None) -> None:
        """Take in what came from a port."""
        if event.at_ns < self.plan.from_ns or (self.until_ns is not None and event.at_ns > self.until_ns):
            return
        self._loop = loop
        self._follow_laps(event, loop)
        if self._begun_ns is None and event.rolling and (self._moved or event.tick >= self.plan.from_tick):
            self._begun_ns = event.at_ns
        if event.rolling and event.tick - self.laps[-1].to_tick < NEAR_TICKS:  # no straggler from before a jump
            self.laps[-1].to_tick = max(self.laps[-1].to_tick, event.tick)
        counts_in = self._counts_in(event)
        if not event.rolling and not counts_in and is_stroke(event):
            return  # the transport stands
        for struck in self._keys.hear(event):
            self._add(struck, event.tick)
        if event.rolling or counts_in:
            self._add_control(event, counts_in)

    def close(self, tick: int, loop: Loop | None) -> None:
        """The end: cut what is still down."""
        self.went_to(tick, loop)
        self._end_lap()

    def notes_of(self, lap: Lap) -> list[Note]:
        """The notes of the lap; those that are still down are as long as they are so far."""
        if lap is not self.laps[-1]:
            return lap.notes
        held = (self._note(Struck(on), lap.to_tick) for on in self._keys.down.values())
        return [*lap.notes, *(n for n in held if n is not None)]

    # --- inside ----------------------------------------------------------------------------------------
    def _follow_laps(self, event: PlayedEvent, loop: Loop | None) -> None:
        if not event.rolling or event.lap == self._lap_number:
            return
        unheard = self._lap_number is None and self._wrapped and event.tick <= self._tick
        later = unheard or (self._lap_number is not None and event.lap > self._lap_number)
        self._lap_number = event.lap
        if later and loop is not None:
            self.jumped(loop[0], loop)

    def _counts_in(self, event: PlayedEvent) -> bool:
        """Did it come during the count-in?"""
        early = self._begun_ns is None or event.at_ns < self._begun_ns
        return self.plan.counts_in and early and event.tick < self.plan.from_tick

    def _struck_early_for(self, loop: Loop) -> list[PlayedEvent]:
        """Keys struck a little before the loop's end and held over it belong to the next lap."""
        early = [k for k, on in self._keys.down.items() if 0 < loop[1] - on.tick <= EARLY_LOOP_TICKS]
        return [self._keys.down.pop(k) for k in early]

    def _end_lap(self) -> None:
        lap = self.laps[-1]
        for on in self._keys.down.values():
            self._add(Struck(on), max(lap.to_tick, on.tick + SHORTEST_TICKS))
        self._keys = Keys()
        end = max([lap.to_tick, *(c.tick for c in lap.all_controls)])
        lap.controls.extend(put_to_rest(lap.all_controls, min(end, self.plan.high)))

    def _add(self, struck: Struck, end: int) -> None:
        note = self._note(struck, end)
        if note is not None:
            self.laps[-1].notes.append(note)
        else:
            self._missed = True

    def _note(self, struck: Struck, end: int) -> Note | None:
        """The stroke as it is kept; None if it lies outside."""
        on, plan = struck.on, self.plan
        low = max(plan.low, plan.from_tick) if self._counts_in(on) else plan.low
        start, end = on.tick, max(end, on.tick + 1)
        if start < low and low - start <= EARLY_TICKS and end <= low:
            start, end = low, low + (end - start)
        start, end = max(start, low), min(end, plan.high)
        if end <= start:
            return None
        return Note(
            self._on_grid(start),
            end - start,
            on.data1,
            on.data2,
            origin=PLAYED,
            release_velocity=struck.release_velocity,
        )

    def _on_grid(self, tick: int) -> int:
        """Where the stroke is written. A little before the loop's end it means the loop's beginning, and no stroke
        leaves the punch that it was struck in."""
        plan = self.plan
        if not plan.grid:
            return tick
        wanted = on_grid(plan.meter, tick, plan.grid)
        if self._loop is not None and tick < self._loop[1] <= wanted and self._loop[0] >= plan.low:
            return self._loop[0]
        return tick if wanted < plan.low or wanted >= plan.high else wanted

    def _add_control(self, event: PlayedEvent, counts_in: bool) -> None:
        lap = self.laps[-1]
        control = control_at(event, event.tick)
        if control is None or control.tick >= self.plan.high:
            return
        if counts_in or control.tick < self.plan.low:
            lap.before[name_of(control)] = replace(control, tick=max(self.plan.low, lap.from_tick))
        else:
            lap.controls.append(control)


def _pressed(lap: Lap) -> list[ControlEvent]:
    """Pedals that are down, a wheel that is bent, at the end of the lap."""
    last = {name_of(c): c for c in (*lap.before.values(), *lap.controls)}
    return [c for c in last.values() if not at_rest(c)]
