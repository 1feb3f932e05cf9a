"""How exactly notes leave for an external instrument: engine -> rtmidi port -> a reader on the JACK server.

    python benchmarks/midi_out.py [--notes 500] [--period 64] [--json FILE]

Needs jackd2. The error of a note is the frame at which a reader found it less the frame that the score asks for, after
subtracting the delay (the median of the twenty notes around: where the server loses a cycle, everything that follows
comes later, sound and messages alike). A note that fell into a cycle which the reader itself missed is counted as
unseen: on JACK such a message is gone. A port of JACK passes messages on once a period, so that even a perfect sender
is off by up to half a period either way. Beside it, in the same run and with the same notes: a plain
`for message in mido.MidiFile(…).play(): port.send(message)` through a port of the same library. "loaded": beside a
model that generates and a window that repaints 100,000 notes. Goals at 64 frames: p99 within 1 ms idle, 2 ms loaded.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ["PYTHONPATH"] = str(ROOT)

from busy import busy  # noqa: E402
from figures import write_figures  # noqa: E402

from musegen_app.engine.playlist import Playlist, note_events, ordered  # noqa: E402
from musegen_app.engine.route import FIRST_ROUTE, Route  # noqa: E402
from tests.jack.desk import MIDI, Desk, desk, in_process  # noqa: E402
from tests.jack.dummy import RATE, server  # noqa: E402
from tests.jack.playing import load_and_play, player, until_output  # noqa: E402

_STEP_TICKS = 157  # 81.77 ms at 120 quarters a minute: never the same place in a period
_TICKS_PER_QUARTER = 960
_FRAMES_PER_TICK = RATE / 2 / _TICKS_PER_QUARTER
_PITCHES, _LOWEST = 100, 10
_AROUND = 10  # notes on either side
GOALS = {"idle": 1.0, "loaded": 2.0}


def song(count: int, port: str) -> Playlist:
    """One note after the other for the instrument at `port`; the pitch says which."""
    starts = np.arange(count, dtype=np.int64) * _STEP_TICKS + _TICKS_PER_QUARTER
    pitches = np.arange(count) % _PITCHES + _LOWEST
    rows = np.stack([starts, starts + 60, pitches, np.full(count, 80), np.ones(count, np.int64)], axis=1)
    events = ordered([note_events(rows.astype(np.int64), FIRST_ROUTE)])
    return Playlist(events=events, end_tick=int(starts[-1]) + 960, routes=(Route(port, 0),))


def errors(ears: Desk, count: int, play: Callable[[], None]) -> tuple[list[float], int, int]:
    """Milliseconds off the schedule of every note that arrived; how many did not, and how many of these fell into a
    gap of the reader."""
    ears.take()
    play()
    step = _STEP_TICKS * _FRAMES_PER_TICK
    seconds = (count * _STEP_TICKS + 2 * _TICKS_PER_QUARTER) * _FRAMES_PER_TICK / RATE
    events, gaps = [], []
    deadline = time.monotonic() + seconds + 30
    while time.monotonic() < deadline and sum(d[0] & 0xF0 == 0x90 for _, d in events) < count:
        time.sleep(0.25)
        heard = ears.take()
        events += heard.events
        gaps += heard.gaps
    arrived = numbered([(frame, data[1]) for frame, data in events if data[0] & 0xF0 == 0x90])
    late = {number: frame - number * step for number, frame in arrived.items()}
    delay = np.median(list(late.values()))
    missing = set(range(count)) - set(arrived)
    unseen = sum(any(a - step < n * step + delay < b + step for a, b in gaps) for n in missing)
    return off_the_line(list(late.values())), len(missing) - unseen, unseen


def numbered(arrived: list[tuple[int, int]]) -> dict[int, int]:
    """The frames of the notes by number: that which its pitch allows and which is nearest to the one expected."""
    found, expected = {}, 0
    for frame, pitch in arrived:
        number = expected + (pitch - _LOWEST - expected + _PITCHES // 2) % _PITCHES - _PITCHES // 2
        found[number] = frame
        expected = max(expected, number + 1)
    return found


def off_the_line(late: list[float]) -> list[float]:
    """Milliseconds off the delay of the notes around. A server that loses a cycle moves everything that follows, sound
    and messages alike, by one period: what counts is the distance from the neighbours."""
    around = [np.median(late[max(0, i - _AROUND) : i + _AROUND + 1]) for i in range(len(late))]
    return list((np.array(late) - around) / (RATE / 1_000))


def figures(off: list[float], lost: int, unseen: int) -> dict[str, float]:
    absolute = np.abs(off)
    return {
        "p50_ms": float(np.median(absolute)),
        "p99_ms": float(np.percentile(absolute, 99)),
        "max_ms": float(absolute.max()),
        "notes": len(off) + lost + unseen,
        "lost": lost,
        "unseen": unseen,
    }


def _mido_process(pipe: Connection) -> None:
    """The plain way: a MIDI file, played by mido."""
    import mido

    mido.set_backend("mido.backends.rtmidi/UNIX_JACK")
    with mido.open_output("plain", client_name="plain", virtual=True) as port:
        pipe.send("ready")
        while path := _next(pipe):
            for message in mido.MidiFile(path).play():
                port.send(message)


def _next(pipe: Connection) -> str:
    try:
        return str(pipe.recv())
    except EOFError:
        return ""


def midi_file(path: Path, count: int) -> Path:
    import mido

    track, at = mido.MidiTrack(), 0
    for number in range(count):
        start, pitch = number * _STEP_TICKS + _TICKS_PER_QUARTER, number % _PITCHES + _LOWEST
        track.append(mido.Message("note_on", note=pitch, velocity=80, time=start - at))
        track.append(mido.Message("note_off", note=pitch, velocity=64, time=60))
        at = start + 60
    mido.MidiFile(tracks=[track], ticks_per_beat=_TICKS_PER_QUARTER).save(path)
    return path


def measure(period: int, count: int) -> dict[str, dict[str, float]]:
    found = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        server(Path(folder), period) as running,
        desk() as ears,
        player() as engine,
        in_process(_mido_process, "plain") as plain,
    ):
        path = midi_file(Path(folder) / "notes.mid", count)
        port = until_output(engine, MIDI)
        ears.connect("plain:", MIDI)
        for state in GOALS:
            with busy(state == "loaded"):
                for who, play in (
                    ("engine", lambda: load_and_play(engine, song(count, port))),
                    ("mido", lambda: plain.send(str(path))),
                ):
                    xruns = running.xruns
                    found[f"{who} {state}"] = figures(*errors(ears, count, play)) | {
                        "server_xruns": running.xruns - xruns,
                        "realtime_server": running.realtime,
                        "load_average": os.getloadavg()[0],
                    }
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notes", type=int, default=500, help="in every run")
    parser.add_argument("--period", type=int, default=64, help="frames")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    chosen = parser.parse_args()
    found = measure(chosen.period, chosen.notes)
    print(f"{'ms off the schedule':20}{'p50':>8}{'p99':>8}{'goal':>8}{'max':>8}{'notes':>8}{'lost':>6}{'unseen':>8}"
          f"{'xruns':>7}{'load':>7}")  # fmt: skip
    for name, f in found.items():
        who, state = name.split()
        goal = f"≤{GOALS[state]:6.1f}" if who == "engine" else ""
        print(
            f"{name:20}{f['p50_ms']:8.3f}{f['p99_ms']:8.3f}{goal:>8}{f['max_ms']:8.3f}{f['notes']:8.0f}{f['lost']:6.0f}{f['unseen']:8.0f}"
            f"{f['server_xruns']:7.0f}{f['load_average']:7.1f}"
        )
    write_figures(chosen.json, found)


if __name__ == "__main__":
    main()
