"""The backends on machines that lack things, with fakes for the device library."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from musegen_app.base.errors import DeviceError
from musegen_app.engine.backends import silent_clock, soundfonts
from musegen_app.engine.backends.hushed import hushed
from musegen_app.engine.backends.silent_clock import SilentClock
from musegen_app.engine.backends.sounddevice_backend import SoundDeviceOutput, list_devices
from musegen_app.engine.backends.soundfonts import chosen_soundfont, default_soundfont
from musegen_app.engine.protocols import Block
from tests.waiting import finished, joined

REFUSED = {1, 88_200}  # sample rates


class PortAudioError(Exception):
    pass


class FakeStream:
    def __init__(self, **options: Any) -> None:
        self.options = options
        self.samplerate = options["samplerate"]
        self.blocksize = options["blocksize"]
        self.latency = 0.01
        if options["samplerate"] in REFUSED:
            raise PortAudioError("Error opening OutputStream: Invalid sample rate")

    def start(self) -> None:
        self.block = np.full((64, 2), 7.0, np.float32)

    def call(self, underflow: bool = False, ahead: float = 0.0) -> Block:
        time = SimpleNamespace(currentTime=5.0, outputBufferDacTime=5.0 + ahead)
        self.options["callback"](self.block, 64, time, SimpleNamespace(output_underflow=underflow))
        return self.block

    def close(self, ignore_errors: bool) -> None:
        assert ignore_errors


def about(index: int, name: str, outputs: int, api: int = 0) -> dict[str, Any]:
    rate = 44_100.0
    return {"index": index, "name": name, "hostapi": api, "max_output_channels": outputs, "default_samplerate": rate}


class FakePortAudio(SimpleNamespace):
    def __init__(self, names: tuple[str, ...], default: int = -1) -> None:
        super().__init__(PortAudioError=PortAudioError, OutputStream=FakeStream)
        self.all = [about(i, n, 0 if n == "microphone" else 2) for i, n in enumerate(names)]
        self.default = SimpleNamespace(device=(-1, default))
        self.restarts = 0

    def query_devices(self, index: int | None = None) -> Any:
        return self.all if index is None else self.all[index]

    def query_hostapis(self, index: int | None = None) -> Any:
        apis = tuple(
            {"name": name, "default_output_device": len(self.all) - 1} for name in ("Fake API", "JACK Audio Kit")
        )
        return apis if index is None else apis[index]

    def check_output_settings(self, index: int, channels: int, dtype: str, samplerate: float) -> None:
        assert (channels, dtype) == (2, "float32")
        if samplerate in REFUSED:
            raise PortAudioError("Invalid sample rate")

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


def test_a_rate_that_a_device_refuses_is_named_and_it_plays_at_one_that_it_takes(
    portaudio: FakePortAudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert SoundDeviceOutput("phones", 48_000, 0).remark == ""
    opened = SoundDeviceOutput("phones", 1, 0)
    assert opened.sample_rate == 48_000
    assert opened.remark.startswith("The audio device “phones” does not run at 1 Hz and plays at 48000 Hz; choose that")
    monkeypatch.setattr(f"{__name__}.REFUSED", {48_000})
    assert SoundDeviceOutput("", 48_000, 0).sample_rate == 44_100
    monkeypatch.setattr(f"{__name__}.REFUSED", {48_000, 44_100})
    with pytest.raises(DeviceError, match=r"“phones” cannot be opened: Invalid sample rate\."):
        SoundDeviceOutput("phones", 48_000, 0)


def test_devices_of_one_name_are_told_apart_by_their_host(portaudio: FakePortAudio) -> None:
    portaudio.all.append(about(3, "phones", 2, api=1))
    names = [d.name for d in list_devices()]
    assert names == ["speakers", "phones, Fake API", "phones, JACK Audio Kit"]
    assert SoundDeviceOutput("phones, JACK Audio Kit", 48_000, 0).host_api == "JACK Audio Kit"
    assert SoundDeviceOutput("phones", 48_000, 0).device == "phones, Fake API"


def test_a_host_that_prescribes_its_blocks_is_not_asked_for_others(portaudio: FakePortAudio) -> None:
    portaudio.all.append(about(3, "system", 2, api=1))
    assert SoundDeviceOutput("system", 48_000, 64)._stream.options["blocksize"] == 0
    assert SoundDeviceOutput("phones", 48_000, 64)._stream.options["blocksize"] == 64


def test_the_latency_is_the_median_of_what_the_first_blocks_say(portaudio: FakePortAudio) -> None:
    output = SoundDeviceOutput("", 48_000, 0)
    assert output.latency_ms == pytest.approx(10.0), "what PortAudio claims"
    stream: FakeStream = output._stream
    output.start(lambda block, at_ns: None)

    def run() -> None:
        for ahead in [0.0, -1.0, 7.0, *(0.02 + i / 1_000 for i in range(13)), 1.0, 1.0]:
            stream.call(ahead=ahead)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    joined(thread)
    assert output.latency_ms == pytest.approx(26.0), "what is no time is left out, what comes later too"


def test_a_host_without_times_leaves_what_it_claims(portaudio: FakePortAudio) -> None:
    output = SoundDeviceOutput("", 48_000, 0)
    output.start(lambda block, at_ns: None)
    thread = threading.Thread(target=lambda: [output._stream.call() for _ in range(20)], daemon=True)
    thread.start()
    joined(thread)
    assert output.latency_ms == pytest.approx(10.0)


def test_a_machine_without_devices_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", FakePortAudio(()))
    with pytest.raises(DeviceError, match="There is no audio device"):
        SoundDeviceOutput("", 48_000, 0)


def test_on_jack_only_what_we_were_late_for_is_a_dropout(
    portaudio: FakePortAudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """JACK tells every program when any of them was late."""
    clock = [0]
    monkeypatch.setattr("musegen_app.engine.backends.sounddevice_backend.monotonic_ns", lambda: clock[0])
    monkeypatch.setattr("musegen_app.engine.backends.sounddevice_backend._is_realtime", lambda: True)
    portaudio.all.append(about(3, "system", 2, api=1))
    output = SoundDeviceOutput("system", 48_000, 0)
    stream: FakeStream = output._stream
    spent = [0]
    output.start(lambda block, at_ns: clock.__setitem__(0, clock[0] + spent[0]))
    block_ns = 64 * 1_000_000_000 // 48_000

    def call(blocks: int = 1, underflow: bool = False) -> None:
        for _ in range(blocks):
            clock[0] += block_ns - spent[0]
            stream.call(underflow=underflow)

    call(300)
    call(underflow=True)
    assert output.dropouts == 0, "somebody else was late"
    clock[0] += block_ns
    call(2)
    call(underflow=True)
    assert output.dropouts == 1, "a block was asked for a block too late"
    call(10)
    spent[0] = block_ns
    call()
    spent[0] = 0
    clock[0] -= block_ns  # the next cycle comes at its time
    call(underflow=True)
    assert output.dropouts == 2, "a block took too long"


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

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    joined(thread)
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


def test_a_machine_that_stood_still_does_not_race_through_the_song(monkeypatch: pytest.MonkeyPatch) -> None:
    now, waits = [100.0], list[float]()
    monkeypatch.setattr(silent_clock, "time", SimpleNamespace(monotonic=lambda: now[0], monotonic_ns=lambda: 0))

    class Waits(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waits.append(timeout or 0.0)
            now[0] += 60.0 if len(waits) == 5 else waits[-1]
            return self.is_set() if len(waits) < 100 else (self.set(), True)[1]

    clock = SilentClock(48_000)
    clock._ended = Waits()
    clock._run(lambda block, at_ns: None)
    period = silent_clock.BLOCK_FRAMES / 48_000
    assert sum(wait == 0.0 for wait in waits) <= silent_clock.BACKLOG_SECONDS / period + 1
    assert waits[-1] == pytest.approx(period)


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


def test_two_threads_may_be_hushed_at_once(capfd: pytest.CaptureFixture[str]) -> None:
    """Whoever leaves first must not bring the words back for the other, nor keep them away for ever."""
    first, second = hushed(), hushed()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    os.write(1, b"still hushed")
    second.__exit__(None, None, None)
    os.write(1, b"ours")
    assert capfd.readouterr() == ("ours", "")


def test_a_process_without_stderr_may_be_hushed() -> None:
    script = (
        "import os; os.close(2)\nfrom musegen_app.engine.backends.hushed import hushed\nwith hushed(): pass\nprint(1)"
    )
    done = finished([sys.executable, "-c", script])
    assert done.stdout == "1\n"
