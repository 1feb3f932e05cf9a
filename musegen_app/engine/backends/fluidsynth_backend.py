"""FluidSynth through the library that pyfluidsynth finds, in float, each channel for itself.

Events take effect exactly where they are sent; FluidSynth itself starts a voice at the next multiple of 64 frames
(counted from the synth's first frame), however long the slices are: what a slice leaves of a 64-frame buffer is kept
for the next one. Every channel comes in a buffer of its own, so that its level can be told; the effects come in one
more, and here they are added up (see docs/adr/0010). All calls release the GIL.
"""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from musegen_app.base.errors import DeviceError
from musegen_app.engine.backends.channel_mixer import ChannelMixer
from musegen_app.engine.backends.hushed import hushed
from musegen_app.engine.playlist import BEND, CONTROL, NOTE_OFF, NOTE_ON, POLY_PRESSURE, PRESSURE, PROGRAM
from musegen_app.engine.protocols import LIVE_DRUM_CHANNEL, PREVIEW_DRUM_CHANNEL, SYNTH_CHANNELS, Block

GRID_FRAMES = 64  # FluidSynth's own buffer: the one tolerance of playback timing
GAIN = 1.2  # a single melody peaks near -15 dBFS; the limiter takes care of the rest
POLYPHONY = 256
_DRUM_TYPE = 1
_GROUPS = LIVE_DRUM_CHANNEL + 1  # a channel goes to the group of its number modulo this: none of ours meet
_EFFECTS = 2  # reverb and chorus, in this order
_SLICE_FRAMES = 8_192  # longest piece rendered at once
_SILENT_LEVELS = (2, 3, 4)  # warnings, information, debugging; errors stay on stderr
_ENTRIES: dict[str, tuple[Any, tuple[Any, ...]]] = {
    # name without "fluid_synth_": result, argument types after the synth
    "noteon": (ctypes.c_int, (ctypes.c_int, ctypes.c_int, ctypes.c_int)),
    "noteoff": (ctypes.c_int, (ctypes.c_int, ctypes.c_int)),
    "cc": (ctypes.c_int, (ctypes.c_int, ctypes.c_int, ctypes.c_int)),
    "program_change": (ctypes.c_int, (ctypes.c_int, ctypes.c_int)),
    "pitch_bend": (ctypes.c_int, (ctypes.c_int, ctypes.c_int)),
    "channel_pressure": (ctypes.c_int, (ctypes.c_int, ctypes.c_int)),
    "key_pressure": (ctypes.c_int, (ctypes.c_int, ctypes.c_int, ctypes.c_int)),
    "set_channel_type": (ctypes.c_int, (ctypes.c_int, ctypes.c_int)),
    "process": (ctypes.c_int, (ctypes.c_int, ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)),
}


def install_command() -> str:
    """What to type to get FluidSynth on this system."""
    if sys.platform == "darwin":
        return "brew install fluid-synth"
    if sys.platform == "win32":
        return "choco install fluidsynth"
    return "sudo apt install libfluidsynth3"


class FluidSynth:
    """One synth with one SoundFont at one sample rate. Raises DeviceError when the library or the font fails.

    With `cores` above 1 the voices are shared out to that many threads: the sound is the same, sooner.
    """

    grid_frames = GRID_FRAMES

    def __init__(self, sample_rate: int, soundfont: Path, cores: int = 1) -> None:
        self._library = library = _load_library()
        self._settings = _new_settings(library, sample_rate, cores)
        self._synth = ctypes.c_void_p(library.new_fluid_synth(self._settings))
        if not self._synth:
            raise DeviceError(f"FluidSynth cannot run at {sample_rate} Hz.")
        self.name = f"FluidSynth {_version(library)}"
        self.soundfont = str(soundfont)
        with hushed():
            loaded = library.fluid_synth_sfload(self._synth, os.fsencode(soundfont), 1) >= 0
        if not loaded:
            self.close()
            raise DeviceError(f"The SoundFont {soundfont.name} cannot be read.")
        self._bind(library)
        for drums in (PREVIEW_DRUM_CHANNEL, LIVE_DRUM_CHANNEL):
            self._set_channel_type(self._synth, drums, _DRUM_TYPE)
            self._program_change(self._synth, drums, 0)
        self._mixer = ChannelMixer(_GROUPS, _EFFECTS, _SLICE_FRAMES)

    def send(self, kind: int, channel: int, data1: int, data2: int) -> None:
        """See `protocols.Synth`. What FluidSynth refuses (an unknown preset) it ignores."""
        synth = self._synth
        if kind == NOTE_ON:
            self._noteon(synth, channel, data1, data2)
        elif kind == NOTE_OFF:
            self._noteoff(synth, channel, data1)
        elif kind == CONTROL:
            self._cc(synth, channel, data1, data2)
        elif kind == BEND:
            self._pitch_bend(synth, channel, data2 << 7 | data1)
        elif kind == PROGRAM:
            self._program_change(synth, channel, data1)
        elif kind == PRESSURE:
            self._channel_pressure(synth, channel, data1)
        elif kind == POLY_PRESSURE:
            self._key_pressure(synth, channel, data1, data2)

    def render(self, block: Block, start: int, stop: int) -> None:
        """See `protocols.Synth`."""
        mixer = self._mixer
        while start < stop:
            frames = min(stop - start, _SLICE_FRAMES)
            mixer.clear(frames)
            self._process(self._synth, frames, *mixer.effects, *mixer.dry)
            mixer.mix(block[start : start + frames])
            start += frames

    def take_levels(self) -> tuple[float, ...]:
        """See `protocols.Synth`."""
        return self._mixer.take_levels()

    def close(self) -> None:
        if self._synth:
            self._library.delete_fluid_synth(self._synth)
            self._synth = ctypes.c_void_p(None)
        if self._settings:
            self._library.delete_fluid_settings(self._settings)
            self._settings = ctypes.c_void_p(None)

    def _bind(self, library: ctypes.CDLL) -> None:
        """Our own prototypes: pyfluidsynth has no float output and checks every argument in Python."""
        for name, (result, arguments) in _ENTRIES.items():
            prototype = ctypes.CFUNCTYPE(result, ctypes.c_void_p, *arguments)
            setattr(self, f"_{name}", prototype((f"fluid_synth_{name}", library)))

    _noteon: Any
    _noteoff: Any
    _cc: Any
    _program_change: Any
    _pitch_bend: Any
    _channel_pressure: Any
    _key_pressure: Any
    _set_channel_type: Any
    _process: Any


def _load_library() -> ctypes.CDLL:
    """The shared library, found by pyfluidsynth's search. Raises DeviceError with the command to install it."""
    try:
        with redirect_stdout(None):  # where the variable CI is set it prints what it found, into our --json output
            import fluidsynth
    except (ImportError, OSError, AttributeError) as error:
        raise DeviceError(f"FluidSynth is missing, so nothing sounds; install it: {install_command()}") from error
    library: ctypes.CDLL = fluidsynth._fl
    library.new_fluid_settings.restype = ctypes.c_void_p
    library.new_fluid_synth.restype = ctypes.c_void_p
    library.new_fluid_synth.argtypes = library.delete_fluid_settings.argtypes = [ctypes.c_void_p]
    library.delete_fluid_synth.argtypes = [ctypes.c_void_p]
    library.fluid_settings_setnum.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_double]
    library.fluid_settings_setint.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
    library.fluid_synth_sfload.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
    library.fluid_set_log_function.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p]
    for level in _SILENT_LEVELS:
        library.fluid_set_log_function(level, None, None)
    return library


def _new_settings(library: ctypes.CDLL, sample_rate: int, cores: int) -> ctypes.c_void_p:
    settings = ctypes.c_void_p(library.new_fluid_settings())
    library.fluid_settings_setnum(settings, b"synth.sample-rate", float(sample_rate))
    library.fluid_settings_setnum(settings, b"synth.gain", GAIN)
    library.fluid_settings_setint(settings, b"synth.midi-channels", SYNTH_CHANNELS)
    library.fluid_settings_setint(settings, b"synth.audio-groups", _GROUPS)
    library.fluid_settings_setint(settings, b"synth.audio-channels", _GROUPS)
    library.fluid_settings_setint(settings, b"synth.polyphony", POLYPHONY)
    library.fluid_settings_setint(settings, b"synth.cpu-cores", cores)
    library.fluid_settings_setint(settings, b"audio.realtime-prio", 0)  # those threads would ask for it
    library.fluid_settings_setint(settings, b"synth.reverb.active", 1)
    library.fluid_settings_setint(settings, b"synth.chorus.active", 1)
    return settings


def _version(library: ctypes.CDLL) -> str:
    parts = [ctypes.c_int() for _ in range(3)]
    library.fluid_version(*(ctypes.byref(part) for part in parts))
    return ".".join(str(part.value) for part in parts)
