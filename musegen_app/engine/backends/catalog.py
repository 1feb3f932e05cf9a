"""Which backends a rig is made of. The device libraries are imported by the backends when something is opened."""

from __future__ import annotations

from musegen_app.base.errors import DeviceError
from musegen_app.engine.backends.fluidsynth_backend import FluidSynth
from musegen_app.engine.backends.rtmidi_backend import RtMidiPorts
from musegen_app.engine.backends.silent_clock import SilentClock
from musegen_app.engine.backends.sounddevice_backend import SoundDeviceOutput, list_devices
from musegen_app.engine.backends.soundfonts import chosen_soundfont
from musegen_app.engine.messages import AudioDevice, OpenDevice
from musegen_app.engine.protocols import Output, PortLibrary, Synth
from musegen_app.engine.rig import Backends

NONE = "none"
CRASHED = "crashed"


def backends_for(audio: str = "", synth: str = "") -> Backends:
    """The parts of a rig; "none" leaves the audio device or the synth out; so does "crashed" (said of audio)."""
    return Backends(
        open_output={NONE: _no_output, CRASHED: _crashed_output}.get(audio, _portaudio),
        silent_output=SilentClock,
        open_synth=_no_synth if synth == NONE else open_synth,
        list_devices=_no_devices if audio in (NONE, CRASHED) else list_devices,
    )


def ports_for(midi: str = "") -> PortLibrary | None:
    """The MIDI ports of this machine; None for "none"."""
    return None if midi == NONE else RtMidiPorts()


def open_synth(sample_rate: int, soundfont: str = "", cores: int = 1) -> Synth:
    """The synth with the chosen SoundFont ("" = the default one). Raises DeviceError.

    More than one core only where nothing waits for a block: in a callback, waking the others costs more than it saves.
    """
    return FluidSynth(sample_rate, chosen_soundfont(soundfont), cores)


def _portaudio(wish: OpenDevice) -> Output:
    return SoundDeviceOutput(wish.device, wish.sample_rate, wish.block_frames)


def _no_output(wish: OpenDevice) -> Output:
    raise DeviceError("Audio is switched off, so nothing sounds.")


def _crashed_output(wish: OpenDevice) -> Output:
    raise DeviceError("The sound system of this machine crashes when it is opened, so nothing sounds; see the log.")


def _no_synth(sample_rate: int, soundfont: str) -> Synth:
    raise DeviceError("The synth is switched off, so nothing sounds.")


def _no_devices(refresh: bool) -> tuple[AudioDevice, ...]:
    return ()
