"""`python -m musegen_app`: no arguments or a music file open the window, everything else is the command line."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from pathlib import Path

_STARTED = time.perf_counter()
REPORT_FLAG, CHECK_FLAG = "--startup-report", "--self-check"


def main(arguments: list[str]) -> int:
    """Decide who answers; nothing heavy is imported for the other one. Returns the exit code."""
    report_file, arguments = _taken(arguments, REPORT_FLAG)
    check_file, arguments = _taken(arguments, CHECK_FLAG)
    if not _wants_window(arguments):
        from musegen_app.cli.main import main as run_command

        return run_command(arguments)
    problem = no_display()
    if problem:
        return _complain(problem)
    try:
        from musegen_app.app import Driver, run
        from musegen_app.ui.self_check import SelfCheck
        from musegen_app.ui.startup_report import StartupReport
    except ImportError as error:  # a library of the system is missing
        return _complain(f"the window cannot open ({error}); .venv/bin/musegen doctor says how to get what is missing.")

    driver: Driver | None = StartupReport(Path(report_file), _STARTED) if report_file else None
    return run(arguments, SelfCheck(Path(check_file)) if check_file else driver)


def no_display() -> str:
    """Why there can be no window here, "" if there can: Qt itself would abort the process with a core dump."""
    if sys.platform != "linux" or any(os.environ.get(n) for n in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        return ""
    return "there is no display to open a window on; start it in a desktop session, or see musegen --help."


def _complain(sentence: str) -> int:
    sys.stderr.write(f"musegen: {sentence}\n")
    return 1


def _wants_window(arguments: list[str]) -> bool:
    """A command of the command line is a bare word; a file to open has a suffix or exists."""
    if not arguments:
        return True
    return len(arguments) == 1 and not arguments[0].startswith("-") and bool(Path(arguments[0]).suffix)


def _taken(arguments: list[str], flag: str) -> tuple[str, list[str]]:
    """The value after `flag` and the arguments without both."""
    if flag not in arguments[:-1]:
        return "", arguments
    place = arguments.index(flag)
    return arguments[place + 1], [*arguments[:place], *arguments[place + 2 :]]


if __name__ == "__main__":
    multiprocessing.freeze_support()  # first of all: in a frozen program children begin here
    multiprocessing.set_start_method("spawn")
    sys.exit(main(sys.argv[1:]))
