# ruff: noqa: E402 (nothing is imported where torch is missing)
"""The loop that trains every net: it learns, it goes on exactly, it stops when nothing gets better."""

from __future__ import annotations

import io
import signal
from dataclasses import replace
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytestmark = [pytest.mark.torch]

from musegen_app.base.errors import MuseGenError, SettingsError
from musegen_app.training.config import RunConfig
from musegen_app.training.fit import Fit
from musegen_app.training.progress import JsonLines
from musegen_app.training.run_folder import Progress, RunFolder
from musegen_app.training.stopping import Stop
from tests.training.toy import ToyTask

CONFIG = RunConfig(epochs=6, learning_rate=0.03, average=0.9, patience=99)


def fit(folder: Path, config: RunConfig = CONFIG, task: ToyTask | None = None) -> Fit:
    return Fit(task or ToyTask(dropout=0.2), config, RunFolder(folder), JsonLines(io.StringIO()))


def same_weights(a: Fit, b: Fit) -> bool:
    pairs = zip(a.net.state_dict().values(), b.net.state_dict().values(), strict=True)
    return all(torch.equal(x, y) for x, y in pairs)


def test_it_learns_and_keeps_the_best_running_mean(tmp_path: Path) -> None:
    run = fit(tmp_path)
    run.run()
    records = RunFolder(tmp_path).records()
    assert [r["epoch"] for r in records] == [1, 2, 3, 4, 5, 6]
    assert records[-1]["valid"] < 0.7 * records[0]["loss"]
    assert run.progress.best == min(r["valid"] for r in records)
    best = ToyTask().make_net()
    RunFolder(tmp_path).load_best(best)
    with torch.no_grad():
        assert ToyTask().validate(best.eval())["valid"] == pytest.approx(run.progress.best)
    assert run.mean is not None
    assert not same_weights(run, fit(tmp_path / "other"))


class Interrupted(ToyTask):
    """Stops in the middle of the third epoch, as Ctrl-C does."""

    def collate(self, batch, rng):  # type: ignore[no-untyped-def]
        self.seen = getattr(self, "seen", 0) + 1
        if self.seen == 16:
            raise KeyboardInterrupt
        return super().collate(batch, rng)


@pytest.mark.parametrize("minutes", [0.0, 5.0], ids=["inside an epoch", "after an epoch"])
def test_a_run_that_was_stopped_goes_on_as_if_it_had_not(tmp_path: Path, minutes: float) -> None:
    config = replace(CONFIG, checkpoint_minutes=minutes)
    whole = fit(tmp_path / "whole", config)
    whole.run()
    with pytest.raises(KeyboardInterrupt):
        fit(tmp_path / "half", config, Interrupted(dropout=0.2)).run()
    half = fit(tmp_path / "half", config)
    assert (half.progress.epoch, half.progress.batch) == (2, 3 if minutes == 0.0 else 0)
    half.run()
    assert same_weights(whole, half)
    a, b = (RunFolder(tmp_path / name).records() for name in ("whole", "half"))
    assert [{**r, "seconds": 0} for r in a] == [{**r, "seconds": 0} for r in b]


def test_the_curves_are_a_picture(tmp_path: Path) -> None:
    from matplotlib.image import imread

    fit(tmp_path, replace(CONFIG, epochs=3)).run()
    picture = imread(tmp_path / "curves.png")
    assert picture.shape[0] >= 300
    assert picture.shape[1] >= 500
    blue = (picture[..., 2] > picture[..., 0] + 0.3).sum()
    grey = (abs(picture[..., :3] - 0.533).max(axis=-1) < 0.02).sum()
    assert blue > 300  # the held-out curve
    assert grey > 200  # the training curve


def test_it_stops_when_nothing_gets_better(tmp_path: Path) -> None:
    run = fit(tmp_path, replace(CONFIG, learning_rate=1e-12, average=0.0, epochs=50, patience=3, weight_decay=0.0))
    run.run()
    assert run.progress.epoch < 20
    assert run.progress.epoch - run.progress.best_epoch == 3


def test_a_record_that_no_checkpoint_knows_is_written_again(tmp_path: Path) -> None:
    fit(tmp_path, replace(CONFIG, epochs=2)).run()
    RunFolder(tmp_path).log({"epoch": 3, "valid": 0.0})
    fit(tmp_path, replace(CONFIG, epochs=3)).run()
    assert [r["epoch"] for r in RunFolder(tmp_path).records()] == [1, 2, 3]
    assert RunFolder(tmp_path).records()[-1]["valid"] > 0


def test_a_checkpoint_of_before_says_how_far_it_is_in_a_file_of_its_own(tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    run = fit(tmp_path, replace(CONFIG, epochs=1))
    run.run()
    save_file(load_file(tmp_path / "last.safetensors"), tmp_path / "last.safetensors")
    (tmp_path / "last.json").write_text('{"epoch": 1, "best": 0.5, "best_epoch": 1, "steps": 6}')
    assert fit(tmp_path).progress == Progress(1, 0.5, 1, 6)


def test_a_damaged_checkpoint_is_one_sentence(tmp_path: Path) -> None:
    fit(tmp_path, replace(CONFIG, epochs=1)).run()
    whole = (tmp_path / "last.safetensors").read_bytes()
    for damage in (whole[:200], b"", whole[:8] + b"x" + whole[9:]):
        (tmp_path / "last.safetensors").write_bytes(damage)
        with pytest.raises(MuseGenError, match="is damaged or of another net"):
            fit(tmp_path)


def test_settings_are_checked() -> None:
    assert RunConfig.of({"epochs": 3, "clip": 2}).clip == 2.0
    with pytest.raises(SettingsError, match="“epoch” is not a training setting; known are: average"):
        RunConfig.of({"epoch": 3})
    with pytest.raises(SettingsError, match="“many” is no value for the training setting epochs, which is 20"):
        RunConfig.of({"epochs": "many"})


def test_the_same_signal_twice_stops_at_once() -> None:
    stop = Stop()
    assert not stop.asked()
    stop.ask(signal.SIGINT, None)
    stop.ask(signal.SIGTERM, None)  # what torchrun sends after Ctrl-C
    assert stop.asked()
    with pytest.raises(KeyboardInterrupt):
        stop.ask(signal.SIGINT, None)
