"""MIDI clock for others: 24 to the quarter while the song plays, with song position, start, continue and stop.

A receiver takes a new position only while it stands still, and counts it in semiquavers. So every start and every
jump is: stop, the position of the next semiquaver, and start or continue together with the clock that falls on it.
"""

from __future__ import annotations

from musegen_app.engine.playlist import Row
from musegen_app.score.time import TICKS_PER_QUARTER

MIDI_CLOCK = 1  # pseudo kind of a clock message: data1 is its status byte, data2 the song position
TIMING, POSITION, START, CONTINUE, STOP = 0xF8, 0xF2, 0xFA, 0xFB, 0xFC
_CLOCK_TICKS = TICKS_PER_QUARTER // 24
_SEMIQUAVER = TICKS_PER_QUARTER // 4
_FURTHEST = 0x3FFF  # semiquavers


class ClockOut:
    """What the followers of our clock have been told. Audio thread."""

    def __init__(self) -> None:
        self.wanted = False
        self._running = False  # the followers play, or will at `_begin`
        self._begin = 0

    def jump(self, tick: int) -> list[tuple[int, int]]:
        """Playback goes on at `tick`: status byte and position of what to send at once."""
        if not self.wanted:
            return []
        stop = self.stop()
        self._running, self._begin = True, -(-tick // _SEMIQUAVER) * _SEMIQUAVER
        return [*stop, (POSITION, min(_FURTHEST, self._begin // _SEMIQUAVER))]

    def stop(self) -> list[tuple[int, int]]:
        """Playback has stopped."""
        was, self._running = self._running, False
        return [(STOP, 0)] if was else []

    def rows(self, from_tick: int, to_tick: int) -> list[Row]:
        """The clocks of [from_tick, to_tick), as pseudo events."""
        rows: list[Row] = []
        if not self.wanted:
            return rows
        for tick in range(-(-from_tick // _CLOCK_TICKS) * _CLOCK_TICKS, to_tick, _CLOCK_TICKS):
            if tick == self._begin:
                rows.append((tick, MIDI_CLOCK, 0, CONTINUE if tick else START, 0, 0))
            rows.append((tick, MIDI_CLOCK, 0, TIMING, 0, 0))
        return rows


def clock_bytes(status: int, position: int) -> bytes:
    """The message as it goes down the wire."""
    return bytes((status, position & 127, position >> 7)) if status == POSITION else bytes((status,))
