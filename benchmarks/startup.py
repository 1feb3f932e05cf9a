"""How long from the start of the program to a usable window, and to the first generated note that is heard.

    python benchmarks/startup.py [--runs 5] [--json FILE]

Starts the real program with its real window (on the present display, else on a virtual one), with the shipped bundle,
the real engine and the real inference process. At the first moment when Continue can be pressed it is pressed, and
the first ghosts are played from where the seed ends. "Heard" means: the engine reports the playhead past the first
generated note and output above -60 dB. Times count from just before the process was spawned. Goals: usable within
1 s, heard within 2.5 s. `usable_cpu` is processor time: what is left of `usable` on a machine with nothing else to do.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from figures import write_figures

ROOT = Path(__file__).resolve().parents[1]
STEPS = ("shown", "usable", "usable_cpu", "engine_ready", "bundle_ready", "first_ghost", "first_note_heard")
GOALS = {"usable": 1.0, "first_note_heard": 2.5}
LONGEST_SECONDS = 90
AUDIBLE = 0.001  # -60 dB


@contextmanager
def some_display() -> Iterator[dict[str, str]]:
    """The environment with a display: the present one, or a virtual one that lives as long as the block."""
    # Byte code is kept, as in every ordinary start.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    if environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"):
        yield environment
        return
    if shutil.which("Xvfb") is None:
        sys.exit("There is no display and no Xvfb: install xvfb.")
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as numbers:
            yield environment | {"DISPLAY": f":{numbers.readline().strip()}"}
    finally:
        server.terminate()
        server.wait()


def measure(folder: Path, environment: dict[str, str]) -> dict[str, float]:
    """One start; seconds since the process was spawned. The program quits by itself when the note was heard."""
    report = folder / "report.json"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "musegen_app", "--startup-report", str(report)]
    spawned = time.time()
    subprocess.run(command, cwd=ROOT, env=environment, timeout=LONGEST_SECONDS, check=True)
    told = json.loads(report.read_text("utf-8"))
    begun = told["epoch"] - spawned
    cpu = told["seconds"].pop("usable_cpu")
    return {step: begun + at for step, at in told["seconds"].items()} | {
        "usable_cpu": cpu,
        "synth": bool(told["synth"]),
        "peak_before": told["peak_before"],
    }


def table(runs: list[dict[str, float]]) -> str:
    numbered = "".join(f"{f'run {i + 1}':>9}" for i in range(len(runs)))
    lines = [f"{'seconds':18}{numbered}{'median':>9}{'goal':>7}"]
    for step in STEPS:
        values = [r[step] for r in runs if step in r]
        if not values:
            lines.append(f"{step:18} never")
            continue
        goal = f"{GOALS[step]:7.1f}" if step in GOALS else ""
        lines.append(f"{step:18}" + "".join(f"{v:9.2f}" for v in values) + f"{statistics.median(values):9.2f}{goal}")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, some_display() as environment:
        environment["MUSEGEN_HOME"] = str(Path(folder) / "home")
        measure(Path(folder), environment)  # warms the disk and writes byte code
        runs = [measure(Path(folder), environment) for _ in range(chosen.runs)]
    print(table(runs))
    medians = {s: statistics.median([r[s] for r in runs if s in r]) for s in STEPS if any(s in r for r in runs)}
    if not all(r["synth"] for r in runs):
        print("There was no synth: nothing can have been heard.")
    if any(r["peak_before"] > AUDIBLE for r in runs):
        print("Something else sounded before the first generated note: the last line says too little.")
    numbered = {f"run {i + 1}": run for i, run in enumerate(runs)}
    write_figures(chosen.json, {**numbered, "median": medians, "goal": GOALS})
    return 0 if all(medians.get(s, 1e9) <= goal for s, goal in GOALS.items()) else 1


if __name__ == "__main__":
    sys.exit(main())
