"""How soon a moved control is heard while a take plays, and how long sixteen steered takes need, for every bundle.

    python benchmarks/steer.py [BUNDLE …] [--control NAME] [--moves 40] [--rounds 3] [--json FILE]

Needs jackd2. The real session, worker and engine processes on a dummy server at 120 quarters a minute; every track
plays to a MIDI port, and what arrives there is told frame by frame. While 32 bars are written and played, `--control`
is moved at random moments between two values far apart. `changed` is the time from the move to the first note that
would not have sounded without it, in ms and in beats (500 ms); `redrawn` to the place from which the model drew anew,
`answered` to the model's first answer. `missing`: notes of the take that were due and did not sound in time (a gap).
Every fourth move is the peer in the same run: a whole new request (Again), which is what there is without steering.

`16 takes`: 8 bars from nothing in a process of its own, six controls on, all at once; beside it the same unsteered.
Goals: median of `changed` at most one beat + 50 ms, nothing missing; 0.7 s for the 16 takes of folk-lstm.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from figures import write_figures  # noqa: E402

from musegen_app.base.paths import model_dirs  # noqa: E402
from musegen_app.bundles.catalog import find_bundle, find_bundles  # noqa: E402

BEAT_MS = 500.0
PERIOD = 512
TOGETHER = 16
SIX = {"density": 0.4, "leaps": -0.5, "height": 0.3, "scale_lock": 1.0, "originality": 0.5, "rhythm_temperature": 1.1}


def while_playing(bundle: str, control: str, moves: int, seed: int) -> dict[str, dict[str, float]]:
    """Figures of moves and of new requests. Run in a process of its own: a server and its clients are its children."""
    from steer_playing import Stage, far_apart, outcomes

    from tests.jack.desk import desk
    from tests.jack.dummy import server
    from tests.jack.studio import studio

    with (
        tempfile.TemporaryDirectory() as folder,
        server(Path(folder), PERIOD) as running,
        desk() as ears,
        studio(ears, inference=True) as session,
    ):
        stage = Stage(session, ears, bundle, PERIOD)
        stage.write_the_beginning()
        stage.play(*far_apart(control), moves, seed)
        told = {kind: _row(outcome) for kind, outcome in outcomes(stage).items()}
        told["server"] = {"xruns": running.xruns, "realtime": running.realtime}
        return told


def _row(found: object) -> dict[str, float]:
    changed, answered, redrawn = (
        np.array(getattr(found, name)) if getattr(found, name) else np.array([np.nan])
        for name in ("changed", "answered", "redrawn")
    )
    return {
        "moves": len(changed) + found.unchanged,  # type: ignore[attr-defined]
        "changed_p50_ms": float(np.median(changed)),
        "changed_p95_ms": float(np.quantile(changed, 0.95)),
        "changed_p50_beats": float(np.median(changed)) / BEAT_MS,
        "changed_p95_beats": float(np.quantile(changed, 0.95)) / BEAT_MS,
        "redrawn_p50_ms": float(np.median(redrawn)),
        "redrawn_p95_ms": float(np.quantile(redrawn, 0.95)),
        "answered_p50_ms": float(np.median(answered)),
        "answered_p95_ms": float(np.quantile(answered, 0.95)),
        "unchanged": found.unchanged,  # type: ignore[attr-defined]
        "notes": found.notes,  # type: ignore[attr-defined]
        "missing": found.missing,  # type: ignore[attr-defined]
        "unseen": found.unseen,  # type: ignore[attr-defined]
    }


def sixteen_takes(folder: str, rounds: int) -> dict[str, float]:
    """Seconds for sixteen takes of 8 bars, with six controls and without any. Run in a process of its own."""
    from musegen_app.sampling.loading import open_bundle
    from musegen_app.sampling.messages import Hearing, Steering
    from musegen_app.sampling.offline import begin_of, generate_batch
    from musegen_app.score.model import Score, Track

    bundle = open_bundle(folder)
    track = Track("Drums", channel=9) if bundle.family.on_drums else Track("Melody")

    def seconds(steering: Steering, seed: int) -> float:
        begin = begin_of(Score(tracks=(track,)), track.id, 8, steering, Hearing(), seed)
        start = time.perf_counter()
        generate_batch(bundle, begin, TOGETHER)
        return time.perf_counter() - start

    six = Steering(**SIX)  # type: ignore[arg-type]
    seconds(six, 1_000)
    return {
        "steered_s": float(np.median([seconds(six, seed) for seed in range(rounds)])),
        "plain_s": float(np.median([seconds(Steering(), seed) for seed in range(rounds)])),
    }


def in_own_process(*arguments: str) -> dict[str, dict[str, float]]:
    """What this program told as JSON in another process; exits with its words if it fails."""
    command = [sys.executable, __file__, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=1_800)
    if done.returncode:
        sys.exit(done.stderr)
    found: dict[str, dict[str, float]] = json.loads(done.stdout.splitlines()[-1])
    return found


def show(found: dict[str, dict[str, dict[str, float]]]) -> None:
    heads = (
        "changed p50",
        "p95 ms",
        "beats p50",
        "p95",
        "redrawn p50",
        "answered p50",
        "p95 ms",
        "missing",
        "of notes",
    )
    names = ("changed_p50_ms", "changed_p95_ms", "changed_p50_beats", "changed_p95_beats", "redrawn_p50_ms")
    more = ("answered_p50_ms", "answered_p95_ms", "missing", "notes")
    print(f"{'':28}" + "".join(f"{h:>13}" for h in heads))
    for bundle, rows in found.items():
        for kind, word in (("steer", ""), ("request", ", new request")):
            print(f"{bundle + word:28}" + "".join(f"{rows[kind][n]:13.2f}" for n in (*names, *more)))
    print(f"\n{'16 takes of 8 bars':28}{'steered s':>13}{'plain s':>13}")
    for bundle, rows in found.items():
        print(f"{bundle:28}" + "".join(f"{rows['takes16'][n]:13.2f}" for n in ("steered_s", "plain_s")))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundles", nargs="*", metavar="BUNDLE")
    parser.add_argument("--control", default="rhythm_temperature", help="one that acts on every model")
    parser.add_argument("--moves", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--alone", choices=("playing", "takes"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.alone:
        alone(given)
        return
    infos = [find_bundle(n, model_dirs()) for n in given.bundles] or find_bundles(model_dirs())
    found = {}
    for info in infos:
        common = ("--moves", str(given.moves), "--control", given.control, "--seed", str(given.seed))
        found[info.name] = in_own_process(info.name, "--alone", "playing", *common)
        found[info.name] |= in_own_process(str(info.path), "--alone", "takes", "--rounds", str(given.rounds))
        show({info.name: found[info.name]})
    show(found)
    write_figures(given.json, found)


def alone(given: argparse.Namespace) -> None:
    """The part that runs in a process of its own; its last line is JSON."""
    (bundle,) = given.bundles
    if given.alone == "playing":
        print(json.dumps(while_playing(bundle, given.control, given.moves, given.seed)))
    else:
        print(json.dumps({"takes16": sixteen_takes(bundle, given.rounds)}))


if __name__ == "__main__":
    main()
