"""Opening, losing and replacing devices and synths, with fakes in the backends' place."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from musegen_app.base.errors import DeviceError
from musegen_app.engine.core import Engine, SilentSynth
from musegen_app.engine.messages import AudioDevice, AudioState, DeviceLost, OpenDevice
from musegen_app.engine.protocols import Output, Synth
from musegen_app.engine.rig import LOOK_SECONDS, LOST_SECONDS, START_SECONDS, Backends, Report, Rig
from tests.fakes.fake_output import FakeOutput
from tests.fakes.recording_synth import RecordingSynth

WAIT_SECONDS = 10.0


class Shop:
    """Backends that hand out fakes and keep them.

    A device called "none" and the SoundFont "bad" fail; the device "stuck" opens, but does not start.
    """

    def __init__(self) -> None:
        self.outputs: list[FakeOutput] = []
        self.silent: list[FakeOutput] = []
        self.synths: list[tuple[int, str, RecordingSynth]] = []
        self.refreshed: list[bool] = []
        self.devices: tuple[AudioDevice, ...] = (AudioDevice("fake", "fakes", True, 48_000),)
        self.looked = threading.Semaphore(0)
        self.hanging = False

    def open_output(self, wish: OpenDevice) -> Output:
        if wish.device == "none" or not self.devices:
            raise DeviceError("No such device.")
        output = FakeOutput(wish.device or "fake", sample_rate=wish.sample_rate, hangs=self.hanging)
        output.refuses = wish.device == "stuck"
        output.remark = "Slower." if wish.device == "slow" else ""
        self.outputs.append(output)
        return output

    def silent_output(self, sample_rate: int) -> Output:
        self.silent.append(FakeOutput(device="", sample_rate=sample_rate))
        return self.silent[-1]

    def open_synth(self, sample_rate: int, soundfont: str) -> Synth:
        if soundfont == "bad":
            raise DeviceError("Bad font.")
        if soundfont == "odd":
            raise ValueError("what nobody expected")
        synth = RecordingSynth(soundfont=soundfont)
        self.synths.append((sample_rate, soundfont, synth))
        return synth

    def list_devices(self, refresh: bool) -> tuple[AudioDevice, ...]:
        self.refreshed.append(refresh)
        self.looked.release()
        return self.devices


class Bench:
    def __init__(self) -> None:
        self.shop = Shop()
        self.engine = Engine(48_000, SilentSynth())
        backends = Backends(
            self.shop.open_output, self.shop.silent_output, self.shop.open_synth, self.shop.list_devices
        )
        self.rig = Rig(self.engine, backends)

    def report(self) -> Report:
        """The next one."""
        return self.rig.reports.get(timeout=WAIT_SECONDS)

    def state(self) -> AudioState:
        report = self.report()
        assert isinstance(report, AudioState)
        return report

    def open(self, device: str = "", sample_rate: int = 48_000) -> AudioState:
        self.rig.open_device(OpenDevice(device, sample_rate))
        return self.state()


@pytest.fixture
def bench() -> Iterator[Bench]:
    running = Bench()
    yield running
    for output in running.shop.outputs:
        output.let_go.set()
    running.rig.close()


def test_before_anything_is_opened_the_silent_clock_runs(bench: Bench) -> None:
    bench.shop.silent[0].block()
    assert bench.engine.frame == 128


def test_opening_a_device_brings_a_synth_of_its_rate(bench: Bench) -> None:
    state = bench.open("fake", 44_100)
    assert (state.device, state.sample_rate, state.synth, state.problem) == ("fake", 44_100, "recorder", "")
    assert bench.shop.silent[0].closed
    assert [rate for rate, _, _ in bench.shop.synths] == [44_100]
    bench.shop.outputs[0].block()
    assert bench.engine.sample_rate == 44_100
    bench.rig.check(1.0)
    assert bench.state().realtime


def test_the_rig_outlives_what_nobody_expected(bench: Bench) -> None:
    bench.rig.load_soundfont("odd")
    assert "what nobody expected" in bench.state().problem
    bench.rig.load_soundfont("good")
    assert bench.state().soundfont == "good"
    assert bench.open("fake").problem == ""


def test_a_second_wish_for_the_open_device_leaves_it_open(bench: Bench) -> None:
    bench.open("fake")
    bench.open("fake")
    assert len(bench.shop.outputs) == 1
    bench.open("other")
    assert [o.closed for o in bench.shop.outputs] == [True, False]


def test_a_device_that_fails_leaves_the_transport_running_and_says_why(bench: Bench) -> None:
    state = bench.open("none")
    assert (state.device, state.problem) == ("", "No such device.")
    bench.shop.silent[-1].block()
    assert bench.engine.frame == 128
    assert bench.open("fake").problem == ""


def test_what_is_not_quite_as_wished_is_said_while_it_plays(bench: Bench) -> None:
    state = bench.open("slow")
    assert (state.device, state.problem) == ("slow", "Slower.")
    assert bench.open("fake").problem == ""


def test_a_device_that_opens_but_does_not_start_is_closed_again(bench: Bench) -> None:
    state = bench.open("stuck")
    assert (state.device, state.problem) == ("", "This fake does not start.")
    assert bench.shop.outputs[0].closed
    bench.shop.silent[1].block()
    assert bench.engine.frame == 128


def test_a_device_that_stops_asking_is_lost_and_the_silent_clock_takes_over(bench: Bench) -> None:
    bench.shop.hanging = True
    bench.open("fake")
    output = bench.shop.outputs[0]
    output.block()
    bench.rig.check(10.0)
    bench.state()  # the first block
    bench.rig.check(10.0 + LOST_SECONDS)
    assert not bench.rig.lost
    bench.rig.check(10.01 + LOST_SECONDS)
    assert bench.report() == DeviceLost("fake")
    state = bench.state()
    assert state.device == ""
    assert "“fake” has stopped" in state.problem
    assert bench.rig.lost
    frame = bench.engine.frame
    bench.shop.silent[-1].block()
    assert bench.engine.frame == frame + 128
    assert not output.block().any(), "a device that wakes up again gets silence"
    assert bench.engine.frame == frame + 128


def test_a_running_device_is_never_lost(bench: Bench) -> None:
    bench.open("fake")
    for tenth in range(100):
        bench.shop.outputs[0].block()
        bench.rig.check(tenth / 10)
    assert not bench.rig.lost


def test_dropouts_add_up_over_devices(bench: Bench) -> None:
    bench.open("fake")
    bench.shop.outputs[0].dropouts = 3
    bench.open("other")
    bench.shop.outputs[1].dropouts = 2
    assert bench.rig.dropouts == 5


def test_another_soundfont_is_taken_over_between_two_blocks(bench: Bench) -> None:
    bench.open("fake")
    bench.rig.load_soundfont("nice.sf2")
    assert bench.state().soundfont == "nice.sf2"
    assert bench.engine.synth is bench.shop.synths[0][2]
    bench.shop.outputs[0].block()
    assert bench.engine.synth is bench.shop.synths[1][2]


def test_a_bad_soundfont_leaves_the_old_one_playing(bench: Bench) -> None:
    bench.open("fake")
    bench.rig.load_soundfont("bad")
    state = bench.state()
    assert (state.synth, state.soundfont, state.problem) == ("recorder", "", "Bad font.")
    bench.shop.outputs[0].block()
    assert bench.engine.synth is bench.shop.synths[0][2]


def test_a_missing_soundfont_is_named_and_another_one_plays(bench: Bench) -> None:
    bench.open("fake")
    bench.rig.load_soundfont("bad", "usual.sf2")
    state = bench.state()
    assert (state.synth, state.soundfont, state.problem) == ("recorder", "usual.sf2", "Bad font.")
    bench.rig.load_soundfont("bad", "bad")
    state = bench.state()
    assert (state.synth, state.soundfont, state.problem) == ("recorder", "", "Bad font.")
    bench.rig.load_soundfont("good.sf2")
    assert bench.state().problem == ""


def test_a_missing_soundfont_is_no_silence_at_the_start(bench: Bench) -> None:
    bench.rig.load_soundfont("bad")
    state = bench.state()
    assert (state.synth, state.soundfont, state.problem) == ("recorder", "", "Bad font.")
    assert bench.open("fake", 44_100).problem == "Bad font."


def test_a_device_that_takes_its_time_to_start_is_not_lost(bench: Bench) -> None:
    bench.open("fake")
    bench.rig.check(10.0)
    bench.rig.check(10.0 + 4 * LOST_SECONDS)
    assert bench.rig.reports.empty()
    bench.rig.check(10.1 + START_SECONDS)
    assert bench.report() == DeviceLost("fake")


def test_a_device_that_comes_later_is_opened_without_being_asked_for(bench: Bench) -> None:
    bench.shop.devices = ()
    assert bench.open().problem == "No such device."
    now = 100.0

    def look() -> None:
        nonlocal now
        while bench.shop.looked.acquire(blocking=False):
            pass
        bench.rig.check(now)
        bench.rig.check(now + LOOK_SECONDS / 2)
        assert bench.shop.looked.acquire(timeout=WAIT_SECONDS)
        now += 1.01 * LOOK_SECONDS

    look()
    look()
    assert bench.rig.reports.empty(), "what stays as it is is not said again"
    assert bench.shop.outputs == []
    bench.shop.devices = (AudioDevice("fake", "fakes", True, 48_000),)
    look()
    state = bench.state()
    assert (state.device, state.problem) == ("fake", "")
    looks = len(bench.shop.refreshed)
    bench.shop.outputs[0].block()
    bench.rig.check(now)
    bench.state()
    assert len(bench.shop.refreshed) == looks, "with a stream open it must not be looked again"


def test_a_device_that_is_there_and_refuses_is_not_asked_again_and_again(bench: Bench) -> None:
    bench.open("stuck")
    for second in range(100, 120):
        bench.rig.check(float(second))
    bench.rig.list_devices()
    assert isinstance(bench.report(), tuple)  # whatever was to be done before is done
    assert len(bench.shop.outputs) == 1
    assert bench.rig.reports.empty()


def test_after_a_loss_nothing_is_looked_for_in_this_process(bench: Bench) -> None:
    bench.open("fake")
    bench.shop.outputs[0].block()
    bench.rig.check(10.0)
    bench.rig.check(11.0)
    bench.state()
    assert bench.report() == DeviceLost("fake")
    bench.state()
    looks = len(bench.shop.refreshed)
    for second in range(20, 40):
        bench.rig.check(float(second))
    bench.rig.list_devices()  # such as was on its way when it happened
    bench.rig.open_device(OpenDevice("other"))
    assert bench.state().device == ""
    assert len(bench.shop.refreshed) == looks
    assert len(bench.shop.outputs) == 1


def test_the_latency_that_turns_out_is_reported(bench: Bench) -> None:
    assert bench.open("fake").latency_ms == 3.0
    bench.shop.outputs[0].block()
    bench.rig.check(1.0)
    bench.state()
    bench.shop.outputs[0].latency_ms = 7.5
    bench.shop.outputs[0].block()
    bench.rig.check(1.1)
    assert bench.state().latency_ms == 7.5
    assert bench.rig.latency_ms == 7.5
    bench.shop.outputs[0].block()
    bench.rig.check(1.2)
    assert bench.rig.reports.empty()


def test_devices_are_looked_for_again_only_while_none_is_open(bench: Bench) -> None:
    bench.rig.list_devices()
    assert bench.report() == bench.shop.devices
    bench.open("fake")
    bench.rig.list_devices()
    bench.report()
    assert bench.shop.refreshed == [True, False]
