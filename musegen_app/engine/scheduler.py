"""What is due in which frame: the transport and the playlist turned into channel messages. Pure: no clock, no device.

All methods are called from one thread (the audio callback, the offline twin, a test). Whatever an action
demands at once (note-offs, chased controllers) comes out of the next `due` at offset 0.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from musegen_app.engine.clock import UNITS_PER_FRAME, Timeline
from musegen_app.engine.clock_out import MIDI_CLOCK, ClockOut
from musegen_app.engine.count_in import CountIn
from musegen_app.engine.history import History
from musegen_app.engine.metronome import clicks_between
from musegen_app.engine.playable import Playable
from musegen_app.engine.playhead import Playhead
from musegen_app.engine.playlist import NOTE_OFF, Playlist, Row
from musegen_app.engine.tracker import Due, Tracker

CLICK = 0  # pseudo kind of a metronome click: data1 is 1 on the first beat of a bar
SHORTEST_LOOP_FRAMES = 64


@dataclass(frozen=True, slots=True)
class Loop:
    """Playback jumps from `to_tick` to `from_tick`."""

    from_tick: int
    to_tick: int


class Scheduler:
    """Transport and playhead; `head` may be steered.

    `starved` gets the ticks where generated takes ran out; any thread may take them.
    """

    def __init__(self, sample_rate: int) -> None:
        self.playing = False
        self.loop: Loop | None = None
        self.metronome = False
        self.accent = True
        self.lap = 0  # passes of the loop since play
        self.starved: deque[int] = deque()
        self.tracker = Tracker()
        self.history = History()
        self._clock = ClockOut()
        self._playable = Playable(Playlist())
        self.head = Playhead(Timeline(self._playable.playlist.tempo, sample_rate))
        self._next_tick = 0  # every event before it has been dealt with
        self._count_in: CountIn | None = None
        self._stop_at: int | None = None
        self._until: int | None = None
        self._told_starved = False
        self._runs_on = False  # playing began behind the end: there is nothing to stop at

    @property
    def tick(self) -> int:
        """The playhead."""
        return self.head.tick

    @property
    def count_in(self) -> int:
        """Beats of the count-in still to come; 0: none."""
        return self._count_in.beats_left if self._count_in is not None else 0

    @property
    def revision(self) -> int:
        return self._playable.revision

    # --- actions ---------------------------------------------------------------------------------------
    def load(self, playable: Playable) -> None:
        """Play another playlist from now on, at the same tick. Notes that it does not hold at this place end."""
        self.head.use(Timeline(playable.playlist.tempo, self._sample_rate))
        self._playable = playable
        self._runs_on = self._runs_on and self._at_end
        for channel, pitch in self.tracker.sounding():
            if not playable.sounds(channel, pitch, self._next_tick):
                self.tracker.end(0, channel, pitch)
        if self.playing:
            self._chase(0)

    def play(self, from_tick: int | None = None, count_in_bars: int = 0, to_tick: int | None = None) -> None:
        """Start (or go on) at `from_tick`; None: at the playhead, and from the end at the beginning again.

        First come `count_in_bars` bars of clicks. A `to_tick` behind the start is where it stops, whatever the loop.
        """
        if from_tick is None and self.playing:
            return
        if from_tick is None and self._at_end:
            from_tick = self.loop.from_tick if self.loop is not None else 0
        self.playing = True
        self.lap = 0
        self._stop_at = to_tick
        self.seek(self.tick if from_tick is None else from_tick)
        if count_in_bars > 0:
            playlist = self._playable.playlist
            self._count_in = CountIn(self._next_tick, count_in_bars, playlist.tempo, playlist.meter, self._sample_rate)

    def stop(self) -> None:
        """Stand still; everything sounding ends."""
        self._stand_still(0)

    def seek(self, tick: int) -> None:
        """Put the playhead at `tick`; while playing, playback goes on there. Notes under way there stay silent."""
        self.tracker.release(0)
        self._count_in = None
        self._next_tick = max(0, tick)
        self.head.put(self._next_tick)
        self._runs_on = self._at_end
        if self._stop_at is not None and self._stop_at <= self._next_tick:
            self._stop_at = None
        if self.playing:
            self._chase(0)
            self._tell_clock(0, self._clock.jump(self._next_tick))

    def hurry_to(self, tick: int) -> None:
        """Be at `tick` already; what was due on the way is done at once."""
        self.head.put(max(tick, self._next_tick))

    def set_loop(self, loop: Loop | None) -> None:
        """Jump back at the loop's end from now on; a playhead behind it plays on."""
        self.loop = loop

    def set_until(self, until_tick: int | None) -> None:
        """Nothing is known from `until_tick` on: silence there, one `starved`, and no stop at the playlist's end."""
        self._until = until_tick
        self._told_starved = False

    def set_speed(self, percent: int) -> None:
        """Play at so many percent of the written tempo."""
        self.head.set_speed(percent)

    def send_clock(self, wanted: bool) -> None:
        """Whether MIDI clock comes out, from now on."""
        if wanted == self._clock.wanted:
            return
        self._tell_clock(0, self._clock.stop())
        self._clock.wanted = wanted
        if self.playing:
            self._tell_clock(0, self._clock.jump(self._next_tick))

    def set_sample_rate(self, sample_rate: int) -> None:
        """Go on at another rate, at the same place."""
        self.head.use(Timeline(self._playable.playlist.tempo, sample_rate))
        self.history.clear()
        if self._count_in is not None:
            self._count_in.use_sample_rate(sample_rate)

    def retell_synth(self) -> None:
        """The synth is a new one and knows nothing."""
        self.tracker.forget_synth()
        if self.playing:
            self._chase(0)

    def retell_lanes(self, lanes: list[int]) -> None:
        """What is behind these lanes has come (back) and knows nothing."""
        self.tracker.forget_lanes(lanes)
        if self.playing:
            self._chase(0)

    def panic(self, offset: int = 0) -> None:
        """Stop and silence everything by every means."""
        self.tracker.panic(offset)
        self._stand_still(offset)  # afterwards: the outputs would drop the stop message of the clock

    # --- time ------------------------------------------------------------------------------------------
    def due(self, frame0: int, frame1: int) -> list[Due]:
        """The messages of the frames [frame0, frame1), with their offsets from `frame0`, in order.

        Each falls on the first frame that does not come before its exact time. Moves the playhead.
        """
        frames, done = frame1 - frame0, 0
        while self.playing and done < frames:
            self._note(frame0 + done)
            if self._count_in is not None:
                done += self._count(self._count_in, done, frames - done)
            else:
                done += self._roll(done, frames - done)
        if done < frames:
            self._note(frame0 + done)
        return self.tracker.take()

    def _count(self, count_in: CountIn, base: int, frames: int) -> int:
        """Count on for up to `frames`; how many it took. At the end the song begins between two frames, exactly."""
        ahead, step = count_in.frames_left(self.head.step), self.head.step
        clicks = count_in.advance(min(ahead, frames), step)
        self.tracker.due.extend((base + at, CLICK, 0, int(accent and self.accent), 0) for at, accent in clicks)
        if ahead >= frames:
            return frames
        self.head.put(count_in.tick, count_in.beyond)
        self._count_in = None
        return ahead

    def _roll(self, base: int, frames: int) -> int:
        """Play on for up to `frames`, or to the next barrier; how many it took."""
        barrier = self._barrier()
        if barrier is not None and (ahead := self.head.frames_to(barrier)) < frames:
            self._emit(base, barrier)
            self.head.advance(ahead)
            self._cross(base + ahead, barrier)
            return ahead
        self._emit(base, self.head.last_tick(frames) + 1)
        self.head.advance(frames)
        return frames

    def _barrier(self) -> int | None:
        """The tick where something other than playing on happens: the loop's end or the song's."""
        if self._loops:
            assert self.loop is not None
            return self.loop.to_tick
        if self._stop_at is not None:
            return self._stop_at
        return None if self._runs_on or self._until is not None else self._playable.playlist.end_tick

    @property
    def _loops(self) -> bool:
        """Whether the playhead is on its way to the end of a loop."""
        loop = self.loop
        if loop is None or self.head.steered or self._stop_at is not None or self._next_tick > loop.to_tick:
            return False
        timeline = self.head.timeline
        length = timeline.units(loop.to_tick) - timeline.units(loop.from_tick)
        return length >= SHORTEST_LOOP_FRAMES * UNITS_PER_FRAME

    def _cross(self, offset: int, barrier: int) -> None:
        """At the barrier: jump back by exactly the loop's length, or stop at the end."""
        if self._loops and self.loop is not None:
            self.tracker.release(offset)
            self._next_tick = self.loop.from_tick
            self.head.jump_back(self._next_tick, barrier)
            self.lap += 1
            self._chase(offset)
            self._tell_clock(offset, self._clock.jump(self._next_tick))
        else:
            self._stand_still(offset)
            self._next_tick = barrier
            self.head.put(barrier)

    def _emit(self, base: int, to_tick: int) -> None:
        """Send everything of [next tick, to_tick); `base` is the offset of the playhead."""
        from_tick, self._next_tick = self._next_tick, max(self._next_tick, to_tick)
        rows = self._playable.rows(from_tick, to_tick)
        if self._until is not None and to_tick > self._until:
            rows = [row for row in rows if row[0] < self._until or (row[0] == self._until and row[1] == NOTE_OFF)]
        beats = self._beats(from_tick, to_tick)
        for tick, kind, channel, data1, data2, _ in sorted(beats + rows, key=_tick_of) if beats else rows:
            offset = base + self.head.frames_to(tick)
            if kind in (CLICK, MIDI_CLOCK):
                self.tracker.due.append((offset, kind, 0, data1, data2))
            else:
                self.tracker.send(offset, kind, channel, data1, data2)
        if self._until is not None and to_tick > self._until:
            self._starve(base, self._until)

    def _starve(self, base: int, until: int) -> None:
        self.tracker.release(base + self.head.frames_to(until))
        if not self._told_starved:
            self.starved.append(until)
            self._told_starved = True

    def _beats(self, from_tick: int, to_tick: int) -> list[Row]:
        """Clock messages and clicks, as pseudo events."""
        beats = self._clock.rows(from_tick, to_tick)
        if self.metronome:
            clicks = clicks_between(self._playable.playlist.meter, from_tick, to_tick)
            beats += [(tick, CLICK, 0, int(accent and self.accent), 0, 0) for tick, accent in clicks]
        return beats

    # --- inside ----------------------------------------------------------------------------------------
    @property
    def _at_end(self) -> bool:
        return self._playable.playlist.end_tick <= self._next_tick

    @property
    def _sample_rate(self) -> int:
        return self.head.timeline.sample_rate

    def _stand_still(self, offset: int) -> None:
        self.tracker.release(offset)
        self.playing, self._count_in, self._stop_at = False, None, None
        self._tell_clock(offset, self._clock.stop())

    def _chase(self, offset: int) -> None:
        self.tracker.chase(offset, self._playable.state.before(self._next_tick))

    def _tell_clock(self, offset: int, messages: list[tuple[int, int]]) -> None:
        self.tracker.due.extend((offset, MIDI_CLOCK, 0, status, position) for status, position in messages)

    def _note(self, frame: int) -> None:
        place = self._count_in or self.head
        self.history.note(frame, place.units, self.head.step, self.playing, self.lap, place.timeline)


def _tick_of(row: Row) -> int:
    return row[0]
