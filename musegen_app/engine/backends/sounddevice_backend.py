"""PortAudio through sounddevice: device list and float output. The library is imported on first use.

PortAudio lists the devices once, when it starts; `list_devices` restarts it, so no stream may be open then.
"""

from __future__ import annotations

import os
import sys
from time import monotonic_ns
from typing import Any

from musegen_app.base.errors import DeviceError
from musegen_app.engine.backends.hushed import hushed
from musegen_app.engine.messages import AudioDevice
from musegen_app.engine.protocols import Block, Render

_SETTLING_SECONDS = 0.25  # a stream that has just been connected reports underflows of silence
_CHANNELS = 2
_REALTIME_PRIORITY = 20


def install_command() -> str:
    """What to type to get PortAudio on this system."""
    if sys.platform == "darwin":
        return "brew install portaudio"
    return "sudo apt install libportaudio2" if sys.platform != "win32" else "pip install --force-reinstall sounddevice"


def list_devices(refresh: bool = False) -> tuple[AudioDevice, ...]:
    """All outputs of this machine. `refresh` looks again (no stream may be open). Raises DeviceError."""
    sounddevice = _sounddevice()
    try:
        if refresh:
            with hushed():
                sounddevice._terminate()
                sounddevice._initialize()
        apis = sounddevice.query_hostapis()
        default = _default_index(sounddevice)
        return tuple(
            AudioDevice(d["name"], apis[d["hostapi"]]["name"], d["index"] == default, round(d["default_samplerate"]))
            for d in sounddevice.query_devices()
            if d["max_output_channels"] >= _CHANNELS
        )
    except sounddevice.PortAudioError as error:
        raise DeviceError(f"The audio devices cannot be listed: {error}.") from error


class SoundDeviceOutput:
    """One open stream. Fits `protocols.Output`. Raises DeviceError when the device cannot be opened so."""

    def __init__(self, device: str, sample_rate: int, block_frames: int) -> None:
        self.blocks = 0
        self.dropouts = 0
        self.realtime = False
        self._frames = 0
        self._render: Render | None = None
        sounddevice = _sounddevice()
        try:
            index = _index_of(sounddevice, device)
            about = sounddevice.query_devices(index)
            self._stream = sounddevice.OutputStream(
                device=index,
                samplerate=sample_rate or about["default_samplerate"],
                blocksize=block_frames,
                channels=_CHANNELS,
                dtype="float32",
                latency="low",
                callback=self._callback,
                clip_off=True,
                dither_off=True,
            )
        except (sounddevice.PortAudioError, ValueError) as error:
            raise DeviceError(
                f"The audio device “{device or 'default'}” cannot be opened: {_reason(error)}."
            ) from error
        self.device = str(about["name"])
        self.host_api = str(sounddevice.query_hostapis(about["hostapi"])["name"])
        self.sample_rate = round(self._stream.samplerate)
        self.block_frames = int(self._stream.blocksize)
        self.latency_ms = float(self._stream.latency) * 1_000.0

    def start(self, render: Render) -> None:
        self._render = render
        try:
            self._stream.start()
        except _sounddevice().PortAudioError as error:
            raise DeviceError(f"The audio device “{self.device}” does not start: {_reason(error)}.") from error

    def close(self) -> None:
        self._stream.close(ignore_errors=True)

    def _callback(self, outdata: Block, frames: int, time: Any, status: Any) -> None:
        at_ns = monotonic_ns()
        if status.output_underflow and self._frames > self.sample_rate * _SETTLING_SECONDS:
            self.dropouts += 1
        self._frames += frames
        if self.blocks == 0:
            self.realtime = _is_realtime() or _raise_priority()
            self.block_frames = self.block_frames or frames
        self.blocks += 1
        if self._render is None:
            outdata[:] = 0.0
        else:
            self._render(outdata, at_ns)


def _sounddevice() -> Any:
    """The module; importing it loads and starts PortAudio. Raises DeviceError with the command to install it."""
    os.environ.setdefault("JACK_NO_START_SERVER", "1")  # looking for devices must not start a sound server
    if (loaded := sys.modules.get("sounddevice")) is not None:
        return loaded
    with hushed():
        try:
            import sounddevice
        except (ImportError, OSError) as error:
            raise DeviceError(f"PortAudio is missing, so nothing sounds; install it: {install_command()}") from error
    return sounddevice


def _default_index(sounddevice: Any) -> int:
    """The system's default output; where it names none, the default of the first host that has one. -1: none."""
    index = int(sounddevice.default.device[1])
    if index >= 0:
        return index
    defaults = [int(api["default_output_device"]) for api in sounddevice.query_hostapis()]
    return next((i for i in defaults if i >= 0), -1)


def _index_of(sounddevice: Any, name: str) -> int:
    """The device of that name, "" for the default. Raises DeviceError when there is none."""
    if not name:
        index = _default_index(sounddevice)
        if index < 0:
            raise DeviceError("There is no audio device, so nothing sounds; plug one in or start an audio server.")
        return index
    for about in sounddevice.query_devices():
        if about["name"] == name and about["max_output_channels"] >= _CHANNELS:
            return int(about["index"])
    raise DeviceError(f"The audio device “{name}” is not there; choose another one in the sound settings.")


def _reason(error: Exception) -> str:
    return str(error).removeprefix("Error opening OutputStream: ").rstrip(".")


def _raise_priority() -> bool:
    """Real-time priority for this thread, where the system grants it."""
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(_REALTIME_PRIORITY))
    except (AttributeError, OSError):  # not this system; not this user
        return False
    return True


def _is_realtime() -> bool:
    try:
        return os.sched_getscheduler(0) in (os.SCHED_FIFO, os.SCHED_RR)
    except (AttributeError, OSError):
        return False
