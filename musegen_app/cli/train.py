"""Train a net (needs the training extra: make train-extra)."""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from musegen_app.base.errors import MuseGenError
from musegen_app.base.paths import is_frozen
from musegen_app.cli import terminal

PROGRAM = "musegen_app.training"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of `musegen train`; the training program checks them."""
    add = parser.add_argument
    add("--data", type=Path, required=True, metavar="FOLDER", help="folder with the training sets")
    add(
        "--run",
        type=Path,
        required=True,
        metavar="FOLDER",
        help="run folder; an existing one is resumed",
        dest="folder",
    )
    add("--cache", type=Path, metavar="FOLDER", help="where imported tunes are kept (default: in the run folder)")
    add(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="change a setting (rng_seed, epochs, device …)"
    )
    add("--json", action="store_true", help="pass the program's JSON lines on")


def run(args: argparse.Namespace) -> int:
    """Start the training program by name and show its progress."""
    require_torch()
    command = [sys.executable, "-m", PROGRAM, "--jsonl", "--data", str(args.data), "--run", str(args.folder)]
    command += ["--cache", str(args.cache)] if args.cache else []
    for assignment in args.set:
        command += ["--set", assignment]
    show = _pass_on if args.json else _show
    return 0 if relay(command, show) == 0 else 1


def require_torch() -> None:
    """Raises MuseGenError with the way to get it. torch itself is not imported here."""
    if is_frozen():
        raise MuseGenError(
            "This program comes without training, which needs torch: get its source and make train-extra."
        )
    if importlib.util.find_spec("torch") is None:
        raise MuseGenError("Training needs torch, which is not installed here: type make train-extra.")


def relay(command: list[str], show: Any) -> int:
    """Run `command`, hand its lines to `show`, return its exit code. Ctrl-C reaches it too and it ends in order."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as program:
        assert program.stdout is not None
        try:
            show(program.stdout)
        except KeyboardInterrupt:
            program.wait()
            raise
        return program.wait()


def _pass_on(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, end="", flush=True)


def _show(lines: Iterable[str]) -> None:
    """A bar with the time left on a terminal; a line an epoch everywhere."""
    if not sys.stderr.isatty():
        for record in _records(lines):
            if record["event"] != "batch":
                print(_words(record), flush=True)
        return
    with terminal.bar() as bar:
        task = bar.add_task("preparing", total=None)
        for record in _records(lines):
            if record["event"] == "batch":
                words = _batch_words(record)
                bar.update(task, total=record["total"], completed=record["done"], description=words)
            else:
                bar.print(_words(record))


def _words(record: dict[str, Any]) -> str:
    if record["event"] == "epoch":
        return "  ".join(f"{k} {v:.4g}" for k, v in record.items() if isinstance(v, int | float))
    return str(record.get("text", ""))


def _batch_words(record: dict[str, Any]) -> str:
    minutes, seconds = divmod(int(record.get("seconds_left", 0)), 60)
    return f"loss {record.get('loss', 0):.3f}, {minutes}:{seconds:02} left"


def _records(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Lines that are no JSON (a library's chatter) are shown as words."""
    for line in lines:
        try:
            record = json.loads(line)
        except ValueError:
            record = None
        yield record if isinstance(record, dict) and "event" in record else {"event": "say", "text": line.rstrip()}
