"""What is due in which frame: the transport and the playlist turned into channel messages. Pure: no clock, no device.

All methods are called from one thread (the audio callback, the offline twin, a test). Whatever an action
demands at once (note-offs, chased controllers) comes out of the next `due` at offset 0.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from musegen_app.engine.clock import UNITS_PER_FRAME, Timeline
from musegen_app.engine.metronome import next_click
from musegen_app.engine.playable import Playable
from musegen_app.engine.playlist import NOTE_OFF, Playlist
from musegen_app.engine.protocols import SYNTH_CHANNELS
from musegen_app.engine.tracker import Due, Tracker

CLICK = 0  # pseudo kind of a metronome click: data1 is 1 on the first beat of a bar
SHORTEST_LOOP_FRAMES = 64
_FAR = 1 << 62


@dataclass(frozen=True, slots=True)
class Loop:
    """Playback jumps from `to_tick` to `from_tick`."""

    from_tick: int
    to_tick: int


class Scheduler:
    """Transport and playhead. `starved` gets the ticks where generated takes ran out; any thread may take them."""

    def __init__(self, sample_rate: int) -> None:
        self.playing = False
        self.loop: Loop | None = None
        self.metronome = False
        self.starved: deque[int] = deque()
        self.tracker = Tracker(SYNTH_CHANNELS)
        self._playable = Playable(Playlist())
        self._timeline = Timeline(self._playable.playlist.tempo, sample_rate)
        self._units = 0  # the exact playhead: where frame0 of the next `due` falls
        self._next_tick = 0  # every event before it has been dealt with
        self._until: int | None = None
        self._told_starved = False
        self._runs_on = False  # playing began behind the end: there is nothing to stop at

    @property
    def tick(self) -> int:
        """The playhead."""
        return max(0, self._timeline.tick_at(self._units))

    @property
    def revision(self) -> int:
        return self._playable.revision

    # --- actions ---------------------------------------------------------------------------------------
    def load(self, playable: Playable) -> None:
        """Play another playlist from now on, at the same tick. Notes that it does not hold at this place end."""
        self._set_timeline(Timeline(playable.playlist.tempo, self._timeline.sample_rate))
        self._playable = playable
        self._runs_on = self._runs_on and self._at_end
        for channel, pitch in self.tracker.sounding():
            if not playable.sounds(channel, pitch, self._next_tick):
                self.tracker.end(0, channel, pitch)
        if self.playing:
            self._chase(0)

    def play(self, from_tick: int | None = None) -> None:
        """Start (or go on) at `from_tick`; None: at the playhead, and from the end at the beginning again."""
        if from_tick is None and self.playing:
            return
        if from_tick is None and self._at_end:
            from_tick = self.loop.from_tick if self.loop is not None else 0
        self.playing = True
        self.seek(self.tick if from_tick is None else from_tick)

    def stop(self) -> None:
        """Stand still; everything sounding ends."""
        self.tracker.release(0)
        self.playing = False

    def seek(self, tick: int) -> None:
        """Put the playhead at `tick`; while playing, playback goes on there."""
        self.tracker.release(0)
        self._next_tick = max(0, tick)
        self._units = self._timeline.units(self._next_tick)
        self._runs_on = self._at_end
        if self.playing:
            self._chase(0)

    def set_loop(self, loop: Loop | None) -> None:
        """Jump back at the loop's end from now on; a playhead behind it plays on."""
        self.loop = loop

    def set_until(self, until_tick: int | None) -> None:
        """Nothing is known from `until_tick` on: silence there, one `starved`, and no stop at the playlist's end."""
        self._until = until_tick
        self._told_starved = False

    def set_sample_rate(self, sample_rate: int) -> None:
        """Go on at another rate, at the same place."""
        self._set_timeline(Timeline(self._playable.playlist.tempo, sample_rate))

    def retell(self) -> None:
        """The synth is a new one and knows nothing."""
        self.tracker.forget()
        if self.playing:
            self._chase(0)

    def panic(self) -> None:
        """Stop and silence everything by every means."""
        self.stop()
        self.tracker.panic()

    # --- time ------------------------------------------------------------------------------------------
    def due(self, frame0: int, frame1: int) -> list[Due]:
        """The messages of the frames [frame0, frame1), with their offsets from `frame0`, in order.

        Each falls on the first frame that does not come before its exact time. Moves the playhead.
        """
        frames, done = frame1 - frame0, 0
        while self.playing and done < frames:
            barrier = self._barrier()
            ahead = max(0, self._timeline.frames_to(self._units, barrier)) if barrier is not None else _FAR
            if barrier is not None and ahead < frames - done:
                self._emit(done, barrier)
                done += ahead
                self._cross(done, barrier, ahead)
            else:
                last = self._units + (frames - done - 1) * UNITS_PER_FRAME
                self._emit(done, self._timeline.tick_at(last) + 1)
                self._units += (frames - done) * UNITS_PER_FRAME
                done = frames
        return self.tracker.take()

    def _barrier(self) -> int | None:
        """The tick where something other than playing on happens: the loop's end or the song's."""
        if self.loop is not None and self._next_tick <= self.loop.to_tick and self._loop_is_playable(self.loop):
            return self.loop.to_tick
        return None if self._runs_on or self._until is not None else self._playable.playlist.end_tick

    def _loop_is_playable(self, loop: Loop) -> bool:
        length = self._timeline.units(loop.to_tick) - self._timeline.units(loop.from_tick)
        return length >= SHORTEST_LOOP_FRAMES * UNITS_PER_FRAME

    def _cross(self, offset: int, barrier: int, ahead: int) -> None:
        """At the barrier: jump back by exactly the loop's length, or stop at the end."""
        self.tracker.release(offset)
        if self.loop is not None and barrier == self.loop.to_tick and self._loop_is_playable(self.loop):
            length = self._timeline.units(barrier) - self._timeline.units(self.loop.from_tick)
            self._units += ahead * UNITS_PER_FRAME - length
            self._next_tick = self.loop.from_tick
            self._chase(offset)
        else:
            self.playing = False
            self._next_tick = barrier
            self._units = self._timeline.units(barrier)

    def _emit(self, base: int, to_tick: int) -> None:
        """Send everything of [next tick, to_tick); `base` is the offset of the playhead."""
        from_tick, self._next_tick = self._next_tick, max(self._next_tick, to_tick)
        rows = self._playable.rows(from_tick, to_tick)
        if self._until is not None and to_tick > self._until:
            rows = [row for row in rows if row[0] < self._until or (row[0] == self._until and row[1] == NOTE_OFF)]
        clicks = self._clicks(from_tick, to_tick) if self.metronome else []
        for tick, kind, channel, data1, data2, _ in sorted(rows + clicks, key=_tick_of) if clicks else rows:
            offset = base + max(0, self._timeline.frames_to(self._units, tick))
            if kind == CLICK:
                self.tracker.due.append((offset, CLICK, 0, data1, 0))
            else:
                self.tracker.send(offset, kind, channel, data1, data2)
        if self._until is not None and to_tick > self._until:
            self._starve(base, self._until)

    def _starve(self, base: int, until: int) -> None:
        self.tracker.release(base + max(0, self._timeline.frames_to(self._units, until)))
        if not self._told_starved:
            self.starved.append(until)
            self._told_starved = True

    def _clicks(self, from_tick: int, to_tick: int) -> list[tuple[int, int, int, int, int, int]]:
        clicks = []
        tick, accent = next_click(self._playable.playlist.meter, from_tick)
        while tick < to_tick:
            clicks.append((tick, CLICK, 0, int(accent), 0, 0))
            tick, accent = next_click(self._playable.playlist.meter, tick + 1)
        return clicks

    # --- inside ----------------------------------------------------------------------------------------
    @property
    def _at_end(self) -> bool:
        return self._playable.playlist.end_tick <= self._next_tick

    def _chase(self, offset: int) -> None:
        self.tracker.chase(offset, self._playable.state.before(self._next_tick))

    def _set_timeline(self, timeline: Timeline) -> None:
        self._units = self._timeline.moved(self._units, timeline)
        self._timeline = timeline


def _tick_of(row: tuple[int, int, int, int, int, int]) -> int:
    return row[0]
