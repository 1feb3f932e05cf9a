"""A patchbay on fake ports."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from musegen_app.engine import messages as m
from musegen_app.engine.ports.patchbay import Patchbay
from musegen_app.engine.route import Route
from tests.fakes.fake_ports import FakePorts

WAIT_SECONDS = 10.0


class Bench:
    """`patchbay` with its fake `library`; `heard`, `lost` and `back` keep what it called."""

    def __init__(self, sounding_path: str = "", library: FakePorts | None = None) -> None:
        self.library = library or FakePorts()
        self.heard: list[tuple[str, bytes]] = []
        self.lost: list[str] = []
        self.back: list[str] = []
        self.ports: m.PortList | None = None
        self.problems: list[str] = []
        self.patchbay = Patchbay(
            self.library,
            lambda at_ns, port, data: self.heard.append((port, data)),
            self.lost.append,
            sounding_path,
            self.back.append,
        )

    def look(self) -> m.PortList:
        """Have the patchbay do everything it was asked for and look at the ports."""
        self.drain()
        self.ports = None
        self.patchbay.list()
        self.until(lambda: self.ports is not None)
        assert self.ports is not None
        return self.ports

    def need(self, *names: str, channel: int = 0) -> None:
        self.patchbay.need(Route(name, channel) for name in names)
        self.look()

    def send(self, name: str, *data: int, at_ns: int | None = None) -> None:
        when = time.monotonic_ns() if at_ns is None else at_ns
        self.patchbay.send(when, Route(name, data[0] & 15), bytes(data))

    def drain(self) -> None:
        """Take in every report so far."""
        while True:
            try:
                report = self.patchbay.reports.get_nowait()
            except queue.Empty:
                return
            if isinstance(report, m.PortList):
                self.ports = report
            else:
                self.problems.append(report.sentence)

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something is so; it comes soon or never."""
        deadline = time.monotonic() + WAIT_SECONDS
        while not condition():
            assert time.monotonic() < deadline, "it never came to that"
            time.sleep(0.002)
            self.drain()


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.patchbay.close()


@pytest.fixture
def benches(tmp_path: Path) -> Iterator[Callable[[FakePorts], Bench]]:
    """Makes benches one after the other that share a file of sounding notes."""
    made: list[Bench] = []

    def make(library: FakePorts) -> Bench:
        made.append(Bench(str(tmp_path / "sounding"), library))
        return made[-1]

    yield make
    for one in made:
        one.patchbay.close()
