"""Everything that crosses the pipe between the session and the engine process.

Frozen dataclasses; each consumer is a `match` ending in `assert_never`. Times are ticks of the playlist
unless the name says otherwise; `at_ns` is the engine's monotonic clock in nanoseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from musegen_app.engine.route import Route

if TYPE_CHECKING:  # numpy: the window is there before it is needed
    from musegen_app.engine.playlist import Playlist


# --- session -> engine -------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class LoadPlaylist:
    """Replace everything that plays; `revision` comes back in `Position`."""

    revision: int
    playlist: Playlist


@dataclass(frozen=True, slots=True)
class PatchPlaylist:
    """Replace the events of [from_tick, to_tick) by those of `playlist` (packed, same range)."""

    revision: int
    from_tick: int
    to_tick: int
    playlist: Playlist


@dataclass(frozen=True, slots=True)
class Play:
    """`from_tick` None: from where the playhead stands. `count_in_bars` bars of clicks come before it (whatever the
    metronome does otherwise); `to_tick`: stop there, if given, instead of at the song's end."""

    from_tick: int | None = None
    count_in_bars: int = 0
    to_tick: int | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    pass


@dataclass(frozen=True, slots=True)
class Seek:
    tick: int


@dataclass(frozen=True, slots=True)
class SetLoop:
    enabled: bool
    from_tick: int = 0
    to_tick: int = 0


@dataclass(frozen=True, slots=True)
class SetUntil:
    """Notes exist only up to `until_tick` because a take is being generated; beyond it the engine plays silence
    and reports `Starved`. None: no limit."""

    until_tick: int | None


@dataclass(frozen=True, slots=True)
class SetMetronome:
    enabled: bool
    gain_db: float = -6.0
    accent: bool = True  # the first beat of a bar sounds higher and louder


@dataclass(frozen=True, slots=True)
class SetSpeed:
    """Play at so many percent of the written tempo (25..400), at the same pitch."""

    percent: int = 100


@dataclass(frozen=True, slots=True)
class SetMasterGain:
    gain_db: float


@dataclass(frozen=True, slots=True)
class PreviewOn:
    """Sound one note at once (note preview, piano ruler): with `program` as on `channel` of the synth if `synth`, and
    on `route`, whose instrument is set up by the playlist."""

    channel: int
    bank: int
    program: int
    pitch: int
    velocity: int
    synth: bool = True
    route: Route | None = None


@dataclass(frozen=True, slots=True)
class PreviewOff:
    """End every previewed note."""


@dataclass(frozen=True, slots=True)
class Panic:
    pass


@dataclass(frozen=True, slots=True)
class OpenDevice:
    """Open an audio device by name ("" = the default one); rate 0 and block 0 mean the device's choice."""

    device: str = ""
    sample_rate: int = 48_000
    block_frames: int = 0


@dataclass(frozen=True, slots=True)
class LoadSoundFont:
    """Play with the SoundFont file `path` ("" = the built-in one). When it cannot be read: with `instead`, or, None,
    with what plays already (the built-in one where nothing does). The problem is reported either way."""

    path: str
    instead: str | None = None


@dataclass(frozen=True, slots=True)
class ListDevices:
    """Asks for a `DeviceList` (re-reads the host's devices)."""


@dataclass(frozen=True, slots=True)
class TestDevice:
    """Sound a short chord through the audio device: by the synth, or plain tones where there is none."""


# --- session -> engine: keys and ports ---------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class LiveSound:
    """How keys sound at once: the armed track's instrument, in the synth and on `route` beside or instead of it."""

    bank: int = 0
    program: int = 0
    volume: int = 100
    pan: int = 64
    reverb: int = 40
    chorus: int = 0
    drums: bool = False
    synth: bool = True
    route: Route | None = None


@dataclass(frozen=True, slots=True)
class SetThru:
    """What incoming keys sound like; None: they are noted but not sounded. Keys that are down keep their old sound."""

    sound: LiveSound | None = None


@dataclass(frozen=True, slots=True)
class LiveMessage:
    """A channel message of 1 to 3 bytes from the window (computer keyboard, a clicked key): treated like one that
    came in at the port named `port`, without that port's filters."""

    port: str
    data: bytes


@dataclass(frozen=True, slots=True)
class InPort:
    """The user's wish for one MIDI input. `channels`: bit n lets MIDI channel n in. `curve`: exponent of the velocity
    curve (1 = as played, below 1 = louder, 0 = always 100). `transpose` in semitones."""

    name: str
    enabled: bool = True
    channels: int = 0xFFFF
    curve: float = 1.0
    transpose: int = 0


@dataclass(frozen=True, slots=True)
class OutPort:
    """The user's wish for one MIDI output. `offset_ms` is added to the time of every message (negative = earlier);
    `clock`: send MIDI clock, song position, start, stop and continue."""

    name: str
    offset_ms: float = 0.0
    clock: bool = False


@dataclass(frozen=True, slots=True)
class SetPorts:
    """Every wish about ports, in place of the former ones. Inputs that are not named are opened as they are when
    `all_inputs`. Outputs are opened when a playlist, a live sound, a clock or a test needs them."""

    inputs: tuple[InPort, ...] = ()
    outputs: tuple[OutPort, ...] = ()
    all_inputs: bool = True


@dataclass(frozen=True, slots=True)
class ListPorts:
    """Asks for a `PortList`. One also comes unasked whenever a port appears, goes, opens or closes."""


@dataclass(frozen=True, slots=True)
class TestPort:
    """Play three notes on channel 1 of the output `name`."""

    name: str


@dataclass(frozen=True, slots=True)
class SetSync:
    """Follow the MIDI clock that comes in at `port`: start, stop, continue, song position, tempo. "": our own clock."""

    port: str = ""


@dataclass(frozen=True, slots=True)
class SetPanicTrigger:
    """Panic at once, inside the engine, when this message comes in at any port: status nibble 0x90 (note on) or 0xB0
    (control above 63), and its number. 0: none."""

    kind: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class SetKnobs:
    """These controllers (port, channel 0..15, number) steer something else: they are reported as played, but do not
    sound."""

    knobs: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Quit:
    pass


EngineCommand = (
    LoadPlaylist
    | PatchPlaylist
    | Play
    | Stop
    | Seek
    | SetLoop
    | SetUntil
    | SetMetronome
    | SetMasterGain
    | PreviewOn
    | PreviewOff
    | Panic
    | OpenDevice
    | LoadSoundFont
    | ListDevices
    | TestDevice
    | SetSpeed
    | SetThru
    | LiveMessage
    | SetPorts
    | ListPorts
    | TestPort
    | SetSync
    | SetPanicTrigger
    | SetKnobs
    | Quit
)


# --- engine -> session -------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Ready:
    """The engine process runs. `modules` lists torch/PySide6 if (wrongly) imported; a test reads it."""

    pid: int
    realtime: bool
    modules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AudioState:
    """What sounds: `device` "" means the silent clock; `problem` is a sentence with what to install, or ""."""

    device: str
    host_api: str
    sample_rate: int
    block_frames: int
    latency_ms: float
    synth: str  # "FluidSynth 2.3.1" or ""
    soundfont: str
    problem: str
    realtime: bool = False  # the callback has real-time priority


@dataclass(frozen=True, slots=True)
class AudioDevice:
    name: str
    host_api: str
    default: bool
    sample_rate: int


@dataclass(frozen=True, slots=True)
class DeviceList:
    devices: tuple[AudioDevice, ...]


@dataclass(frozen=True, slots=True)
class Position:
    """Sent 30 times a second while the engine lives, by its control thread.

    `levels`: the highest absolute sample of each synth channel 0..15 since the last report, before the master; empty
    where the synth cannot tell. `count_in`: beats of the count-in still to come, 0 when none.
    """

    tick: int
    playing: bool
    revision: int
    frame: int
    dropouts: int
    peak: float  # highest absolute sample since the last report, 0..
    levels: tuple[float, ...] = ()
    count_in: int = 0


@dataclass(frozen=True, slots=True)
class Starved:
    """The playhead reached the end of what is generated."""

    tick: int


@dataclass(frozen=True, slots=True)
class DeviceLost:
    """The audio device stopped. Nothing can be opened in this process any more (PortAudio may crash): the session
    starts another one on the default device. Until then the silent clock keeps the transport going."""

    device: str


@dataclass(frozen=True, slots=True)
class PlayedEvent:
    """One channel message that came in, after the port's filters: what was heard.

    `tick` is where the song *sounded* at the moment of the stroke (output latency compensated; below the start of
    playback during a count-in); `lap` counts the passes of the loop since Play. `rolling`: the transport ran.
    """

    at_ns: int
    port: str
    status: int
    data1: int
    data2: int
    tick: int
    rolling: bool
    lap: int


@dataclass(frozen=True, slots=True)
class Played:
    """What came in since the last report, in order. Always sent, armed or not."""

    events: tuple[PlayedEvent, ...]


@dataclass(frozen=True, slots=True)
class PortInfo:
    """One MIDI port. `name` is stable: without client numbers, unique in its direction. `api`: ALSA, JACK, CoreMIDI,
    Windows. `present`: it is there; `opened`: we use it."""

    name: str
    api: str
    present: bool = True
    opened: bool = False


@dataclass(frozen=True, slots=True)
class PortList:
    """The ports that are there and those that are wished for; `problem` says why there are none, or ""."""

    inputs: tuple[PortInfo, ...] = ()
    outputs: tuple[PortInfo, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class SyncState:
    """What comes from the clock that we follow. `bpm` 0: no clock for a while."""

    port: str
    running: bool = False
    bpm: float = 0.0


@dataclass(frozen=True, slots=True)
class EngineProblem:
    """Something failed that the user should know; one sentence."""

    sentence: str


EngineReport = (
    Ready | AudioState | DeviceList | Position | Starved | DeviceLost | Played | PortList | SyncState | EngineProblem
)
