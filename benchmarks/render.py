"""Writing a song as a WAV file: `musegen render` beside `fluidsynth -F` on the same MIDI file.

    python benchmarks/render.py [--minutes 10] [--rounds 1] [--json FILE]

Needs the command fluidsynth (`sudo apt install fluidsynth`). Both get the same file of 16 tracks, SoundFont, rate,
effects, interpolation (FluidSynth's default), polyphony and gain, and write 16 bits; ours has its limiter and meters
on and uses up to 4 processors, theirs one, as it does by itself ("threaded": told to use as many). Whole commands are
timed, one after the other, by turns; "cpu" is what they and their threads worked. A ratio above 1 means that ours is
faster. Before, both render wood block strokes at odd places of a song with two tempi, and every onset found is
compared with the place where it is written (less the preset's own attack).
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ["PYTHONPATH"] = str(ROOT)

from figures import write_figures  # noqa: E402

from musegen_app import formats  # noqa: E402
from musegen_app.engine.backends.fluidsynth_backend import GAIN, POLYPHONY  # noqa: E402
from musegen_app.engine.backends.soundfonts import default_soundfont  # noqa: E402
from musegen_app.engine.offline import MOST_CORES  # noqa: E402
from musegen_app.score.model import ControlEvent, ControlKind, Note, Score, Track  # noqa: E402
from musegen_app.score.time import TempoChange, TempoMap  # noqa: E402
from tests.engine.onsets import WOODBLOCK, attack_frames, onsets  # noqa: E402

RATE = 48_000
BAR = 3_840
REVERB, CHORUS = 91, 93
LIMIT_SECONDS = 1_800
PITCH = 76
STROKES = tuple(i * 333 for i in range(200))
TEMPO = TempoMap((TempoChange(0, 500_000), TempoChange(30_000, 431_917)))


def song(minutes: float) -> Score:
    """16 tracks: drums, long chords, arpeggios in semiquavers and running controllers."""
    bars = max(1, round(minutes * 30))
    return Score(tracks=tuple(part(i, bars) for i in range(16)))


def part(number: int, bars: int) -> Track:
    grid, voices = ((240, 1), (480, 2), (960, 3), (1_920, 4))[number % 4]
    notes = tuple(
        Note(tick, grid - 10, 36 + (number * 5 + tick // grid * 3 + v * 4) % 60, 70 + tick // grid % 4 * 10)
        for tick in range(0, bars * BAR, grid)
        for v in range(voices)
    )
    swell = (ControlEvent(t, ControlKind.CONTROL, 90 + t // 480 % 32, 11) for t in range(0, bars * BAR, 480))
    sends = (ControlEvent(0, ControlKind.CONTROL, 60, REVERB), ControlEvent(0, ControlKind.CONTROL, 30, CHORUS))
    return Track(f"Part {number + 1}", number, number * 8 % 128, notes=notes, controls=(*sends, *swell))


def strokes() -> Score:
    return Score(
        tracks=(Track("Block", program=WOODBLOCK, notes=tuple(Note(t, 100, PITCH) for t in STROKES)),), tempo=TEMPO
    )


def ours(midi: Path, wav: Path) -> list[str]:
    return [
        *(sys.executable, "-m", "musegen_app", "render", str(midi), "-o", str(wav)),
        *("--rate", str(RATE), "--format", "16", "--soundfont", str(default_soundfont())),
    ]


def theirs(midi: Path, wav: Path, cores: int = 1) -> list[str]:
    return [
        *("fluidsynth", "-ni", "-q", "-F", str(wav), "-T", "wav", "-O", "s16", "-r", str(RATE), "-g", str(GAIN)),
        *(
            "-R",
            "1",
            "-C",
            "1",
            "-o",
            f"synth.polyphony={POLYPHONY}",
            "-o",
            f"synth.cpu-cores={cores}",
            str(default_soundfont()),
            str(midi),
        ),
    ]


def cores() -> int:
    return min(os.cpu_count() or 1, MOST_CORES)


def timed(command: list[str]) -> tuple[float, float]:
    """Seconds by the clock, and of all processors together."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=LIMIT_SECONDS, cwd=ROOT)
    took, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def speed(minutes: float, rounds: int, folder: Path) -> dict[str, float]:
    midi = folder / "song.mid"
    formats.write_any(song(minutes), midi)
    commands = {
        "theirs": theirs(midi, folder / "theirs.wav"),
        "ours": ours(midi, folder / "ours.wav"),
        "threaded": theirs(midi, folder / "threaded.wav", cores()),
    }
    spent: dict[str, list[tuple[float, float]]] = {who: [] for who in commands}
    for _ in range(rounds):
        for who, command in commands.items():
            spent[who].append(timed(command))
    own, their, threaded = (np.min(spent[who], axis=0) for who in ("ours", "theirs", "threaded"))
    length = soundfile.info(folder / "ours.wav").duration
    return {
        "processors_ours": cores(),
        "song_seconds": length,
        "ours_seconds": own[0],
        "theirs_seconds": their[0],
        "ours_cpu_seconds": own[1],
        "theirs_cpu_seconds": their[1],
        "ours_times_real": length / own[0],
        "theirs_times_real": length / their[0],
        "ratio": their[0] / own[0],
        "cpu_ratio": their[1] / own[1],
        "threaded_seconds": threaded[0],
        "ratio_to_threaded": threaded[0] / own[0],
    }


def late(wav: Path) -> npt.NDArray[np.float64]:
    """Frames by which each onset found comes after the place where it is written."""
    sound = soundfile.read(wav, dtype="float32", always_2d=True)[0]
    found = onsets(sound) - attack_frames(WOODBLOCK, PITCH)
    written = np.array([TEMPO.seconds(tick) * RATE for tick in STROKES])
    if len(found) != len(written):
        raise SystemExit(f"{wav.name}: {len(found)} of {len(written)} strokes found")
    return found - written


def exactness(folder: Path) -> dict[str, float]:
    midi = folder / "strokes.mid"
    formats.write_any(strokes(), midi)
    own, their = folder / "own.wav", folder / "their.wav"
    timed(ours(midi, own))
    timed(theirs(midi, their))
    by_us, by_them = late(own), late(their)
    return {
        "strokes": len(STROKES),
        "ours_earliest_frames": by_us.min(),
        "ours_latest_frames": by_us.max(),
        "theirs_earliest_frames": by_them.min(),
        "theirs_latest_frames": by_them.max(),
        "largest_difference_frames": np.abs(by_us - by_them).max(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0, help="of music")
    parser.add_argument("--rounds", type=int, default=1, help="the fastest counts")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    chosen = parser.parse_args()
    if shutil.which("fluidsynth") is None:
        raise SystemExit("The command fluidsynth is missing; install it: sudo apt install fluidsynth")
    with tempfile.TemporaryDirectory() as folder:
        found = exactness(Path(folder)) | speed(chosen.minutes, chosen.rounds, Path(folder))
    for name, value in found.items():
        print(f"{name:28}{value:10.2f}")
    write_figures(chosen.json, found)


if __name__ == "__main__":
    main()
