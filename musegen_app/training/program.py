"""The training program: `python -m musegen_app.training CONFIG DATA… --out BUNDLE`.

Started by name (from a shell, the command line tool, the window, or torchrun for several processes) and never imported
by the app: it speaks JSON lines and files. Started again it goes on after the last checkpoint.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from musegen_app.base.errors import MuseGenError, SettingsError
from musegen_app.training.corpus.prepare import report_lines, write_csv
from musegen_app.training.fit import Fit
from musegen_app.training.plan import FREE, Plan, plan
from musegen_app.training.progress import Bar, JsonLines, Quiet, Reporter
from musegen_app.training.ranks import Ranks, joined, speaks
from musegen_app.training.run_folder import RunFolder
from musegen_app.training.stopping import Stop, listening

STOPPED = "Stopped. Start the same command again to go on after the last checkpoint."


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0, 1 with one sentence on stderr, or 130 when it was stopped."""
    options = _parser().parse_args(arguments)
    try:
        with listening() as stop:
            asked = plan(options.config, options.set)
            with joined(asked.run.device) as ranks:
                train(options, asked, ranks, stop)
    except MuseGenError as error:
        if speaks(error):
            sys.stderr.write(f"{error}\n")
        return 1
    except OSError as problem:
        sys.stderr.write(f"{_of_the_system(problem)}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write(STOPPED + "\n")
        return 130
    return 0


def train(options: argparse.Namespace, asked: Plan, ranks: Ranks, stop: Stop) -> None:
    """Prepare, train the net and its parts, export."""
    reporter = _reporter(options.jsonl, ranks)
    try:
        folder = RunFolder(_run_folder(options))
        if ranks.leads:
            folder.keep({**asked.as_json(), "parts": {p.recipe.name: p.as_json() for p in asked.parts}}, FREE)
        corpus = _prepared(options, asked, ranks, folder, reporter)
        if not options.export:
            _fit(asked, corpus, folder, reporter, ranks, stop)
            for part in asked.parts:
                _fit(part, corpus, RunFolder(folder.path / part.recipe.name), reporter, ranks, stop)
        if ranks.leads:
            _export(asked, corpus, folder, options.out, reporter)
        ranks.wait()
    finally:
        reporter.close()


# --- inside ------------------------------------------------------------------------------------------------
def _fit(asked: Plan, corpus: Any, folder: RunFolder, reporter: Reporter, ranks: Ranks, stop: Stop) -> None:
    task = asked.recipe.task(corpus, asked.settings)
    if task is None:
        reporter.say(f"{asked.recipe.name}: there is too little for it here, so it is left out.")
        return
    progress = Fit(task, asked.run, folder, reporter, ranks, stop.asked).run()
    reporter.say(
        f"{asked.recipe.name}: best {progress.best:.4f} after epoch {progress.best_epoch} of {progress.epoch}."
    )


def _prepared(options: argparse.Namespace, asked: Plan, ranks: Ranks, folder: RunFolder, reporter: Reporter) -> Any:
    """The corpus. One process of each machine reads the files, the others find them read."""
    for path in options.data:
        if not path.is_dir():
            raise SettingsError(f"There is no folder {path} with music to learn from.")
    cache = options.cache or folder.path / "cache"
    if ranks.local:
        ranks.wait()
    else:
        reporter.say("Reading the files (what was read before is not read again).")
    corpus = asked.recipe.prepare(options.data, cache, options.workers)
    if not ranks.local:
        ranks.wait()
    if hasattr(corpus, "run"):
        corpus.run = folder.path
    if ranks.leads:
        _tell(corpus, folder, reporter)
    return corpus


def _tell(corpus: Any, folder: RunFolder, reporter: Reporter) -> None:
    reports = getattr(corpus, "reports", ())
    if not reports:
        return
    for line in report_lines(reports):
        reporter.say(line)
    write_csv(reports, folder.path / "files.csv")
    reporter.say(f"What became of every file is in {folder.path / 'files.csv'}.")


def _export(asked: Plan, corpus: Any, folder: RunFolder, out: Path, reporter: Reporter) -> None:
    if not (folder.path / "best.safetensors").exists():
        raise MuseGenError(
            f"The run in {folder.path} has no finished epoch yet, so there is nothing to make a bundle of."
        )
    asked.recipe.export(folder, corpus, out)
    reporter.say(f"The bundle is in {out}.")


def _of_the_system(problem: OSError) -> str:
    where = f" ({problem.filename})" if problem.filename else ""
    return f"The system says “{problem.strerror or problem}”{where}; make room or choose another folder."


def _run_folder(options: argparse.Namespace) -> Path:
    run: Path | None = options.run
    out: Path = options.out
    return run or out.with_name(out.name + ".run")


def _reporter(jsonl: bool, ranks: Ranks) -> Reporter:
    if not ranks.leads:
        return Quiet()
    return JsonLines() if jsonl else Bar()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m musegen_app.training", description="From music files to a bundle.")
    add = parser.add_argument
    add("config", metavar="CONFIG", help="a recipe, or a JSON file that names one and changes its settings")
    add("data", nargs="+", type=Path, metavar="DATA", help="folders with music: training sets or files of your own")
    add("--out", type=Path, required=True, metavar="BUNDLE", help="bundle folder to write")
    add("--run", type=Path, metavar="FOLDER", help="run folder (default: BUNDLE.run); an existing one is resumed")
    add("--cache", type=Path, metavar="FOLDER", help="where files that were read are kept (default: in the run folder)")
    add("--set", action="append", default=[], metavar="NAME=VALUE", help="change a setting")
    add("--workers", type=int, default=os.cpu_count() or 1, metavar="N", help="processes that read the files")
    add("--export", action="store_true", help="train no further: make the bundle from the best net so far")
    add("--jsonl", action="store_true", help="speak JSON lines instead of a progress bar")
    return parser
