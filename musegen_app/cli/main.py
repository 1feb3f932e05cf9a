"""`musegen`: finds the command, runs it, turns failures into one line and an exit code.

0: done. 1: it could not be done (one line on stderr says why). 2: the command line was not understood.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any, NoReturn

from musegen_app.base.errors import MuseGenError, SettingsError
from musegen_app.base.log import start_log
from musegen_app.base.unexpected import sentence_of
from musegen_app.cli import bundles, devices, doctor, evaluate, generate, likeness, record, render, train

log = logging.getLogger(__name__)
DONE, FAILED, MISUSED = 0, 1, 2
COMMANDS: tuple[tuple[str, ModuleType], ...] = (
    ("generate", generate),
    ("render", render),
    ("record", record),
    ("bundles", bundles),
    ("devices", devices),
    ("doctor", doctor),
    ("train", train),
    ("evaluate", evaluate),
    ("likeness", likeness),
)


class Parser(argparse.ArgumentParser):
    """argparse with its complaint in one line. `late` adds arguments when the command is the one that is run."""

    late: Callable[[argparse.ArgumentParser], None] | None = None

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        if self.late is not None:
            add, self.late = self.late, None
            add(self)
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        self.exit(MISUSED, f"{self.prog}: {message} (see {self.prog} --help)\n")


def parser() -> Parser:
    """The whole command line."""
    top = Parser(prog="musegen", description="Compose with small neural networks that run on your own machine.")
    top.add_argument("--version", action="version", version=_version())
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=Parser)
    for name, module in COMMANDS:
        summary = (module.__doc__ or "").strip().splitlines()[0]
        command = commands.add_parser(name, help=summary, description=summary)
        module.add_arguments(command)
        command.late = getattr(module, "add_late_arguments", None)
        command.set_defaults(run=module.run)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    multiprocessing.freeze_support()
    try:
        args = parser().parse_args(argv)
    except SystemExit as end:
        return int(end.code or 0)
    start_log("musegen-cli", shell=False)
    try:
        return _run(args)
    except SettingsError as error:
        return _complain(MISUSED, str(error))
    except MuseGenError as error:
        return _complain(FAILED, str(error))
    except KeyboardInterrupt:
        return _complain(FAILED, "stopped.")
    except BrokenPipeError:
        # The reader of our output has gone (`musegen … | head`); nothing more is to be said, nor flushed at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:
        log.exception("unexpected")
        return _complain(FAILED, sentence_of(error))


def _run(args: argparse.Namespace) -> int:
    code = int(args.run(args))
    sys.stdout.flush()  # here, where a reader that has gone is noticed, and not at exit
    return code


def _complain(code: int, sentence: str) -> int:
    print(f"musegen: {' '.join(sentence.split())}", file=sys.stderr)
    return code


def _version() -> str:
    from musegen_app import VERSION

    return f"musegen {VERSION}"
