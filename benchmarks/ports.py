"""MIDI ports that come and go, and panic: how soon, and what it costs everybody else.

    python benchmarks/ports.py [--times 10] [--json FILE]

Needs jackd2. Another program with a keyboard and an instrument is killed and started again while a thread of real-time
priority looks every millisecond whether it is let through: what keeps it would keep the audio callback just as long
(by nothing: how it goes while nothing is plugged in or out, for as long).
`back`: from the moment when the other program's ports are there. `panic`: from the call until the last of its messages
has reached the other program, with 5,000 messages queued for later; the port of JACK alone is a period late.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ["PYTHONPATH"] = str(ROOT)

from figures import write_figures  # noqa: E402

from musegen_app.engine.backends.rtmidi_backend import RtMidiPorts  # noqa: E402
from musegen_app.engine.ports.patchbay import Patchbay  # noqa: E402
from musegen_app.engine.ports.sounding import silencers  # noqa: E402
from musegen_app.engine.priority import raise_priority  # noqa: E402
from musegen_app.engine.route import Route  # noqa: E402
from tests.jack.dummy import server  # noqa: E402
from tests.jack.other_program import KEYS, NOTES, OtherProgram  # noqa: E402
from tests.waiting import wait_until  # noqa: E402

_SWITCH_SECONDS = 0.0005  # as in the engine
_LATER_NS = 3_600_000_000_000
_PRIORITY = 20
_IDLE_SECONDS = 0.5


class Looker:
    """Wakes up every millisecond; `take` is the longest time, in milliseconds, that it was late since the last call."""

    def __init__(self) -> None:
        self._late = 0.0
        self._ends = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def take(self) -> float:
        late, self._late = self._late, 0.0
        return late * 1_000

    def end(self) -> None:
        self._ends = True
        self._thread.join()

    def _run(self) -> None:
        raise_priority(_PRIORITY)
        while not self._ends:
            before = time.perf_counter()
            time.sleep(0.001)
            self._late = max(self._late, time.perf_counter() - before - 0.001)


class Timed:
    """A patchbay, and how long things take with it."""

    def __init__(self) -> None:
        self.lost = threading.Event()
        self.back = threading.Event()
        self.patchbay = Patchbay(
            RtMidiPorts(), lambda *what: None, lambda name: self.lost.set(), "", lambda name: self.back.set()
        )
        self.patchbay.need([Route(NOTES, 0)])

    def plug_in(self) -> tuple[OtherProgram, float]:
        self.back.clear()
        other = OtherProgram()
        other.start()
        began = time.perf_counter()
        assert self.back.wait(10)
        return other, time.perf_counter() - began

    def unplug(self, other: OtherProgram) -> float:
        self.lost.clear()
        other.unplug()
        began = time.perf_counter()
        assert self.lost.wait(10)
        return time.perf_counter() - began

    def panic(self, other: OtherProgram) -> float:
        now = time.monotonic_ns()
        for pitch in range(20, 60):
            self.patchbay.send(now, Route(NOTES, 0), bytes((0x90, pitch, 90)))
        wait_until(lambda: len(other.heard) >= 40)
        for i in range(5_000):
            self.patchbay.send(now + _LATER_NS, Route(NOTES, 0), bytes((0xB0, 7, i % 128)))
        began = time.perf_counter()
        self.patchbay.panic()
        last = silencers()[-1]
        while not other.heard or other.heard[-1] != last:
            time.sleep(0.0005)
            assert time.perf_counter() < began + 10
        return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    sys.setswitchinterval(_SWITCH_SECONDS)
    rows: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder, server(Path(folder)):
        timed, looker = Timed(), Looker()
        for _ in range(given.times):
            looker.take()
            time.sleep(_IDLE_SECONDS)
            rows.setdefault("others kept by nothing, ms", []).append(looker.take())
            other, seconds = timed.plug_in()
            rows.setdefault("back, ms", []).append(seconds * 1_000)
            rows.setdefault("others kept by plugging in, ms", []).append(looker.take())
            rows.setdefault("panic, ms", []).append(timed.panic(other) * 1_000)
            looker.take()
            rows.setdefault("gone noticed, ms", []).append(timed.unplug(other) * 1_000)
            rows.setdefault("others kept by unplugging, ms", []).append(looker.take())
        looker.end()
        timed.patchbay.close()
    found: dict[str, float] = {}
    print(f"{'':32}{'median':>9}{'longest':>9}   ({KEYS}, {NOTES}; {given.times} times)")
    for name, values in rows.items():
        found[f"{name}, median"], found[f"{name}, longest"] = float(np.median(values)), max(values)
        print(f"{name:32}{np.median(values):9.1f}{max(values):9.1f}")
    write_figures(given.json, found)


if __name__ == "__main__":
    main()
