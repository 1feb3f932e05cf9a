"""Ten minutes at work, without a window: playing, recording, generating and editing at once. Does anything break?

    python benchmarks/soak.py [--seconds 600] [--period 256] [--json FILE]

Needs jackd2. The real session with its real engine and inference processes plays a song on a dummy server; one track
holds an organ chord throughout, and every break in it is counted in what is captured (silence in what should sound,
or a period played twice). Meanwhile a virtual keyboard plays without a pause and is recorded every now and then, the
net writes takes ahead of the playhead, which are accepted or thrown away, and notes and tracks are edited and edits
undone. Memory: resident size of the whole program and of its three processes, at the end against just after the
warm-up (a fifth of the time, a minute at most). Goals: no break, less than 2 % more memory.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "benchmarks"))
os.environ["PYTHONPATH"] = str(ROOT)

from dropouts import breaks  # noqa: E402
from figures import write_figures  # noqa: E402

from musegen_app.score import edits  # noqa: E402
from musegen_app.score.model import Note, Score, Track  # noqa: E402
from musegen_app.session.compose import GenerateRequest  # noqa: E402
from musegen_app.session.session import Session  # noqa: E402
from tests.jack.desk import Desk, Heard, desk  # noqa: E402
from tests.jack.dummy import server  # noqa: E402
from tests.jack.keyboard import Row, keyboard  # noqa: E402
from tests.jack.studio import studio, wait  # noqa: E402

BAR = 3_840
ORGAN, MELODY, BASS, PLAYED = range(4)
_TURN_SECONDS = 16.0  # of one round of the work
_LOOK_SECONDS = 4.0  # between two looks at what was captured
_POLL_SECONDS = 0.015  # as the window does
_SCALE = (60, 62, 64, 65, 67, 69, 71, 72)


def song(seconds: float) -> Score:
    """A held chord, a melody and a bass, longer than the run; and a track for what is played."""
    bars = round((seconds + 60) / 2) + 8
    held = tuple(Note(0, bars * BAR, p) for p in (48, 55, 60))
    melody = tuple(Note(i * 480, 420, _SCALE[i * 5 % 8]) for i in range(bars * 8))
    bass = tuple(Note(i * 960, 900, _SCALE[i // 4 % 4] - 24) for i in range(bars * 4))
    return Score(
        tracks=(
            Track("Organ", program=19, notes=held),
            Track("Melody", channel=1, notes=melody),
            Track("Bass", channel=2, program=33, notes=bass),
            Track("Played", channel=3, program=4),
        )
    )


@dataclass
class Work:
    """What somebody does all the time, a step whenever it is due."""

    session: Session
    done: dict[str, int] = field(default_factory=dict)

    def steps(self) -> Iterator[tuple[float, str]]:
        """Seconds after the start, and the verb, without an end."""
        verbs = ("generate", "add_notes", "record", "mute", "mix", "move", "record", "keep", "undo_all")
        for turn in itertools.count():
            for place, verb in enumerate(verbs):
                yield (turn + place / len(verbs)) * _TURN_SECONDS, verb

    def step(self, verb: str) -> None:
        getattr(self, verb)()
        self.done[verb] = self.done.get(verb, 0) + 1

    def generate(self) -> None:
        """A take two bars ahead of the playhead."""
        start = (self.session.transport.state.tick // BAR + 2) * BAR
        self.session.compose.generate(
            GenerateRequest(self._track(MELODY).id, bars=6, start_tick=start, seed_from_tick=max(0, start - 8 * BAR))
        )

    def keep(self) -> None:
        if self.done.get("keep", 0) % 2 or self.session.compose.current is None:
            self.session.compose.discard()
        else:
            self.session.compose.accept()

    def add_notes(self) -> None:
        tick = self.session.transport.state.tick
        notes = [Note(tick + i * 240, 200, _SCALE[i % 8] + 12) for i in range(16)]
        self._edit("Add notes", edits.add_notes(self.session.document.score, self._track(BASS).id, notes))

    def move(self) -> None:
        bass = self._track(BASS)
        ids = [n.id for n in bass.notes if n.start_tick > self.session.transport.state.tick][:64]
        self._edit("Move notes", edits.move_notes(self.session.document.score, bass.id, ids, 120, 0))

    def mute(self) -> None:
        bass = self._track(BASS)
        self._edit("Mute", edits.set_mute(self.session.document.score, bass.id, not bass.mute))

    def mix(self) -> None:
        score = edits.set_volume(self.session.document.score, self._track(MELODY).id, 70 + len(self.done) % 30)
        self._edit("Mix", edits.set_pan(score, self._track(BASS).id, 40 + self.done.get("mix", 0) % 48))

    def record(self) -> None:
        """On, and at the next turn off."""
        self.session.record.arm(self._track(PLAYED).id)
        self.session.record.toggle()

    def undo_all(self) -> None:
        """Everything of this turn; so the song, and with it the memory, stays what it was."""
        while self.session.document.can_undo:
            self.session.document.undo()

    def _edit(self, label: str, score: Score) -> None:
        self.session.document.edit(label, score)

    def _track(self, place: int) -> Track:
        return self.session.document.score.tracks[place]


@dataclass
class Ears:
    """Counts the breaks in what is captured."""

    desk: Desk
    period: int
    breaks: int = 0
    seconds: float = 0.0
    missed: int = 0  # cycles in a row that the capture itself missed

    def look(self) -> None:
        heard = self.desk.take()
        self.missed += len(heard.gaps)
        for part in whole(heard):
            self.breaks += breaks(part[:, None], self.period)
            self.seconds += len(part) / 48_000


def whole(heard: Heard) -> list[np.ndarray]:
    """The stretches between the gaps of the capture."""
    edges = [heard.first, *itertools.chain(*heard.gaps), heard.first + len(heard.sound)]
    return [heard.sound[a - heard.first : b - heard.first] for a, b in zip(edges[::2], edges[1::2], strict=True)]


def sizes() -> dict[str, float]:
    """Resident megabytes of the session, the engine and the inference process."""
    pids = {"session": os.getpid()} | {
        p.name.removeprefix("musegen-"): p.pid for p in multiprocessing.active_children()
    }
    return {name: _resident(pids[name]) for name in ("session", "engine", "inference") if pids.get(name)}


def _resident(pid: int | None) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1_024


def run(session: Session, ears: Ears, seconds: float) -> dict[str, float]:
    """Work for that long; what was counted."""
    work, memory, started = Work(session), [], time.monotonic()
    steps = work.steps()
    due, verb = next(steps)
    looked = 0.0
    while (at := time.monotonic() - started) < seconds:
        session.poll()
        if at >= due:
            work.step(verb)
            due, verb = next(steps)
        if at >= looked:
            ears.look()
            memory.append((at, sizes()))
            looked += _LOOK_SECONDS
        time.sleep(_POLL_SECONDS)
    ears.look()
    assert session.transport.state.playing, session.status.standing
    return grown(memory, seconds) | {f"{verb}_times": float(count) for verb, count in work.done.items()}


def grown(memory: list[tuple[float, dict[str, float]]], seconds: float) -> dict[str, float]:
    """Megabytes after the warm-up and at the end (means of a tenth of the time), and percent more."""
    warm, tenth = min(60.0, seconds / 5), seconds / 10
    found: dict[str, float] = {}
    memory = [(at, {"program": sum(s.values()), **s}) for at, s in memory if s.keys() == memory[-1][1].keys()]
    for name in memory[0][1]:
        first = float(np.mean([s[name] for at, s in memory if warm <= at < warm + max(tenth, _LOOK_SECONDS)]))
        last = float(np.mean([s[name] for at, s in memory if at >= seconds - max(tenth, _LOOK_SECONDS)]))
        found |= {f"{name}_MB": first, f"{name}_end_MB": last, f"{name}_growth_percent": 100 * (last / first - 1)}
    return found


def measure(seconds: float, period: int) -> dict[str, float]:
    with (
        tempfile.TemporaryDirectory() as folder,
        server(Path(folder), period) as running,
        desk() as ears,
        keyboard() as keys,
        studio(ears, inference=True) as session,
    ):
        session.document.replace(song(seconds), None)
        wait(session, lambda: session.compose.state.bundle_ready)
        session.transport.play(0)
        keys.start(Row(round(seconds / 0.375) + 20, 0.3, pitch=67))
        until = time.monotonic() + 2.0  # the chord has begun
        wait(session, lambda: time.monotonic() > until)
        ears.take()
        gc.collect()
        gc.freeze()  # as the program does after its start
        listening, xruns, flagged = Ears(ears, period), running.xruns, session.transport.state.dropouts
        found = run(session, listening, seconds)
        return {
            "seconds": listening.seconds,
            "breaks": listening.breaks,
            "missed_by_the_capture": listening.missed,
            "portaudio_dropouts": session.transport.state.dropouts - flagged,
            "server_xruns": running.xruns - xruns,
            "realtime_server": running.realtime,
            "realtime_callback": session.sound.state.realtime,
            "remembered": session.record.state.remembered,
            **found,
            "load_average": os.getloadavg()[0],
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--period", type=int, default=256, help="frames")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    chosen = parser.parse_args()
    found = measure(chosen.seconds, chosen.period)
    for name, value in found.items():
        print(f"{name:28}{value:12.2f}" if isinstance(value, float) else f"{name:28}{value:12}")
    write_figures(chosen.json, found)


if __name__ == "__main__":
    main()
