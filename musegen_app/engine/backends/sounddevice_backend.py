"""PortAudio through sounddevice: device list and float output. The library is imported on first use.

PortAudio lists the devices once, when it starts; `list_devices` restarts it, so no stream may be open then.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from statistics import median
from time import monotonic_ns
from typing import Any

from musegen_app.base.errors import DeviceError
from musegen_app.engine.backends.hushed import hushed
from musegen_app.engine.messages import AudioDevice
from musegen_app.engine.protocols import Block, Render

_FLAG_BLOCKS = 2  # PortAudio hears of a late cycle that much later
_SETTLING_SECONDS = 0.25  # a stream that has just been connected reports underflows of silence
_CHANNELS = 2
_REALTIME_PRIORITY = 20
_MEASURED_BLOCKS = 16  # then the latency is known
_BELIEVABLE_SECONDS = 2.0
_COMMON_RATES = (48_000, 44_100)
_OWN_BLOCKS = ("JACK",)  # hosts that prescribe the length of a block


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
            AudioDevice(name, apis[d["hostapi"]]["name"], d["index"] == default, round(d["default_samplerate"]))
            for name, d in _named_outputs(sounddevice)
        )
    except sounddevice.PortAudioError as error:
        raise DeviceError(f"The audio devices cannot be listed: {error}.") from error


class SoundDeviceOutput:
    """One open stream. Fits `protocols.Output`. Raises DeviceError when the device cannot be opened so.

    `latency_ms` is what PortAudio claims until the first blocks were asked for, then what it measured: from the start
    of the callback to the moment when the block's first frame is heard.
    """

    def __init__(self, device: str, sample_rate: int, block_frames: int) -> None:
        self.blocks = 0
        self.dropouts = 0
        self.realtime = False
        self._frames = 0
        self._asked_ns = self._done_ns = 0  # the last block: when it was asked for, when it was filled
        self._blocks_since_late = 0
        self._ahead: list[float] = []  # seconds from callback to sound, of the first blocks
        self._render: Render | None = None
        sounddevice = _sounddevice()
        self.device, about = _wished(sounddevice, device)
        self.host_api = _host_api(sounddevice, about)
        self.remark = ""
        block_frames = 0 if self.host_api.startswith(_OWN_BLOCKS) else block_frames
        try:
            self._stream = self._opened(about, sample_rate or about["default_samplerate"], block_frames)
        except (sounddevice.PortAudioError, ValueError) as error:
            other = _other_rate(sounddevice, about, sample_rate)
            if not other:
                raise DeviceError(f"The audio device “{self.device}” cannot be opened: {_reason(error)}.") from error
            self._stream = self._opened_at_last(about, other, block_frames)
            words = f"The audio device “{self.device}” does not run at {sample_rate} Hz and plays at {other} Hz"
            self.remark = f"{words}; choose that rate in the sound settings."
        self.sample_rate = round(self._stream.samplerate)
        self.block_frames = int(self._stream.blocksize)
        self.latency_ms = float(self._stream.latency) * 1_000.0

    def _opened(self, about: Any, sample_rate: float, block_frames: int) -> Any:
        """The stream, not yet started. Raises the library's errors."""
        return _sounddevice().OutputStream(
            device=about["index"],
            samplerate=sample_rate,
            blocksize=block_frames,
            channels=_CHANNELS,
            dtype="float32",
            latency="low",
            callback=self._callback,
            clip_off=True,
            dither_off=True,
        )

    def _opened_at_last(self, about: Any, sample_rate: int, block_frames: int) -> Any:
        """The same, at a rate that the device says it takes. Raises DeviceError."""
        try:
            return self._opened(about, sample_rate, block_frames)
        except (_sounddevice().PortAudioError, ValueError) as error:
            raise DeviceError(f"The audio device “{self.device}” cannot be opened: {_reason(error)}.") from error

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
        self._note_punctuality(at_ns, frames)
        if status.output_underflow and self._frames > self.sample_rate * _SETTLING_SECONDS and self._is_our_fault:
            self.dropouts += 1
        self._frames += frames
        if self.blocks == 0:
            self.realtime = _is_realtime() or _raise_priority()
            self.block_frames = self.block_frames or frames
        if self.blocks < _MEASURED_BLOCKS:
            self._measure(time.outputBufferDacTime - time.currentTime)
        self.blocks += 1
        if self._render is None:
            outdata[:] = 0.0
        else:
            self._render(outdata, at_ns)
        self._done_ns = monotonic_ns()

    @property
    def _is_our_fault(self) -> bool:
        """On JACK the flag tells of any program that was late; the sound of the others plays on without a break."""
        return "JACK" not in self.host_api or self._blocks_since_late <= _FLAG_BLOCKS

    def _note_punctuality(self, at_ns: int, frames: int) -> None:
        """Whether this block was asked for too late, or the last one took too long."""
        block_ns = frames * 1_000_000_000 // self.sample_rate
        came_late = at_ns - self._asked_ns > 1.5 * block_ns
        took_long = self._done_ns - self._asked_ns > 0.9 * block_ns
        self._blocks_since_late = 0 if came_late or took_long else self._blocks_since_late + 1
        self._asked_ns = at_ns

    def _measure(self, ahead: float) -> None:
        """Some hosts leave the times empty: then what they claim stands."""
        if 0.0 < ahead < _BELIEVABLE_SECONDS:
            self._ahead.append(ahead)
        if self.blocks == _MEASURED_BLOCKS - 1 and self._ahead:
            self.latency_ms = median(self._ahead) * 1_000.0


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


def _named_outputs(sounddevice: Any) -> list[tuple[str, Any]]:
    """Every output under a name of its own: where several hosts offer one of the same name, its host belongs to it."""
    outputs = [about for about in sounddevice.query_devices() if about["max_output_channels"] >= _CHANNELS]
    names = Counter(about["name"] for about in outputs)
    return [
        (about["name"] if names[about["name"]] == 1 else f"{about['name']}, {_host_api(sounddevice, about)}", about)
        for about in outputs
    ]


def _wished(sounddevice: Any, name: str) -> tuple[str, Any]:
    """Name and facts of the device called `name`, "" for the default one. Raises DeviceError when there is none."""
    outputs = _named_outputs(sounddevice)
    if not name:
        index = _default_index(sounddevice)
        if not outputs:
            raise DeviceError("There is no audio device, so nothing sounds; plug one in or start an audio server.")
        return next((row for row in outputs if row[1]["index"] == index), outputs[0])
    found = [row for row in outputs if row[0] == name] or [row for row in outputs if row[1]["name"] == name]
    if not found:
        raise DeviceError(f"The audio device “{name}” is not there; choose another one in the sound settings.")
    return found[0]


def _host_api(sounddevice: Any, about: Any) -> str:
    return str(sounddevice.query_hostapis(about["hostapi"])["name"])


def _other_rate(sounddevice: Any, about: Any, sample_rate: int) -> int:
    """A rate that the device takes where it refuses the wished one; 0: that was not the reason, or there is none."""
    if not sample_rate or _takes(sounddevice, about, sample_rate):
        return 0
    rates = (*_COMMON_RATES, round(about["default_samplerate"]))
    return next((rate for rate in rates if rate != sample_rate and _takes(sounddevice, about, rate)), 0)


def _takes(sounddevice: Any, about: Any, sample_rate: int) -> bool:
    try:
        sounddevice.check_output_settings(about["index"], _CHANNELS, "float32", samplerate=sample_rate)
    except (sounddevice.PortAudioError, ValueError):
        return False
    return True


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
