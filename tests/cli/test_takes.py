"""Many takes from one command: files, their order, and what is told of them."""

from __future__ import annotations

import json
from pathlib import Path

import pretty_midi
import pytest

from musegen_app import formats
from musegen_app.base.paths import shipped_models_dir
from tests.cli.conftest import Command, one_line

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (shipped_models_dir() / "folk-lstm").is_dir(), reason="no shipped bundle"),
]
WORDS = ("generate", "--bundle", "folk-lstm", "--bars", 4, "--rng-seed", 7, "--density", 0.5)


def notes_of(path: Path) -> list[tuple[int, int]]:
    return [(n.start_tick, n.pitch) for n in formats.read_any(path).tracks[0].notes]


def test_the_best_of_many_and_all_of_them(musegen: Command, tmp_path: Path) -> None:
    done = musegen(*WORDS, "--takes", 5, "--best", 2, "-o", tmp_path / "best.mid", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    best = json.loads(done.stdout)
    assert best["made"] == 5
    assert [Path(t["output"]).name for t in best["takes"]] == ["best-01.mid", "best-02.mid"]
    assert sorted(p.name for p in tmp_path.glob("best*")) == ["best-01.mid", "best-02.mid"]

    told = json.loads(musegen(*WORDS, "--takes", 5, "-o", tmp_path / "all.mid", "--json").stdout)["takes"]
    assert [t["index"] for t in told] == [0, 1, 2, 3, 4]
    assert {(t["rng_seed"], json.dumps(t["settings"])) for t in told} == {(7, '{"density": 0.5}')}
    totals = sorted((t["critique"]["total"] for t in told), reverse=True)
    assert [t["critique"]["total"] for t in best["takes"]] == totals[:2]
    assert all(len(t["critique"]["words"]) == 4 and "title" in t["nearest"] for t in told)
    for take in best["takes"]:  # the same take in the same place, whatever else is written
        same = told[take["index"]]
        assert {**take, "output": ""} == {**same, "output": ""}
        assert notes_of(Path(take["output"])) == notes_of(Path(same["output"]))
    lines = [pretty_midi.PrettyMIDI(t["output"]).instruments[0].notes for t in told]
    assert [len(line) for line in lines] == [t["notes"] for t in told]


def test_one_of_them_is_the_same_as_alone(musegen: Command, tmp_path: Path) -> None:
    assert musegen(*WORDS, "-o", tmp_path / "one.mid").returncode == 0
    done = musegen(*WORDS, "--takes", 3, "--all", "-o", tmp_path / "three.mid")
    assert done.stdout.splitlines()[1].split() == ["file", "take", "notes", "critic", "nearest", "passage"]
    assert len(done.stdout.splitlines()) == 5
    assert notes_of(tmp_path / "three-01.mid") == notes_of(tmp_path / "one.mid")
    assert notes_of(tmp_path / "three-02.mid") != notes_of(tmp_path / "one.mid")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--takes", "0"), 2, "not a number of takes from 1 to 64"),
        (("--takes", "2", "--best", "3"), 2, "ask for more --takes"),
        (("--best", "1", "--all"), 2, "not allowed with"),
    ],
)
def test_what_cannot_be_asked_for(
    musegen: Command, tmp_path: Path, words: tuple[str, ...], code: int, told: str
) -> None:
    assert told in one_line(musegen(*WORDS, *words, "-o", tmp_path / "x.mid"), code)
