"""What comes in from keyboards: at which frame it sounds, and where the song was heard when it was struck."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable

from musegen_app.engine.history import History
from musegen_app.engine.live import Live, is_channel_message, parsed
from musegen_app.engine.messages import PlayedEvent
from musegen_app.engine.pace import Pace
from musegen_app.engine.playlist import CONTROL, NOTE_OFF, NOTE_ON

_FAR_FRAMES = 48_000  # a stamp so far ahead is no stamp of our clock
_PRESSED = 64  # a controller from here on is a pressed button
_PEDALS = frozenset((64, 66, 67, 69))  # sustain, sostenuto, soft, hold
_GONE = b""  # in place of a message: the port is gone
_Key = tuple[str, int, int, int]  # port, kind, channel, number


class Hearing:
    """`heard` and `lost` from any thread, the rest from the audio thread; any thread may take from `played`."""

    def __init__(self, live: Live, history: History, panic: Callable[[int], None]) -> None:
        self.played: deque[PlayedEvent] = deque()
        self.trigger = (0, 0)  # kind and number of the message that means panic
        self.knobs: frozenset[tuple[str, int, int]] = frozenset()  # port, channel, number: they do not sound
        self._live = live
        self._history = history
        self._panic = panic
        self._heard: deque[tuple[int, str, bytes]] = deque()
        self._pressed: set[_Key] = set()  # panic keys and buttons that are down
        self._passed_over = 0  # so many of those that wait are noted but not sounded

    def heard(self, at_ns: int, port: str, data: bytes) -> None:
        """A whole message came in at `port`, at that monotonic time."""
        if is_channel_message(data):
            self._heard.append((at_ns, port, data))

    def lost(self, at_ns: int, port: str) -> None:
        """The input `port` is gone."""
        self._heard.append((at_ns, port, _GONE))

    def pass_over(self) -> None:
        """What has come in up to now is noted, but does not sound any more."""
        self._passed_over = len(self._heard)

    def take(self, pace: Pace, frame: int, frames: int, latency_ns: int, grid_frames: int = 1) -> bool:
        """Sound what was struck up to the start of the block [frame, frame + frames), one block after its stroke.

        So all keys wait equally long, however the strokes fall between the blocks. True: there was something. The synth
        rounds up to its grid: that is made up for. By three quarters of it, as keys that arrive with the callback (JACK
        delivers so) are stamped at about the block's start or a little later, and should all begin there.
        """
        wait = frames - grid_frames * 3 // 4
        if not self._heard:
            return False
        offset = 0
        while self._heard:
            at_ns, port, data = self._heard[0]
            wanted = math.floor(pace.frame_at(at_ns)) + wait - frame
            if frames <= wanted < frames + _FAR_FRAMES:
                break  # came while this block was already being made
            self._heard.popleft()
            offset = max(offset, min(wanted, frames - 1))
            self._obey(offset, pace.frame_at(at_ns - latency_ns), at_ns, port, data)
        return True

    def _obey(self, offset: int, frame: float, at_ns: int, port: str, data: bytes) -> None:
        """Sound the message at `offset` and note it; `frame` is the one that was heard at that moment."""
        sounds = not self._passed_over
        self._passed_over -= not sounds
        if data == _GONE:
            if sounds:
                self._live.release_port(offset, port)
        elif self._is_trigger(port, data):
            if sounds and _is_press(data):
                self._panic(offset)
        else:
            if sounds and not self._is_knob(port, data):
                self._live.hear(offset, port, data)
            self._note(frame, at_ns, port, data)

    def _is_trigger(self, port: str, data: bytes) -> bool:
        """Whether the panic key or button is pressed, or let go after that. A key that was already down when it became
        the panic key still comes up like any other."""
        kind, channel, number, _ = parsed(data)
        kind = NOTE_ON if kind == NOTE_OFF else kind
        key = (port, kind, channel, number)
        was_pressed = key in self._pressed
        self._pressed.discard(key)
        if not _is_press(data):
            return was_pressed
        if (kind, number) != self.trigger:
            return False
        self._pressed.add(key)
        return True

    def _is_knob(self, port: str, data: bytes) -> bool:
        """Whether it is a controller that steers something else. A pedal may always come up: it may have gone down
        before it was learned."""
        kind, channel, number, value = parsed(data)
        is_up = number in _PEDALS and value < _PRESSED
        return kind == CONTROL and (port, channel, number) in self.knobs and not is_up

    def _note(self, frame: float, at_ns: int, port: str, data: bytes) -> None:
        tick, rolling, lap = self._history.at(frame)
        _, _, data1, data2 = parsed(data)
        self.played.append(PlayedEvent(at_ns, port, data[0], data1, data2, tick, rolling, lap))


def _is_press(data: bytes) -> bool:
    """Whether a key goes down or a button is pressed."""
    kind, _, _, value = parsed(data)
    return (kind == NOTE_ON and value > 0) or (kind == CONTROL and value >= _PRESSED)
