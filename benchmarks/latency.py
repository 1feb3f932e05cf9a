"""From a key to its sound: a virtual keyboard's port -> engine process -> synth -> captured audio.

    python benchmarks/latency.py [--keys 500] [--periods 64 128 256] [--json FILE]

Needs jackd2. A dummy server (real-time where permitted) at 48 kHz and each period; a keyboard of its own (a port of
python-rtmidi in another process) strikes at random moments, the true engine process plays through FluidSynth, and what
it puts out is captured frame by frame, all in the server's own time. Stamped is the moment just before the keyboard
hands the key to its port, so the wait for the next cycle (JACK delivers MIDI once a period) is part of the figure.
Subtracted is only the preset's own attack, measured offline. Beside it, in the same run, `port`: when the same keys
reached a plain reader of the port: no engine on JACK can be faster than that plus what one cycle takes.

A key that even the plain reader got before its stamp, or later than a period and a millisecond after it, was held up
by the server (a cycle was lost, see `xruns`, and its time is off for a while): such keys are counted ("held up") and
stay out of the figures.

"loaded": beside a model that generates and a window that repaints 100,000 notes (busy.py). A key that is not found in
the capture is a lost key. Goals: p99 within two periods + 1 ms idle, + 2 ms loaded; p99 - p1 within a period + 1.5 ms.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ["PYTHONPATH"] = str(ROOT)

from busy import busy  # noqa: E402
from figures import write_figures  # noqa: E402

from musegen_app.engine import messages as m  # noqa: E402
from tests.engine.onsets import WOODBLOCK, attack_frames, onsets  # noqa: E402
from tests.jack.desk import MIDI, SOUND, Desk, Heard, desk  # noqa: E402
from tests.jack.dummy import ENGINE_PORT, RATE, server  # noqa: E402
from tests.jack.keyboard import PORT, Keyboard, Row, keyboard  # noqa: E402
from tests.jack.playing import Player, player  # noqa: E402

_APART_SECONDS = 0.08
_LONGEST_MS = 100.0
_NEAR_MS = 20.0
_ROUNDING_MS = 0.2
_MS = RATE / 1_000


@dataclass
class Run:
    """Milliseconds from the stamp of each key to its sound, and to a plain reader of the port."""

    sound: list[float] = field(default_factory=list)
    port: list[float] = field(default_factory=list)
    lost: int = 0
    held_up: int = 0  # not in time at the plain reader already
    unseen: int = 0  # the capture itself has a gap there

    def figures(self, period: int, loaded: bool) -> dict[str, float]:
        p1, p50, p95, p99 = np.percentile(self.sound, [1, 50, 95, 99]) if self.sound else [np.nan] * 4
        block = period / _MS
        return {
            "p50_ms": p50,
            "p95_ms": p95,
            "p99_ms": p99,
            "max_ms": max(self.sound, default=np.nan),
            "goal_p99_ms": 2 * block + (2.0 if loaded else 1.0),
            "spread_ms": p99 - p1,
            "goal_spread_ms": block + 1.5,
            "port_p50_ms": float(np.median(self.port)) if self.port else np.nan,
            "port_p99_ms": float(np.percentile(self.port, 99)) if self.port else np.nan,
            "keys": len(self.sound) + self.lost + self.held_up + self.unseen,
            "lost": self.lost,
            "held_up": self.held_up,
            "unseen": self.unseen,
        }


def from_stamp(frames: npt.NDArray[np.int64], stamp: int) -> float | None:
    """Milliseconds from `stamp` to the first of the sorted `frames` that can belong to it. It may come before: after a
    lost cycle the server's own time is some milliseconds off for a while."""
    i = int(np.searchsorted(frames, stamp - _NEAR_MS * _MS))
    late = (frames[i] - stamp) / _MS if i < len(frames) else _LONGEST_MS
    return float(late) if late < _LONGEST_MS - _NEAR_MS else None


def judged(stamps: list[int], heard: Heard, period: int) -> Run:
    run, punctual = Run(), period / _MS + 1.0
    attack = attack_frames(WOODBLOCK, 76)
    struck = onsets(heard.sound[:, None]) - attack + heard.first
    arrived = np.array([frame for frame, data in heard.events if data[0] & 0xF0 == 0x90], np.int64)
    for stamp in stamps:
        late, came = from_stamp(struck, stamp), from_stamp(arrived, stamp)
        if any(begin < stamp + _NEAR_MS * _MS and end > stamp for begin, end in heard.gaps):
            run.unseen += 1
        elif late is None:
            run.lost += 1
        elif came is None or not -_ROUNDING_MS <= came <= punctual:
            run.held_up += 1
        else:
            run.sound.append(late)
            run.port.append(came)
    return run


def struck_keys(engine: Player, keys: Keyboard, ears: Desk, count: int, period: int) -> Run:
    ears.take()
    keys.start(Row(count, _APART_SECONDS))
    deadline = time.monotonic() + count * _APART_SECONDS * 2 + 30
    while keys.busy and time.monotonic() < deadline:
        engine.poll()
        time.sleep(0.02)
    stamps = keys.stamps(1.0)
    time.sleep(0.3)
    return judged(stamps, ears.take(), period)


def until_it_sounds(engine: Player, keys: Keyboard, ears: Desk) -> None:
    """The engine finds the keyboard by itself; strike until something is heard."""
    deadline = time.monotonic() + 20
    ears.take()
    while not np.any(np.abs(ears.take().sound) > 0.01):
        assert time.monotonic() < deadline, f"no key is heard; the engine says {engine.problems}"
        keys.send(0x90, 76, 80)
        time.sleep(0.3)
        keys.send(0x80, 76, 64)
        engine.poll()
    time.sleep(0.5)


def measure(period: int, count: int) -> dict[str, dict[str, float]]:
    found = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        server(Path(folder), period) as running,
        desk() as ears,
        keyboard() as keys,
        player() as engine,
    ):
        engine.link.send(m.SetThru(m.LiveSound(program=WOODBLOCK)))
        ears.connect(ENGINE_PORT, SOUND)
        ears.connect(PORT, MIDI)
        until_it_sounds(engine, keys, ears)
        for name, loaded in (("idle", False), ("loaded", True)):
            xruns = running.xruns
            with busy(loaded):
                figures = struck_keys(engine, keys, ears, count, period).figures(period, loaded)
                assert engine.state is not None
                found[name] = figures | {
                    "server_xruns": running.xruns - xruns,
                    "realtime_server": running.realtime,
                    "realtime_callback": engine.state.realtime,
                    "block_frames": engine.state.block_frames,
                    "load_average": os.getloadavg()[0],
                }
    return found


def line(name: str, f: dict[str, float]) -> str:
    ok = f["p99_ms"] <= f["goal_p99_ms"] and f["spread_ms"] <= f["goal_spread_ms"] and not f["lost"]
    return (
        f"{name:14}{f['p50_ms']:8.2f}{f['p95_ms']:8.2f}{f['p99_ms']:8.2f} ≤{f['goal_p99_ms']:6.2f}{f['max_ms']:8.2f}"
        f"{f['spread_ms']:9.2f} ≤{f['goal_spread_ms']:5.2f}{f['port_p50_ms']:8.2f}{f['port_p99_ms']:7.2f}"
        f"{f['keys']:7.0f}{f['lost']:6.0f}{f['held_up']:9.0f}{f['unseen']:8.0f}{f['server_xruns']:7.0f}{f['load_average']:7.1f}"
        f"  {'reached' if ok else 'missed'}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keys", type=int, default=500, help="struck in every run")
    parser.add_argument("--periods", type=int, nargs="+", default=[64, 128, 256], help="frames")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    chosen = parser.parse_args()
    print(f"{'ms':14}{'p50':>8}{'p95':>8}{'p99':>8}{'goal':>8}{'max':>8}{'p99-p1':>9}{'goal':>7}{'port50':>8}{'port99':>7}"
          f"{'keys':>7}{'lost':>6}{'held up':>9}{'unseen':>8}{'xruns':>7}{'load':>7}")  # fmt: skip
    found = {}
    for period in chosen.periods:
        for name, figures in measure(period, chosen.keys).items():
            found[f"{period} {name}"] = figures
            print(line(f"{period} {name}", figures), flush=True)
    write_figures(chosen.json, found)


if __name__ == "__main__":
    main()
