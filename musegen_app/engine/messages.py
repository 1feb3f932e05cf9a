"""Everything that crosses the pipe between the session and the engine process.

Frozen dataclasses; each consumer is a `match` ending in `assert_never`. Times are ticks of the playlist
unless the name says otherwise; `at_frame` counts audio frames since the stream opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
    from_tick: int | None = None  # None: from where the playhead stands


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


@dataclass(frozen=True, slots=True)
class SetMasterGain:
    gain_db: float


@dataclass(frozen=True, slots=True)
class PreviewOn:
    """Sound one note at once on `channel` with `program` (note preview, piano ruler)."""

    channel: int
    bank: int
    program: int
    pitch: int
    velocity: int


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
    path: str


@dataclass(frozen=True, slots=True)
class ListDevices:
    """Asks for a `DeviceList` (re-reads the host's devices)."""


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
    """Sent 30 times a second while the engine lives, by its control thread."""

    tick: int
    playing: bool
    revision: int
    frame: int
    dropouts: int
    peak: float  # highest absolute sample since the last report, 0..


@dataclass(frozen=True, slots=True)
class Starved:
    """The playhead reached the end of what is generated."""

    tick: int


@dataclass(frozen=True, slots=True)
class EngineProblem:
    """Something failed that the user should know; one sentence."""

    sentence: str


EngineReport = Ready | AudioState | DeviceList | Position | Starved | EngineProblem
