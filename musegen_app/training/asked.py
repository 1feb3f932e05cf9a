"""The command line of the small programs that read the training sets: paths and nothing else."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path


def asked_paths(about: str | None, arguments: Sequence[str], *names: str) -> list[Path]:
    """One path for each of `names`. `--help` shows `about`; a missing path ends the program with one line (exit 2)."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in names:
        parser.add_argument(name.lower(), type=Path, metavar=name)
    given = parser.parse_args(arguments)
    return [getattr(given, name.lower()) for name in names]
