"""The backends on machines that lack things, with fakes for the device library."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from musegen_app.base.errors import DeviceError
from musegen_app.engine.backends import soundfonts
from musegen_app.engine.backends.hushed import hushed
from musegen_app.engine.backends.silent_clock import SilentClock
from musegen_app.engine.backends.sounddevice_backend import SoundDeviceOutput, list_devices
from musegen_app.engine.backends.soundfonts import chosen_soundfont, default_soundfont
from musegen_app.engine.protocols import Block


class PortAudioError(Exception):
    pass


class FakeStream:
    def __init__(self, **options: Any) -> None:
        self.options = options
        self.samplerate = options["samplerate"]
        self.blocksize = options["blocksize"]
        self.latency = 0.01
        if options["samplerate"] == 1:
            raise PortAudioError("Error opening OutputStream: Invalid sample rate")

    def start(self) -> None:
        self.block = np.full((64, 2), 7.0, np.float32)

    def call(self, underflow: bool = False) -> Block:
        self.options["callback"](self.block, 64, None, SimpleNamespace(output_underflow=underflow))
        return self.block

    def close(self, ignore_errors: bool) -> None:
        assert ignore_errors


def about(index: int, name: str, outputs: int) -> dict[str, Any]:
    return {"index": index, "name": name, "hostapi": 0, "max_output_channels": outputs, "default_samplerate": 44_100.0}


class FakePortAudio(SimpleNamespace):
    def __init__(self, names: tuple[str, ...], default: int = -1) -> None:
        super().__init__(PortAudioError=PortAudioError, OutputStream=FakeStream)
        self.all = [about(i, n, 0 if n == "microphone" else 2) for i, n in enumerate(names)]
        self.default = SimpleNamespace(device=(-1, default))
        self.restarts = 0

    def query_devices(self, index: int | None = None) -> Any:
        return self.all if index is None else self.all[index]

    def query_hostapis(self, index: int | None = None) -> Any:
        api = {"name": "Fake API", "default_output_device": len(self.all) - 1}
        return (api,) if index is None else api

    def _terminate(self) -> None:
        self.restarts += 1

    def _initialize(self) -> None:
        assert self.restarts


@pytest.fixture
def portaudio(monkeypatch: pytest.MonkeyPatch) -> FakePortAudio:
    fake = FakePortAudio(("microphone", "speakers", "phones"), default=1)
    monkeypatch.setitem(sys.modules, "sounddevice", fake)
    return fake


def test_a_missing_portaudio_is_one_sentence_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(DeviceError, match="PortAudio is missing, so nothing sounds; install it: "):
        list_devices()


def test_outputs_are_listed_with_the_default_marked(portaudio: FakePortAudio) -> None:
    found = list_devices(refresh=True)
    assert [(d.name, d.default) for d in found] == [("speakers", True), ("phones", False)]
    assert portaudio.restarts == 1
    list_devices()
    assert portaudio.restarts == 1


def test_a_device_is_opened_by_name_and_the_default_by_no_name(portaudio: FakePortAudio) -> None:
    assert SoundDeviceOutput("phones", 48_000, 128).device == "phones"
    assert SoundDeviceOutput("", 0, 0).device == "speakers"
    assert SoundDeviceOutput("", 0, 0).sample_rate == 44_100
    portaudio.default.device = (-1, -1)
    assert SoundDeviceOutput("", 0, 0).device == "phones"
    with pytest.raises(DeviceError, match="“trumpet” is not there"):
        SoundDeviceOutput("trumpet", 48_000, 0)
    with pytest.raises(DeviceError, match=r"cannot be opened: Invalid sample rate\."):
        SoundDeviceOutput("phones", 1, 0)


def test_a_machine_without_devices_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", FakePortAudio(()))
    with pytest.raises(DeviceError, match="There is no audio device"):
        SoundDeviceOutput("", 48_000, 0)


def test_the_callback_always_fills_the_block_and_counts_underflows(portaudio: FakePortAudio) -> None:
    output = SoundDeviceOutput("", 48_000, 0)
    stream: FakeStream = output._stream
    output.start(lambda block, at_ns: block.fill(0.25))

    def run() -> None:  # in a thread of its own: the first call may raise its thread's priority
        assert stream.call(underflow=True).max() == np.float32(0.25)  # a stream that settles: nothing was lost
        for _ in range(48_000 // 4 // 64):
            stream.call()
        stream.call()
        stream.call(underflow=True)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert (output.blocks, output.dropouts, output.block_frames) == (190, 1, 64)
    output.close()


def test_the_silent_clock_asks_for_blocks_at_the_pace_of_real_time() -> None:
    frames: list[int] = []
    enough = threading.Event()

    def render(block: Block, at_ns: int) -> None:
        frames.append(len(block))
        if len(frames) >= 5:
            enough.set()

    clock = SilentClock(48_000)
    clock.start(render)
    assert enough.wait(10.0)
    clock.close()
    count = len(frames)
    assert clock.blocks == count
    assert (clock.device, clock.dropouts) == ("", 0)


def test_the_packaged_soundfont_is_found_without_importing_its_package() -> None:
    before = "pretty_midi" in sys.modules
    assert default_soundfont().is_file()
    assert ("pretty_midi" in sys.modules) == before


def test_a_soundfont_of_the_system_serves_when_none_is_packaged(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(soundfonts, "_packaged", lambda: None)
    monkeypatch.setattr(soundfonts, "_SYSTEM_FOLDERS", (str(tmp_path / "nowhere"), str(tmp_path)))
    with pytest.raises(DeviceError, match="No SoundFont was found"):
        default_soundfont()
    (tmp_path / "notes.txt").touch()
    (tmp_path / "big.SF3").touch()
    assert chosen_soundfont("") == tmp_path / "big.SF3"


def test_what_is_no_soundfont_never_reaches_the_libraries(tmp_path: Path) -> None:
    (tmp_path / "song.sf2").write_bytes(b"MThd and so on")
    with pytest.raises(DeviceError, match=r"song\.sf2 is no SoundFont"):
        chosen_soundfont(str(tmp_path / "song.sf2"))


def test_what_libraries_print_goes_nowhere_and_what_we_print_arrives(capfd: pytest.CaptureFixture[str]) -> None:
    with hushed():
        os.write(1, b"JackShmReadWritePtr")
        os.write(2, b"ALSA lib confmisc.c")
    os.write(1, b"ours")
    assert capfd.readouterr() == ("ours", "")


def test_a_process_without_stderr_may_be_hushed() -> None:
    script = (
        "import os; os.close(2)\nfrom musegen_app.engine.backends.hushed import hushed\nwith hushed(): pass\nprint(1)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "1\n"
