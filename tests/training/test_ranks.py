# ruff: noqa: E402 (nothing is imported where torch is missing)
"""Two processes train as one does: the same curve, one log, one voice; and when one dies the other says so."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytestmark = [pytest.mark.torch, pytest.mark.slow]

from musegen_app.training import program
from musegen_app.training.ranks import Ranks, Share
from musegen_app.training.run_folder import RunFolder
from tests.training import toy_run

TORCHRUN = (sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m")
TUNE = "X:{n}\nT:Tune {n}\nR:reel\nM:4/4\nL:1/8\nK:G\n{bars}\n\n"


def start(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=150, check=False)


def test_a_killed_process_is_told_of_and_the_resumed_run_has_the_curve_of_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begun = time.monotonic()
    half = start(*TORCHRUN, "tests.training.toy_run", str(tmp_path / "two"), "kill")
    assert half.returncode != 0
    assert half.stderr.count("Another process of this run has ended.") == 1
    assert time.monotonic() - begun < 100
    assert [r["epoch"] for r in RunFolder(tmp_path / "two").records()] == [1]
    whole = start(*TORCHRUN, "tests.training.toy_run", str(tmp_path / "two"))
    assert whole.returncode == 0, whole.stderr
    assert toy_run.main(str(tmp_path / "one")) == 0
    weights = [line for line in capsys.readouterr().out.splitlines() if line.startswith("weights")]
    told = whole.stdout.splitlines()
    assert [line for line in told if line.startswith("weights")] == 2 * weights
    assert sum('"event": "epoch"' in line for line in told) == 3  # one process speaks
    one, two = (RunFolder(tmp_path / name).records() for name in ("one", "two"))
    assert [r["epoch"] for r in two] == [1, 2, 3, 4]  # and writes
    for a, b in zip(one, two, strict=True):
        assert (a["loss"], a["valid"]) == pytest.approx((b["loss"], b["valid"]), rel=1e-5)


def test_the_folk_recipe_in_two_processes(tmp_path: Path) -> None:
    """The same command line, from files to a bundle."""
    books = tmp_path / "data" / "nottingham_folk" / "files" / "abc"
    books.mkdir(parents=True)
    dice = random.Random(3)
    bars = ["|".join("".join(dice.choices("DEFGABcd", k=8)) for _ in range(12)) for _ in range(80)]
    (books / "reels.abc").write_text("".join(TUNE.format(n=n, bars=text) for n, text in enumerate(bars)))
    settings = ("epochs=2", "embedding=8", "hidden=8", "layers=1", "dropout=0.0", "lane=4", "head=8", "bf16=false")
    flags = [part for setting in (*settings, "batch_events=400") for part in ("--set", setting)]
    rest = ("folk-lstm", str(tmp_path / "data"), "--jsonl", *flags, "--out")
    done = start(sys.executable, "-m", "musegen_app.training.launch", "2", *rest, str(tmp_path / "two"))
    assert (done.returncode, done.stderr) == (0, "")
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert sum(line["event"] == "epoch" for line in said) == 2
    assert (tmp_path / "two" / "manifest.json").exists()
    assert program.main([*rest, str(tmp_path / "one")]) == 0
    one, two = (RunFolder(tmp_path / f"{name}.run").records() for name in ("one", "two"))
    assert two[-1]["valid"] == pytest.approx(one[-1]["valid"], rel=0.05)  # what is hidden of a tune is another draw


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_batches_are_shared_out(count: int) -> None:
    ranks = [Ranks(i, count) for i in range(count)]
    dealt = [r.share([[1, 2, 3], [4]], 0) for r in ranks]
    assert sorted(x for share, _ in dealt if share.counts for x in share.batch) == [1, 2, 3]
    assert {following for _, following in dealt} == {1}
    assert all(share.batch for share, _ in dealt)
    at, seen = 0, []
    while at < 4:
        shares = [r.share(["a", "b", "c", "d"], at) for r in ranks]
        seen += [share.batch for share, _ in shares if share.counts]
        at = shares[0][1]
    assert seen == ["a", "b", "c", "d"]
    assert Ranks().share(["a"], 0) == (Share("a"), 1)
