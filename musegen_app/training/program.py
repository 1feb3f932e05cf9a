"""The training program: `python -m musegen_app.training --data FOLDER --run FOLDER [--jsonl] [--set NAME=VALUE …]`.

Started by name (from a shell, the command line tool or the window) and never imported by the app: it speaks JSON
lines and files. Started again with the same run folder it goes on after the last finished epoch.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from musegen_app.base.errors import MuseGenError, SettingsError
from musegen_app.codecs.lead_sheet import LeadSheet
from musegen_app.training.attribution import data_sets
from musegen_app.training.chords import train_chords
from musegen_app.training.config import TrainConfig
from musegen_app.training.corpus import load_corpus
from musegen_app.training.examples import Example, examples_of
from musegen_app.training.loop import Training
from musegen_app.training.progress import Bar, JsonLines, Reporter
from musegen_app.training.run_folder import RunFolder


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0, or 1 with one sentence on stderr."""
    options = _parser().parse_args(arguments)
    reporter: Reporter = JsonLines() if options.jsonl else Bar()
    try:
        train(options, reporter)
    except MuseGenError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("Stopped. Start the same command again to go on after the last finished epoch.\n")
        return 130
    finally:
        reporter.close()
    return 0


def train(options: argparse.Namespace, reporter: Reporter) -> None:
    folder = RunFolder(options.run)
    config = settings(options.set, folder)
    sheets = load_corpus(options.data, options.cache or options.run / "cache", config.threads)
    parts = {split: _examples(sheets, split, config) for split in ("train", "valid")}
    reporter.say("; ".join(f"{split}: {len(p)} tunes, {sum(e.notes for e in p)} notes" for split, p in parts.items()))
    folder.keep_data(data_sets(sheets))
    if options.chords:
        torch.set_num_threads(config.threads)
        train_chords(sheets, folder, reporter)
        return
    progress = Training(config, parts["train"], parts["valid"], folder, reporter).run()
    reporter.say(f"Best: {progress.best:.4f} nats per note after epoch {progress.best_epoch}, in {folder.path}.")


def settings(assignments: list[str], folder: RunFolder) -> TrainConfig:
    """The run's own config when it is resumed, else the defaults; with NAME=VALUE changes. Raises SettingsError."""
    if folder.resumable and not assignments:
        return TrainConfig.read(folder.path / "config.json")
    values: dict[str, object] = {}
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        if not equals:
            raise SettingsError(f"“{assignment}” is not of the form NAME=VALUE.")
        try:
            values[name] = json.loads(text)
        except json.JSONDecodeError:
            values[name] = text
    return TrainConfig.of(values)


def _examples(sheets: list[LeadSheet], split: str, config: TrainConfig) -> list[Example]:
    return examples_of([s for s in sheets if s.split == split and s.notes], config.longest)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m musegen_app.training", description="Train a net on tunes.")
    parser.add_argument("--data", type=Path, required=True, help="folder with the training sets")
    parser.add_argument("--run", type=Path, required=True, help="run folder; an existing one is resumed")
    parser.add_argument("--cache", type=Path, help="where imported tunes are kept (default: in the run folder)")
    parser.add_argument("--chords", action="store_true", help="train the chords net instead of the melody net")
    parser.add_argument("--jsonl", action="store_true", help="speak JSON lines instead of a progress bar")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="change a setting")
    return parser
