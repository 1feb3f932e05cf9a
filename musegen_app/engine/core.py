"""The engine: blocks of sound from scheduler, synth, clicks and master. Live and offline are this one class.

`render` is called by the audio callback (or by a manual clock). It does not log, lock, wait or raise. Other threads
talk to it only through `submit`, `heard` and `lost_input` (deques: appending and taking are atomic) and by reading
plain numbers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from operator import itemgetter

from musegen_app.engine.clock_out import MIDI_CLOCK, clock_bytes
from musegen_app.engine.hearing import Hearing
from musegen_app.engine.lanes import FIRST_LIVE_LANE, LANES, Exits, Lanes, NoOuts
from musegen_app.engine.limiter import Master
from musegen_app.engine.live import Live
from musegen_app.engine.messages import LiveSound, PreviewOn
from musegen_app.engine.metronome import TEST_CHORD, Clicks
from musegen_app.engine.pace import Pace
from musegen_app.engine.playable import Playable
from musegen_app.engine.playlist import CONTROL, NOTE_ON, PROGRAM, Playlist
from musegen_app.engine.protocols import PREVIEW_CHANNEL, PREVIEW_DRUM_CHANNEL, SYNTH_CHANNELS, Block, Outs, Synth
from musegen_app.engine.scheduler import CLICK, Scheduler
from musegen_app.engine.steering import Steering
from musegen_app.engine.tracker import PANIC, Due

Action = Callable[["Engine"], None]
_DRUMS = 9
_offset_of = itemgetter(0)


class SilentSynth:
    """Stands in where there is no synth: plays silence."""

    name = ""
    soundfont = ""
    grid_frames = 1

    def send(self, kind: int, channel: int, data1: int, data2: int) -> None:
        """Nothing sounds."""

    def render(self, block: Block, start: int, stop: int) -> None:
        block[start:stop] = 0.0

    def take_levels(self) -> tuple[float, ...]:
        return ()

    def close(self) -> None:
        """Nothing to free."""


class Engine:
    """Plays a playlist and what comes in through a synth and to MIDI outputs. The audio thread owns everything but
    `submit`, `heard`, `lost_input`, `playable`, `lanes`, `retired` and the counters."""

    def __init__(self, sample_rate: int, synth: Synth, outs: Outs | None = None) -> None:
        self.sample_rate = sample_rate
        self.synth = synth
        self.scheduler = Scheduler(sample_rate)
        self.clicks = Clicks(sample_rate)
        self.master = Master(sample_rate)
        self.pace = Pace(sample_rate)
        self.lanes = Lanes()  # the control thread's, who makes playlists ready
        self.exits = Exits(self.lanes, outs or NoOuts())
        self.steering = Steering(self.scheduler)
        self.live = Live(self.scheduler.tracker)
        self.hearing = Hearing(self.live, self.scheduler.history, self._panic)
        self.latency_ns = 0  # from the callback to the ear; set by the control thread
        self.frame = 0
        self.place = (0, False, 0)  # tick, playing, revision after the last block, for other threads to read
        self.count_in = 0  # beats left, likewise
        self.panics = 0  # carried out, likewise
        self.fault = ""  # what went wrong in the last `render` that failed
        self.faults = 0
        self.retired: deque[Synth] = deque()  # synths that no block uses any more; the control thread closes them
        self._actions: deque[Action] = deque()
        self._later: list[tuple[int, Action]] = []  # what is to be done from a frame on
        self._previewed: list[tuple[int, int]] = []

    # --- any thread ------------------------------------------------------------------------------------
    def submit(self, action: Action) -> None:
        """Have `action` done by the audio thread before the next block."""
        self._actions.append(action)

    def heard(self, at_ns: int, port: str, data: bytes) -> None:
        """A whole message came in at `port`, at that monotonic time."""
        self.hearing.heard(at_ns, port, data)

    def lost_input(self, at_ns: int, port: str) -> None:
        """The input `port` is gone: whatever it holds down is let go."""
        self.hearing.lost(at_ns, port)

    def playable(self, playlist: Playlist, revision: int = 0) -> Playable:
        """The playlist made ready, its routes on our lanes. Control thread: lanes are given out here."""
        return Playable(self.lanes.mapped(playlist), revision)

    # --- audio thread ----------------------------------------------------------------------------------
    def render(self, block: Block, at_ns: int) -> None:
        """Fill `block`, asked for at `at_ns` (monotonic). Never raises: a failed block is silent and counted."""
        try:
            self._obey()
            self._play(block, at_ns)
        except Exception as error:  # noqa: BLE001  a callback that raises ends the stream for good
            block[:] = 0.0
            self.fault = f"{type(error).__name__}: {error}"
            self.faults += 1
        self.frame += len(block)
        self.place = (self.scheduler.tick, self.scheduler.playing, self.scheduler.revision)
        self.count_in = self.scheduler.count_in

    def _obey(self) -> None:
        while self._actions:
            self._actions.popleft()(self)
        while self._later and self._later[0][0] <= self.frame:
            self._later.pop(0)[1](self)

    def _play(self, block: Block, at_ns: int) -> None:
        frames = len(block)
        self.pace.begin(self.frame, at_ns, frames)
        start_ns = self.pace.ns_at(self.frame)
        if self.steering.leader is not None:
            self.steering.steer(start_ns + self.latency_ns)
        heard = self.hearing.take(self.pace, self.frame, frames, self.latency_ns, self.synth.grid_frames)
        due = self.scheduler.due(self.frame, self.frame + frames)
        if heard:
            due.sort(key=_offset_of)
        self._dispatch(block, due, start_ns)
        self.clicks.mix(block)
        self.master.apply(block)

    def _dispatch(self, block: Block, due: list[Due], start_ns: int) -> None:
        """Everything to where it belongs; the synth renders up to the offset of each of its messages first."""
        at = 0
        for offset, kind, channel, data1, data2 in due:
            if channel >= SYNTH_CHANNELS:
                self._send_out(start_ns, offset, kind, channel, data1, data2)
                continue
            if kind == MIDI_CLOCK:
                self.exits.send_clock(self._heard_at(start_ns, offset), clock_bytes(data1, data2))
            elif kind == CLICK:
                self.clicks.start(offset, bool(data1))
            elif kind == PANIC:
                self.exits.outs.panic()
                self.panics += 1
            else:
                if offset > at:
                    self.synth.render(block, at, offset)
                    at = offset
                self.synth.send(kind, channel, data1, data2)
        self.synth.render(block, at, len(block))

    def _send_out(self, start_ns: int, offset: int, kind: int, lane: int, data1: int, data2: int) -> None:
        """What the playlist holds goes out when it is heard from here; a key's message as soon as all wait equally."""
        at_ns = self._heard_at(start_ns, offset)
        if lane >= FIRST_LIVE_LANE:
            at_ns -= self.latency_ns
        self.exits.send(at_ns, lane, kind, data1, data2)

    def _heard_at(self, start_ns: int, offset: int) -> int:
        return start_ns + self.latency_ns + round(offset * self.pace.ns_per_frame)

    # --- actions of the audio thread ---------------------------------------------------------------------
    def use_synth(self, synth: Synth, sample_rate: int) -> None:
        """Play on with another synth; one made for a rate that is no longer ours goes back unused."""
        if sample_rate != self.sample_rate:
            self.retired.append(synth)
            return
        self.retired.append(self.synth)
        self.synth = synth
        self._previewed = [note for note in self._previewed if note[0] >= FIRST_LIVE_LANE]  # those still sound
        self.scheduler.retell_synth()
        self.live.retell_synth(0)

    def use_sample_rate(self, sample_rate: int) -> None:
        """Go on at another rate; the volume stays. The synth must be changed with it."""
        if sample_rate == self.sample_rate:
            return
        self.sample_rate = sample_rate
        self.scheduler.set_sample_rate(sample_rate)
        self.pace = Pace(sample_rate)
        gain, self.clicks = self.clicks.gain, Clicks(sample_rate)
        self.clicks.gain = gain
        self.master = self.master.at_rate(sample_rate)

    def set_metronome(self, on: bool, gain_db: float, accent: bool = True) -> None:
        """Clicks on the felt beats while the transport runs."""
        self.scheduler.metronome, self.scheduler.accent = on, accent
        self.clicks.gain = 10.0 ** (gain_db / 20.0)

    def set_thru(self, sound: LiveSound | None, lane: int | None = None) -> None:
        """How keys sound from now on; `lane` is the live lane of the sound's route."""
        self.live.set_sound(0, sound, lane)

    def retell_outputs(self, port: str) -> None:
        """The output `port` has come (back): it knows nothing."""
        lanes = self.lanes.lanes_of(port)
        self.scheduler.retell_lanes(lanes)
        self.live.retell_lanes(0, [lane + LANES for lane in lanes])

    def preview(self, wish: PreviewOn, lane: int | None) -> None:
        """Sound one note as a track would: on the synth, and on `lane`, the live lane of its route."""
        if wish.synth:
            self.preview_on(wish.channel, wish.bank, wish.program, wish.pitch, wish.velocity)
        if lane is not None:
            self.scheduler.tracker.send(0, NOTE_ON, lane, wish.pitch, wish.velocity)
            self._previewed.append((lane, wish.pitch))

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

    def sound_test(self, tones: Block) -> None:
        """A short chord by the synth; by plain `tones` where there is none."""
        if not self.synth.name:
            self.clicks.play(tones)
            return
        for pitch in TEST_CHORD:
            self.preview_on(0, 0, 0, pitch, 90)
        self._later.append((self.frame + len(tones), Engine.preview_off))

    def panic(self) -> None:
        """Stop, and silence everything, keys too that have come in but not sounded yet."""
        self.hearing.pass_over()
        self.steering.pass_over()
        self._panic(0)

    def _panic(self, offset: int) -> None:
        self.clicks.silence()
        self.scheduler.panic(offset)
        self.live.panic(offset)
        self._previewed = []
