"""The engine: blocks of sound from scheduler, synth, clicks and master. Live and offline are this one class.

`render` is called by the audio callback (or by a manual clock). It does not log, lock, wait or raise. Other threads
talk to it only through `submit` (a deque: appending and taking are atomic) and by reading plain numbers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from musegen_app.engine.limiter import Master
from musegen_app.engine.metronome import Clicks
from musegen_app.engine.playlist import CONTROL, NOTE_ON, PROGRAM
from musegen_app.engine.protocols import PREVIEW_CHANNEL, PREVIEW_DRUM_CHANNEL, Block, Synth
from musegen_app.engine.scheduler import CLICK, Scheduler

Action = Callable[["Engine"], None]
_DRUMS = 9


class SilentSynth:
    """Stands in where there is no synth: plays silence."""

    name = ""
    soundfont = ""

    def send(self, kind: int, channel: int, data1: int, data2: int) -> None:
        """Nothing sounds."""

    def render(self, block: Block, start: int, stop: int) -> None:
        block[start:stop] = 0.0

    def take_levels(self) -> tuple[float, ...]:
        return ()

    def close(self) -> None:
        """Nothing to free."""


class Engine:
    """Plays a playlist through a synth. The audio thread owns everything but `submit`, `retired` and the counters."""

    def __init__(self, sample_rate: int, synth: Synth) -> None:
        self.sample_rate = sample_rate
        self.synth = synth
        self.scheduler = Scheduler(sample_rate)
        self.clicks = Clicks(sample_rate)
        self.master = Master(sample_rate)
        self.frame = 0
        self.place = (0, False, 0)  # tick, playing, revision after the last block, for other threads to read
        self.fault = ""  # what went wrong in the last `render` that failed
        self.faults = 0
        self.retired: deque[Synth] = deque()  # synths that no block uses any more; the control thread closes them
        self._actions: deque[Action] = deque()
        self._previewed: list[tuple[int, int]] = []

    def submit(self, action: Action) -> None:
        """Have `action` done by the audio thread before the next block. Any thread."""
        self._actions.append(action)

    def render(self, block: Block, at_ns: int) -> None:
        """Fill `block`, asked for at `at_ns` (monotonic). Never raises: a failed block is silent and counted."""
        try:
            self._obey()
            self._play(block)
        except Exception as error:  # noqa: BLE001  a callback that raises ends the stream for good
            block[:] = 0.0
            self.fault = f"{type(error).__name__}: {error}"
            self.faults += 1
        self.frame += len(block)
        self.place = (self.scheduler.tick, self.scheduler.playing, self.scheduler.revision)

    def _obey(self) -> None:
        while self._actions:
            self._actions.popleft()(self)

    def _play(self, block: Block) -> None:
        at, frames = 0, len(block)
        for offset, kind, channel, data1, data2 in self.scheduler.due(self.frame, self.frame + frames):
            if offset > at:
                self.synth.render(block, at, offset)
                at = offset
            if kind == CLICK:
                self.clicks.start(offset, bool(data1))
            else:
                self.synth.send(kind, channel, data1, data2)
        self.synth.render(block, at, frames)
        self.clicks.mix(block)
        self.master.apply(block)

    # --- actions of the audio thread ---------------------------------------------------------------------
    def use_synth(self, synth: Synth, sample_rate: int) -> None:
        """Play on with another synth; one made for a rate that is no longer ours goes back unused."""
        if sample_rate != self.sample_rate:
            self.retired.append(synth)
            return
        self.retired.append(self.synth)
        self.synth = synth
        self._previewed = []
        self.scheduler.retell()

    def use_sample_rate(self, sample_rate: int) -> None:
        """Go on at another rate; the volume stays. The synth must be changed with it."""
        if sample_rate == self.sample_rate:
            return
        self.sample_rate = sample_rate
        self.scheduler.set_sample_rate(sample_rate)
        gain, self.clicks = self.clicks.gain, Clicks(sample_rate)
        self.clicks.gain = gain
        self.master = self.master.at_rate(sample_rate)

    def set_metronome(self, on: bool, gain_db: float) -> None:
        """Clicks on the felt beats while the transport runs."""
        self.scheduler.metronome = on
        self.clicks.gain = 10.0 ** (gain_db / 20.0)

    def preview_on(self, channel: int, bank: int, program: int, pitch: int, velocity: int) -> None:
        """Sound one note on a channel of the engine's own, so that no track changes its instrument."""
        own = PREVIEW_DRUM_CHANNEL if channel == _DRUMS else PREVIEW_CHANNEL
        tracker = self.scheduler.tracker
        tracker.send(0, CONTROL, own, 0, bank if bank < 128 else bank >> 7 & 127)
        tracker.send(0, PROGRAM, own, program, 0)
        tracker.send(0, NOTE_ON, own, pitch, velocity)
        self._previewed.append((own, pitch))

    def preview_off(self) -> None:
        """End every previewed note."""
        for channel, pitch in self._previewed:
            self.scheduler.tracker.end(0, channel, pitch)
        self._previewed = []

    def panic(self) -> None:
        """Stop, and silence everything."""
        self.clicks.silence()
        self.scheduler.panic()
        self._previewed = []
