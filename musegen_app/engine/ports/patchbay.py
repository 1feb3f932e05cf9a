"""The MIDI ports of the engine: wishes go in, messages come and go, and whatever is plugged in or out is noticed.

One thread looks at the ports twice a second, opens and closes. Each open output has a thread of its own (`sender.py`);
what comes in arrives on the library's threads (`incoming.py`).
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable
from time import monotonic_ns

from musegen_app.base.errors import DeviceError
from musegen_app.engine import messages as m
from musegen_app.engine.ports.echo import Echoes
from musegen_app.engine.ports.follower import ClockFollower
from musegen_app.engine.ports.inlets import Inlets
from musegen_app.engine.ports.outlets import Outlets
from musegen_app.engine.ports.sounding import SoundingFile
from musegen_app.engine.priority import BRIEF, raise_priority
from musegen_app.engine.protocols import Heard, MidiInput, MidiOutput, PortLibrary
from musegen_app.engine.route import Route

LOOK_SECONDS = 0.5
CLOSE_SECONDS = 1.0
TEST_NOTES = (60, 64, 67)
_TEST_STEP_NS = 250_000_000
_TEST_SECONDS = 2.0


class Patchbay:
    """Any thread calls the public methods; none of them waits but `close`.

    `heard` gets what comes in, on threads of the library. `on_lost_input` is called when an open input has gone or was
    closed: nothing more comes from it, not even note-offs. `on_output_back` is called whenever an output has been
    opened: it must be told programs and controllers again. Both come from the ports' thread.
    """

    def __init__(
        self,
        library: PortLibrary | None,
        heard: Heard,
        on_lost_input: Callable[[str], None],
        sounding_path: str = "",
        on_output_back: Callable[[str], None] = lambda port: None,
    ) -> None:
        self.reports: queue.SimpleQueue[m.PortList | m.EngineProblem] = queue.SimpleQueue()
        self.follower = ClockFollower()
        self._library = library or _NoPorts()
        self._sounding = SoundingFile(sounding_path)
        echoes = Echoes()
        self._inlets = Inlets(self._library, heard, echoes, self.follower, on_lost_input)
        self._outlets = Outlets(self._library, echoes, self._sounding, on_output_back)
        self._orders: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._told: m.PortList | None = None
        self._trouble = ""  # what was last said of a library that fails in a way nobody foresaw
        self._thread = threading.Thread(target=self._work, name="midi-ports", daemon=True)
        self._thread.start()

    # --- any thread ------------------------------------------------------------------------------------
    def wish(self, wish: m.SetPorts) -> None:
        """Every wish about ports, in place of the former ones."""
        self._orders.put(lambda: self._wish(wish))

    def need(self, routes: Iterable[Route]) -> None:
        """These outputs must be open now; others need not."""
        names = {route.port for route in routes}
        self._orders.put(lambda: self._outlets.need(names))

    def follow(self, port: str) -> None:
        """Let `follower` follow the clock that comes in at that input; "": none."""
        self._orders.put(lambda: self._inlets.follow(port))

    def list(self) -> None:
        """Ask for a `PortList`."""
        self._orders.put(self._forget_told)

    def test(self, name: str) -> None:
        """Play three notes on channel 1 of that output."""
        self._orders.put(lambda: self._test(name))

    def send(self, at_ns: int, route: Route, data: bytes) -> None:
        """One channel message to go out at that monotonic time; dropped when the output is not open. Never blocks."""
        sender = self._outlets.senders.get(route.port)
        if sender is not None:
            sender.put(at_ns, data)

    def send_clock(self, at_ns: int, data: bytes) -> None:
        """One clock message to every output that wants clock. Never blocks."""
        for sender in self._outlets.clocked:
            sender.put(at_ns, data)

    def panic(self) -> None:
        """Drop everything that waits to go out and silence every open output."""
        for sender in self._outlets.senders.values():
            sender.silence()

    def close(self) -> None:
        """Silence and close everything; waits no longer than `CLOSE_SECONDS`."""
        self._orders.put(None)
        self._thread.join(CLOSE_SECONDS)

    @property
    def ringing(self) -> bool:
        """Whether something may sound on an output that could not be silenced: it was unplugged, or hangs."""
        return bool(self._sounding.ringing())

    # --- ports' thread ---------------------------------------------------------------------------------
    def _work(self) -> None:
        raise_priority(BRIEF)
        try:
            while self._works_on():
                pass
        finally:
            self._outlets.close()
            self._inlets.close()
            self._library.close()

    def _works_on(self) -> bool:
        """One look, with what was asked for before it; False at the end. Whatever a library of the system does wrong,
        the next look comes: a thread that ends here would silence nothing and notice no port any more."""
        try:
            if not self._obey():
                return False
            self._look()
        except Exception as error:  # noqa: BLE001
            self._tell_once(f"The MIDI ports cannot be looked at ({type(error).__name__}: {error}); trying again.")
            time.sleep(LOOK_SECONDS)  # an order that fails at once must not keep the processor busy
        else:
            self._trouble = ""
        return True

    def _tell_once(self, sentence: str) -> None:
        if sentence != self._trouble:
            self._trouble = sentence
            self.reports.put(m.EngineProblem(sentence))

    def _obey(self) -> bool:
        """Do what was asked for; when nothing is, wait until it is time for a look. False at the end."""
        try:
            order = self._orders.get(timeout=LOOK_SECONDS if self._told else 0)
            while order is not None:
                order()
                order = self._orders.get_nowait()
        except queue.Empty:
            return True
        return False

    def _look(self) -> None:
        problem = ""
        inputs: tuple[m.PortInfo, ...] = ()
        outputs: tuple[m.PortInfo, ...] = ()
        try:
            inputs, outputs = self._library.inputs(), self._library.outputs()
        except DeviceError as error:
            problem = str(error)
        self._inlets.settle(inputs)
        self._outlets.settle(outputs)
        for sentence in (*self._inlets.failed.take_problems(), *self._outlets.failed.take_problems()):
            self.reports.put(m.EngineProblem(sentence))
        self._tell(m.PortList(self._inlets.listed(inputs), self._outlets.listed(outputs), problem))

    def _tell(self, ports: m.PortList) -> None:
        if ports != self._told:
            self._told = ports
            self.reports.put(ports)

    def _wish(self, wish: m.SetPorts) -> None:
        self._inlets.wish(wish)
        self._outlets.wish(wish)

    def _forget_told(self) -> None:
        self._told = None

    def _test(self, name: str) -> None:
        self._outlets.need_for(name, _TEST_SECONDS)
        self._look()
        sender = self._outlets.senders.get(name)
        if sender is None:
            self.reports.put(m.EngineProblem(self._why_silent(name)))
            return
        start = monotonic_ns()
        for i, pitch in enumerate(TEST_NOTES):
            sender.put(start + i * _TEST_STEP_NS, bytes((0x90, pitch, 90)))
            sender.put(start + (i + 1) * _TEST_STEP_NS, bytes((0x80, pitch, 64)))

    def _why_silent(self, name: str) -> str:
        if self._told is not None and any(p.name == name and p.present for p in self._told.outputs):
            return f"The MIDI output “{name}” cannot be opened now; close other programs that use it, then test again."
        return f"The MIDI output “{name}” is not there; plug it in or choose another."


class _NoPorts:
    """Stands in where MIDI is switched off. Fits `protocols.PortLibrary`."""

    def inputs(self) -> tuple[m.PortInfo, ...]:
        return ()

    def outputs(self) -> tuple[m.PortInfo, ...]:
        return ()

    def open_input(self, port: m.PortInfo, heard: Heard) -> MidiInput:
        raise DeviceError("MIDI is switched off.")

    def open_output(self, port: m.PortInfo) -> MidiOutput:
        raise DeviceError("MIDI is switched off.")

    def close(self) -> None:
        """Nothing to give back."""
