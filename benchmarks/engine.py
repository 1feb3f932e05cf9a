"""What a block of sound costs: the whole engine (scheduler, synth, clicks, limiter) beside real time.

    python benchmarks/engine.py [--seconds 20] [--block 256] [--json FILE]

Renders on a manual clock, block by block as an audio callback would, and times every block. "ratio" is the length of
a block over its cost: 10 means a tenth of the time is used. "late" counts blocks that took longer than they last.
Scores: one melody with chords, a band of 8 tracks, and the densest thing that can be asked for (16 tracks of
semiquaver chords with running controllers, about 1,500 events a second and the synth's full polyphony).
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

from figures import write_figures

from musegen_app.engine.backends.catalog import open_synth
from musegen_app.engine.build import playlist_of
from musegen_app.engine.clock import ManualClock
from musegen_app.engine.core import Engine, SilentSynth
from musegen_app.engine.playable import Playable
from musegen_app.engine.playlist import Playlist
from musegen_app.engine.protocols import Synth
from musegen_app.score.harmony import ChordSymbol, parse_chord
from musegen_app.score.model import ChordLane, ControlEvent, ControlKind, Note, Score, Track

RATE = 48_000
BAR = 3_840
BARS = 16


def melody() -> Score:
    notes = tuple(Note(i * 480, 460, 60 + (i * 7) % 24) for i in range(BARS * 8))
    symbols = tuple(
        ChordSymbol(b * BAR, parse_chord(s), s) for b, s in enumerate(["C", "Am7", "F", "G7"] * (BARS // 4))
    )
    return Score(tracks=(Track(notes=notes),), chords=ChordLane(symbols))


def band(tracks: int = 8, grid: int = 240, voices: int = 2, sweeps: bool = False) -> Score:
    return Score(tracks=tuple(part(i, grid, voices, sweeps) for i in range(tracks)))


def part(number: int, grid: int, voices: int, sweeps: bool) -> Track:
    notes = tuple(
        Note(tick, grid, 36 + (number * 5 + tick // grid * 3 + v * 4) % 60, 90)
        for tick in range(0, BARS * BAR, grid)
        for v in range(voices)
    )
    controls = tuple(
        ControlEvent(t, ControlKind.CONTROL, t % 128, 11) for t in range(0, BARS * BAR, 60 if sweeps else BAR)
    )
    channel = 9 if number == 7 else number
    return Track(channel=channel, program=number * 8 % 128, notes=notes, controls=controls)


SCORES = {"melody": melody, "band": band, "densest": lambda: band(16, 240, 4, sweeps=True)}


def timed(playlist: Playlist, synth: Synth, seconds: float, frames: int) -> list[float]:
    """Milliseconds per block."""
    engine = Engine(RATE, synth)
    engine.scheduler.load(Playable(playlist))
    engine.set_metronome(True, -6.0)
    engine.scheduler.set_loop(None)
    engine.scheduler.play(0)
    clock = ManualClock(engine.render, frames)
    costs = []
    for _ in range(round(seconds * RATE / frames)):
        if not engine.scheduler.playing:
            engine.scheduler.play(0)
        start = time.perf_counter()
        clock.block()
        costs.append((time.perf_counter() - start) * 1e3)
    assert not engine.faults, engine.fault
    return costs


def figures(costs: list[float], frames: int) -> dict[str, float]:
    block_ms = frames / RATE * 1e3
    ordered = sorted(costs)
    return {
        "median_ms": statistics.median(ordered),
        "p99_ms": ordered[int(0.99 * (len(ordered) - 1))],
        "max_ms": ordered[-1],
        "ratio": block_ms / statistics.mean(ordered),
        "late": sum(cost > block_ms for cost in ordered),
        "blocks": len(ordered),
    }


def measure(name: str, seconds: float, frames: int) -> dict[str, dict[str, float]]:
    score = SCORES[name]()
    start = time.perf_counter()
    playlist = playlist_of(score)
    packed = (time.perf_counter() - start) * 1e3
    start = time.perf_counter()
    Playable(playlist)
    ready = (time.perf_counter() - start) * 1e3
    synth = open_synth(RATE)
    rows = {
        "whole": figures(timed(playlist, synth, seconds, frames), frames),
        "without synth": figures(timed(playlist, SilentSynth(), seconds, frames), frames),
    }
    synth.close()
    rows["whole"] |= {"events": len(playlist.events), "pack_ms": packed, "ready_ms": ready}
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20.0, help="of sound per score")
    parser.add_argument("--block", type=int, default=256, help="frames")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    chosen = parser.parse_args()
    found = {name: measure(name, chosen.seconds, chosen.block) for name in SCORES}
    print(f"{chosen.block} frames last {chosen.block / RATE * 1e3:.2f} ms at {RATE} Hz")
    print(f"{'':26}{'median':>9}{'p99':>9}{'max ms':>9}{'ratio':>8}{'late':>6}")
    for name, rows in found.items():
        for what, f in rows.items():
            line = f"{name + ', ' + what:26}{f['median_ms']:9.3f}{f['p99_ms']:9.3f}{f['max_ms']:9.3f}"
            print(f"{line}{f['ratio']:8.1f}{f['late']:6.0f}")
        whole = rows["whole"]
        print(
            f"  {whole['events']:.0f} events: packed in {whole['pack_ms']:.1f} ms, ready in {whole['ready_ms']:.1f} ms"
        )
    write_figures(chosen.json, {"block_frames": chosen.block, "rate": RATE, **found})


if __name__ == "__main__":
    main()
