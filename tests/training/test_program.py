# ruff: noqa: E402 (nothing is imported where torch is missing)
"""The whole way on toys: the training program makes runs, the export makes a bundle, the bundle writes and scores."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from dataclasses import fields, replace
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
torch.set_num_threads(1)
pytestmark = [pytest.mark.torch, pytest.mark.slow]

from safetensors import safe_open

from musegen_app.bundles.graphs import StepGraphs
from musegen_app.bundles.manifest import read_manifest
from musegen_app.bundles.scoring import score
from musegen_app.cli import train as cli_train
from musegen_app.codecs.lead_sheet import LeadSheet
from musegen_app.training import program, stopping
from musegen_app.training.config import RunConfig
from musegen_app.training.corpus.lead_corpus import LeadCorpus
from musegen_app.training.corpus.prepare import FileReport
from musegen_app.training.plan import plan
from musegen_app.training.recipes import folk_lstm as recipe
from musegen_app.training.recipes.catalog import RECIPES
from musegen_app.training.run_folder import RunFolder
from musegen_app.training.stopping import Stop
from tests.training.test_training import sheet

SETTINGS = ("epochs=2", "batch_events=300", "embedding=24", "hidden=32", "lane=8", "head=16", "bf16=false")


@pytest.fixture(autouse=True)
def corpus(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[LeadSheet]:
    """Twelve toy tunes in three splits, where the recipe looks for them."""
    splits = ["train"] * 8 + ["valid"] * 2 + ["test"] * 2
    sheets = [replace(sheet(i), source="cre_irish_dance", split=s) for i, s in enumerate(splits)]
    reports = (FileReport("toys", "A tune", "", ("A tune",), 8, (("an odd bar", 1),), "a.abc"),)
    monkeypatch.setattr(recipe, "lead_corpus", lambda *_: LeadCorpus(tuple(sheets), reports))
    monkeypatch.setattr(recipe, "_FEWEST_WITH_CHORDS", 5)
    (tmp_path / "data").mkdir()
    return sheets


def run(out: Path, *flags: str, settings: tuple[str, ...] = (*SETTINGS, "chords.epochs=1")) -> int:
    assignments = [part for s in settings for part in ("--set", s)]
    return program.main(["folk-lstm", str(out.parent / "data"), "--out", str(out), "--jsonl", *assignments, *flags])


def test_from_tunes_to_a_bundle_that_scores(
    tmp_path: Path, corpus: list[LeadSheet], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path / "bundle") == 0
    told = capsys.readouterr()
    lines = [json.loads(line) for line in told.out.splitlines()]
    assert [line["epoch"] for line in lines if line["event"] == "epoch"] == [1, 2, 1]
    assert lines[-1] == {"event": "say", "text": f"The bundle is in {tmp_path / 'bundle'}."}
    assert "a.abc,A tune,,1,8,1,1 bars: an odd bar" in (tmp_path / "bundle.run" / "files.csv").read_text()
    manifest = read_manifest(tmp_path / "bundle")
    assert [(d.name, d.pieces) for d in manifest.data] == [("cre_irish_dance", 8)]
    assert (manifest.name, manifest.title) == ("bundle", "bundle")  # called like its folder, never like the shipped one
    assert "musegen train folk-lstm DATA --out models/bundle --set epochs=2" in (
        tmp_path / "bundle" / "card.md"
    ).read_text("utf-8")
    graphs = StepGraphs(tmp_path / "bundle")
    assert graphs.writes_chords
    logp, _ = graphs.chord_step(
        graphs.zero_chord_state(), torch.zeros(1, 42, dtype=torch.long).numpy()[:, : manifest.sizes["chord_columns"]]
    )
    assert logp.shape == (1, 97)
    valid = [s for s in corpus if s.split == "valid"]
    measured = score(valid, StepGraphs(tmp_path / "bundle", "fp32")).figures()["nats_per_note"]
    logged = min(r["nats_per_note"] for r in RunFolder(tmp_path / "bundle.run").records())
    assert measured == pytest.approx(logged, rel=2e-3)


def test_untold_is_what_the_log_calls_bare(
    tmp_path: Path, corpus: list[LeadSheet], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two ways to leave things out, one figure; and without chords to learn from a bundle writes none."""
    monkeypatch.setattr(recipe, "_FEWEST_WITH_CHORDS", 50)
    assert run(tmp_path / "bundle", settings=(*SETTINGS[1:], "epochs=1")) == 0
    graphs = StepGraphs(tmp_path / "bundle", "fp32")
    assert not graphs.writes_chords
    untold = score([s for s in corpus if s.split == "valid"], graphs, told=False).figures()["nats_per_note"]
    logged = RunFolder(tmp_path / "bundle.run").records()[0]["bare_nats_per_note"]
    assert untold == pytest.approx(logged, rel=2e-3)


def test_a_finished_run_goes_on_only_when_it_is_made_longer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "bundle") == 0
    before = RunFolder(tmp_path / "bundle.run").records()
    assert run(tmp_path / "bundle") == 0
    assert RunFolder(tmp_path / "bundle.run").records() == before
    assert run(tmp_path / "bundle", "--set", "epochs=3") == 0
    assert [r["epoch"] for r in RunFolder(tmp_path / "bundle.run").records()] == [1, 2, 3]
    assert run(tmp_path / "bundle", "--export", "--set", "epochs=9") == 0
    assert len(RunFolder(tmp_path / "bundle.run").records()) == 3
    assert capsys.readouterr().err == ""


def test_a_run_that_is_asked_to_stop_keeps_where_it_stood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Soon(Stop):
        """After the fourth batch, by the signal that a plain kill sends."""

        def asked(self) -> bool:
            self.seen = getattr(self, "seen", 0) + 1
            if self.seen == 4:
                os.kill(os.getpid(), signal.SIGTERM)
            return super().asked()

    monkeypatch.setattr(stopping, "Stop", Soon)
    assert run(tmp_path / "bundle", settings=(*SETTINGS, "batch_events=40")) == 1
    assert capsys.readouterr().err == "Stopped. Start the same command again to go on where it stood.\n"
    assert not (tmp_path / "bundle").exists()
    monkeypatch.undo()
    with safe_open(tmp_path / "bundle.run" / "last.safetensors", "pt") as file:
        assert json.loads(file.metadata()["progress"])["batch"] == 4


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (("--set", "epochs"), "not of the form NAME=VALUE"),
        (("--set", "surprise=1"), "“surprise” is not a training setting of folk-lstm"),
        (("--set", "epochs=many"), "“many” is no value"),
        (("--set", "choir.epochs=2"), "no part “choir”"),
        (("--set", "device=toaster"), "toaster"),
        (("--set", "clip=9"), "other settings (clip)"),
        (("--export", "--run", "{tmp}/new"), "no finished epoch"),
    ],
    ids=lambda value: "" if isinstance(value, str) else value[-1],
)
def test_a_wrong_flag_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], flags: tuple[str, ...], words: str
) -> None:
    if "clip=9" in flags:
        run(tmp_path / "bundle")
    capsys.readouterr()
    assert run(tmp_path / "bundle", *(f.format(tmp=tmp_path) for f in flags)) == 1
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ("nothing", "neither a file nor a recipe; recipes are:"),
        ("{oops", "not readable JSON"),
        ("[]", "does not name its “recipe”"),
        ('{"recipe": "waltz"}', "no recipe “waltz”"),
        ('{"recipe": "folk-lstm", "rnu": {}}', "“rnu”"),
        ('{"recipe": "folk-lstm", "run": 3}', "“run” in the training settings must be a table"),
        ('{"recipe": "folk-lstm", "settings": {"width": 3}}', "“width” is not a training setting"),
        ('{"recipe": "folk-lstm", "parts": {"choir": {}}}', "no part “choir”"),
    ],
)
def test_a_wrong_config_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], config: str, words: str
) -> None:
    file = tmp_path / "config.json"
    file.write_text(config)
    asked = "nothing" if config == "nothing" else str(file)
    assert program.main([asked, str(tmp_path / "data"), "--out", str(tmp_path / "bundle")]) == 1
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


def test_a_config_file_and_flags_make_a_plan(tmp_path: Path) -> None:
    file = tmp_path / "config.json"
    file.write_text(
        '{"recipe": "folk-lstm", "run": {"clip": 2, "threads": 3}, "settings": {"hidden": 64},'
        ' "parts": {"chords": {"run": {"epochs": 5}}}}'
    )
    made = plan(str(file), ["hidden=32", "chords.batch=8"])
    assert (made.run.clip, made.run.epochs, made.settings["hidden"]) == (2.0, 34, 32)
    part = made.parts[0]
    assert (part.run.epochs, part.run.threads, part.settings["batch"]) == (5, 3, 8)


def test_data_that_is_not_there_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["folk-lstm", str(tmp_path / "none"), "--out", str(tmp_path / "bundle")]) == 1
    assert "There is no folder" in capsys.readouterr().err


def test_a_place_where_nothing_can_be_written_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert run(tmp_path / "bundle", "--run", str(tmp_path / "file" / "run")) == 1
    said = capsys.readouterr().err
    assert said.startswith("The system says “Not a directory”")
    assert said.count("\n") == 1


def test_every_recipe_can_be_planned_and_no_name_has_two_meanings() -> None:
    for name in RECIPES:
        made = plan(name)
        assert made.recipe.name == name
        for one in (made, *made.parts):
            assert not set(one.settings) & {f.name for f in fields(RunConfig)}


def test_the_command_line_tool_says_what_the_program_understands() -> None:
    top = argparse.ArgumentParser()
    cli_train.add_arguments(top)
    words = "folk-lstm a b --out o --run r --cache c --workers 3 --set epochs=2 --set hidden=8 --export"
    line = cli_train.command(top.parse_args(words.split()))
    assert line[:4] == [sys.executable, "-m", "musegen_app.training", "--jsonl"]
    assert vars(program._parser().parse_args(line[3:])) == {
        "config": "folk-lstm",
        "data": [Path("a"), Path("b")],
        "out": Path("o"),
        "run": Path("r"),
        "cache": Path("c"),
        "set": ["epochs=2", "hidden=8"],
        "workers": 3,
        "export": True,
        "jsonl": True,
    }
    several = cli_train.command(top.parse_args(["folk-lstm", "a", "--out", "o", "--processes", "2"]))
    assert several[2:5] == ["musegen_app.training.launch", "2", "--jsonl"]
