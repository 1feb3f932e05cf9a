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
from musegen_app.base.small_curve import small_curve
from musegen_app.cli import terminal

PROGRAM = "musegen_app.training"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of `musegen train`; the training program checks them."""
    add = parser.add_argument
    add("config", metavar="CONFIG", help="a recipe such as folk-lstm, or a JSON file that names one")
    add("data", nargs="+", type=Path, metavar="DATA", help="folders with music: training sets or files of your own")
    add("--out", type=Path, required=True, metavar="BUNDLE", help="bundle folder to write")
    add(
        "--run",
        type=Path,
        metavar="FOLDER",
        dest="folder",
        help="run folder (default: BUNDLE.run); resumed if it exists",
    )
    add("--cache", type=Path, metavar="FOLDER", help="where files that were read are kept (default: in the run folder)")
    add("--set", action="append", default=[], metavar="NAME=VALUE", help="change a setting (epochs, device …)")
    add("--workers", type=int, metavar="N", help="processes that read the files (default: one a core)")
    add("--processes", type=int, default=1, metavar="N", help="processes that train together (default: 1)")
    add("--export", action="store_true", help="train no further: make the bundle from the best net so far")
    add("--json", action="store_true", help="pass the program's JSON lines on")


def run(args: argparse.Namespace) -> int:
    """Start the training program by name and show its progress."""
    require_torch()
    show = _pass_on if args.json else _show
    return 0 if relay(command(args), show) == 0 else 1


def command(args: argparse.Namespace) -> list[str]:
    """The training program with these flags; in several processes when they shall train together."""
    several = [f"{PROGRAM}.launch", str(args.processes)]
    line = [sys.executable, "-m", *(several if args.processes > 1 else [PROGRAM]), "--jsonl"]
    line += [args.config, *map(str, args.data), "--out", str(args.out)]
    line += ["--run", str(args.folder)] if args.folder else []
    line += ["--cache", str(args.cache)] if args.cache else []
    line += ["--workers", str(args.workers)] if args.workers else []
    line += ["--export"] if args.export else []
    return line + [part for assignment in args.set for part in ("--set", assignment)]


def require_torch() -> None:
    """Raises MuseGenError with the way to get it. torch itself is not imported here."""
    if is_frozen():
        raise MuseGenError(
            "This program comes without training, which needs torch: get its source and make train-extra."
        )
    if importlib.util.find_spec("torch") is None:
        raise MuseGenError("Training needs torch, which is not installed here: type make train-extra.")


def relay(line: list[str], show: Any) -> int:
    """Run a command, hand its lines to `show`, return its exit code. Ctrl-C reaches it too and it ends in order."""
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True, encoding="utf-8") as program:
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
    """A bar with the time left on a terminal; a line an epoch everywhere, the curve of the validation before it."""
    words = _Words()
    if not sys.stderr.isatty():
        for record in _records(lines):
            if record["event"] != "batch":
                print(words.of(record), flush=True)
        return
    with terminal.bar() as bar:
        task = bar.add_task("preparing", total=None)
        for record in _records(lines):
            if record["event"] == "batch":
                told = _batch_words(record)
                bar.update(task, total=record["total"], completed=record["done"], description=told)
            else:
                bar.print(words.of(record))


class _Words:
    """Records as lines; a new net begins a new curve."""

    def __init__(self) -> None:
        self._valid: list[float] = []

    def of(self, record: dict[str, Any]) -> str:
        if record["event"] != "epoch":
            return str(record.get("text", ""))
        self._valid = [*(self._valid if record.get("epoch") != 1 else ()), float(record.get("valid", "nan"))]
        figures = "  ".join(f"{k} {v:.4g}" for k, v in record.items() if isinstance(v, int | float))
        return f"{small_curve(self._valid)}  {figures}"


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
