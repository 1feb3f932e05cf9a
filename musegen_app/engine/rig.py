"""The rig: which output asks for blocks and which synth answers. Opens and closes both in a thread of its own.

Opening a device or a big SoundFont takes up to seconds and closing a lost device may hang, so the control thread
only leaves wishes here and reads `reports`. While nothing else works, the silent clock keeps the transport running,
and every other second the rig looks whether a device has come.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from musegen_app.base.errors import DeviceError
from musegen_app.engine.core import Engine, SilentSynth
from musegen_app.engine.messages import AudioDevice, AudioState, DeviceLost, OpenDevice
from musegen_app.engine.protocols import Block, Output, Render, Synth

LOST_SECONDS = 0.5  # a running device that asks for no block for so long is gone
START_SECONDS = 3.0  # the same for one that has just been opened: wireless ones take their time
CLOSE_SECONDS = 2.0
LOOK_SECONDS = 1.5  # while there is no device, between two looks for one

Report = AudioState | DeviceLost | tuple[AudioDevice, ...]


@dataclass(frozen=True, slots=True)
class Backends:
    """How to make the parts of a rig. Each raises DeviceError with a sentence."""

    open_output: Callable[[OpenDevice], Output]
    silent_output: Callable[[int], Output]
    open_synth: Callable[[int, str], Synth]  # sample rate, SoundFont path ("" = default)
    list_devices: Callable[[bool], tuple[AudioDevice, ...]]  # True: look again, no stream is open


class Rig:
    """Owns the output and the synth of `engine`. The control thread calls the public methods; none of them waits."""

    def __init__(self, engine: Engine, backends: Backends) -> None:
        self.reports: queue.SimpleQueue[Report] = queue.SimpleQueue()
        self._engine = engine
        self._backends = backends
        self.lost = False  # a device stopped: its library is in no state to open another one in this process
        self._wishes: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._wish: OpenDevice | None = None
        self._dropouts_before = 0
        self._fonts: tuple[str, str | None] = ("", None)  # the wish, and what plays when it cannot be read
        self._output: Output = backends.silent_output(engine.sample_rate)
        self._problems = {"device": "", "synth": ""}
        self._seen = (-1, 0.0)  # blocks of the output, and when they last changed
        self._misses = False  # there is no device, though one is wished for
        self._looked_at = 0.0  # for one that has come
        self._refused: tuple[AudioDevice, ...] = ()  # what was there when the wish could not be fulfilled
        self._told: tuple[int, float, bool] = (0, 0.0, False)  # what turns out while a device runs, as last reported
        self._output.start(self._render_for(self._output))
        self._thread = threading.Thread(target=self._work, name="rig", daemon=True)
        self._thread.start()

    # --- control thread --------------------------------------------------------------------------------
    @property
    def dropouts(self) -> int:
        """Since the process began, over all devices."""
        return self._dropouts_before + self._output.dropouts

    def open_device(self, wish: OpenDevice) -> None:
        self._wishes.put(lambda: self._open(wish))

    def load_soundfont(self, path: str, instead: str | None = None) -> None:
        """See `messages.LoadSoundFont`."""
        self._wishes.put(lambda: self._load(path, instead))

    def list_devices(self) -> None:
        self._wishes.put(self._list)

    @property
    def latency_ms(self) -> float:
        """From the start of the callback to the sound of the block's first frame; 0 on the silent clock."""
        return self._output.latency_ms

    def check(self, now: float) -> None:
        """Notice a device that has stopped asking for blocks, or one that has come; called several times a second."""
        output = self._output
        if not output.device:
            self._seen = (output.blocks, now)
            self._look_again(now)
        elif output.blocks != self._seen[0]:
            self._seen = (output.blocks, now)
            if output.blocks and _found_out(output) != self._told:
                self._told = _found_out(output)
                self._wishes.put(self._report)
        elif now - self._seen[1] > (LOST_SECONDS if output.blocks else START_SECONDS):
            self._seen = (output.blocks, now)
            self._wishes.put(lambda: self._lose(output))

    def _look_again(self, now: float) -> None:
        if self._misses and not self.lost and now - self._looked_at > LOOK_SECONDS:
            self._looked_at = now
            self._wishes.put(self._look)

    def close(self) -> None:
        """Close everything, but wait no longer than `CLOSE_SECONDS`."""
        self._wishes.put(None)
        self._thread.join(CLOSE_SECONDS)

    # --- rig thread ------------------------------------------------------------------------------------
    def _work(self) -> None:
        while (wish := self._wishes.get()) is not None:
            try:
                wish()  # none of them touches the device library after a loss
            except Exception as error:  # noqa: BLE001  without this thread nothing would ever be opened again
                self._problems["device"] = f"The sound cannot be set up ({error}): choose another device or SoundFont."
                self._report()
        _close(self._output)

    def _open(self, wish: OpenDevice) -> None:
        if self.lost or (wish == self._wish and self._output.device):
            self._report()  # a second wish for what is open: no gap for nothing
            return
        self._wish = wish
        _close(self._output)
        self._problems["device"] = ""
        try:
            output = self._backends.open_output(wish)
            self._run(output)
            self._problems["device"] = output.remark
            self._misses = False
        except DeviceError as error:
            self._problems["device"] = str(error)
            self._run(self._backends.silent_output(wish.sample_rate or self._engine.sample_rate))
            self._miss()
        self._report()

    def _miss(self) -> None:
        """Remember what is there now, so that only a change is a reason to try again. Without the library nothing
        ever comes."""
        try:
            self._refused = self._backends.list_devices(False)
            self._misses = True
        except DeviceError:
            self._misses = False

    def _look(self) -> None:
        """Has a device come? Then try the wish again. Nothing is said of what stays as it is."""
        if self._wish is None or not self._misses or self.lost:
            return
        try:
            found = self._backends.list_devices(True)
        except DeviceError:
            return
        if found != self._refused:
            self._open(self._wish)

    def _lose(self, lost: Output) -> None:
        if lost is not self._output:
            return
        self.lost = True
        _close(lost, patience=0.0)  # nobody waits for a device that is gone
        self._problems["device"] = (
            f"The audio device “{lost.device}” has stopped; the song goes on silently. Choose a device in the settings."
        )
        self._run(self._backends.silent_output(lost.sample_rate))
        self.reports.put(DeviceLost(lost.device))
        self._report()

    def _run(self, output: Output) -> None:
        """Let `output` drive the engine, with a synth of its sample rate. Nobody else calls `render` now.

        Raises DeviceError when it does not start; then it is closed again.
        """
        if output.sample_rate != self._engine.sample_rate or not self._engine.synth.name:
            self._engine.use_sample_rate(output.sample_rate)
            self._engine.use_synth(self._new_synth(output.sample_rate), output.sample_rate)
        self._dropouts_before += self._output.dropouts
        self._output, self._told = output, (0, 0.0, False)
        try:
            output.start(self._render_for(output))
        except DeviceError:
            _close(output)  # left open it would keep the device from everybody, and the list from being renewed
            raise

    def _render_for(self, output: Output) -> Render:
        """A device that hung on closing and comes back later finds the engine taken."""

        def render(block: Block, at_ns: int) -> None:
            if self._output is output:
                self._engine.render(block, at_ns)
            else:
                block[:] = 0.0

        return render

    def _load(self, path: str, instead: str | None) -> None:
        if (path, instead) == self._fonts and self._engine.synth.name:
            return
        self._fonts = (path, instead)
        sample_rate = self._engine.sample_rate
        plays_on = instead is None and self._engine.synth.name
        synth = self._first_synth(sample_rate, (path,) if plays_on else (path, instead or "", ""))
        if synth.name or not plays_on:
            self._engine.submit(lambda engine: engine.use_synth(synth, sample_rate))
            self._report(synth)
        else:
            self._report()  # the old one plays on

    def _new_synth(self, sample_rate: int) -> Synth:
        path, instead = self._fonts
        return self._first_synth(sample_rate, (path, instead or "", ""))

    def _first_synth(self, sample_rate: int, paths: Sequence[str]) -> Synth:
        """With the first of `paths` that can be read; what is wrong with the one wished for is the problem."""
        problems = []
        for path in dict.fromkeys(paths):
            try:
                synth = self._backends.open_synth(sample_rate, path)
            except DeviceError as error:
                problems.append(str(error))
            else:
                break
        else:
            synth = SilentSynth()
        self._problems["synth"] = problems[0] if problems else ""
        return synth

    def _list(self) -> None:
        if self.lost:
            return
        try:
            self.reports.put(self._backends.list_devices(not self._output.device))
        except DeviceError as error:
            self._problems["device"] = self._problems["device"] or str(error)
            self.reports.put(())
            self._report()

    def _report(self, synth: Synth | None = None) -> None:
        output, synth = self._output, synth or self._engine.synth
        self._told = _found_out(output)
        self.reports.put(
            AudioState(
                device=output.device,
                host_api=output.host_api,
                sample_rate=output.sample_rate,
                block_frames=output.block_frames,
                latency_ms=output.latency_ms,
                synth=synth.name,
                soundfont=synth.soundfont,
                problem=" ".join(p for p in self._problems.values() if p),
                realtime=output.realtime,
            )
        )


def _found_out(output: Output) -> tuple[int, float, bool]:
    """What is only known once blocks were asked for."""
    return output.block_frames, output.latency_ms, output.realtime


def _close(output: Output, patience: float = CLOSE_SECONDS) -> None:
    """Close, but leave a device that does not come back to its own thread."""
    thread = threading.Thread(target=output.close, name="close-output", daemon=True)
    thread.start()
    thread.join(patience)
