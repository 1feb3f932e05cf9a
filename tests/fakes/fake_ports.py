"""MIDI ports without a system: the test plugs them in and out, plays on inputs and reads what went to outputs."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from musegen_app.base.errors import DeviceError
from musegen_app.engine.messages import PortInfo
from musegen_app.engine.protocols import Heard

API = "Fake"


@dataclass
class FakeInput:
    """An open input; `play` is what the library's thread would do."""

    name: str
    heard: Heard
    stale: bool = False
    closed: bool = False

    def play(self, data: bytes, at_ns: int | None = None) -> None:
        assert not self.closed
        self.heard(time.monotonic_ns() if at_ns is None else at_ns, self.name, data)

    def close(self) -> None:
        self.closed = True


@dataclass
class FakeOutput:
    """An open output. `fails`: sending raises. `held`: sending hangs until it is set."""

    name: str
    stale: bool = False
    closed: bool = False
    fails: bool = False
    held: threading.Event | None = None
    sent: list[tuple[int, bytes]] = field(default_factory=list)  # monotonic nanoseconds, message

    @property
    def messages(self) -> list[bytes]:
        return [data for _, data in self.sent]

    def send(self, data: bytes) -> None:
        if self.held is not None:
            self.held.wait(60.0)
        if self.fails:
            raise DeviceError(f"The MIDI output “{self.name}” has gone.")
        self.sent.append((time.monotonic_ns(), data))

    def close(self) -> None:
        self.closed = True


class FakePorts:
    """A `PortLibrary`. All its methods must be called from one thread. `busy` ports cannot be opened; `problem` makes
    listing fail."""

    def __init__(self, inputs: tuple[str, ...] = (), outputs: tuple[str, ...] = ()) -> None:
        self.input_names = list(inputs)
        self.output_names = list(outputs)
        self.busy: set[str] = set()
        self.problem = ""
        self.opened_inputs: list[FakeInput] = []
        self.opened_outputs: list[FakeOutput] = []
        self.looks = 0
        self.tries = 0
        self.closed = False
        self.threads: set[int] = set()

    def inputs(self) -> tuple[PortInfo, ...]:
        self._called()
        self.looks += 1
        if self.problem:
            raise DeviceError(self.problem)
        return tuple(PortInfo(name, API) for name in self.input_names)

    def outputs(self) -> tuple[PortInfo, ...]:
        self._called()
        return tuple(PortInfo(name, API) for name in self.output_names)

    def open_input(self, port: PortInfo, heard: Heard) -> FakeInput:
        self._try(port)
        self.opened_inputs.append(FakeInput(port.name, heard))
        return self.opened_inputs[-1]

    def open_output(self, port: PortInfo) -> FakeOutput:
        self._try(port)
        self.opened_outputs.append(FakeOutput(port.name))
        return self.opened_outputs[-1]

    def close(self) -> None:
        self._called()
        self.closed = True

    def input(self, name: str) -> FakeInput:
        """The open input of that name."""
        return next(port for port in self.opened_inputs if port.name == name and not port.closed)

    def output(self, name: str) -> FakeOutput:
        """The open output of that name."""
        return next(port for port in self.opened_outputs if port.name == name and not port.closed)

    def _try(self, port: PortInfo) -> None:
        self._called()
        self.tries += 1
        if port.name in self.busy:
            raise DeviceError(f"“{port.name}” is used by another program; close it there.")

    def _called(self) -> None:
        self.threads.add(threading.get_ident())
