"""What every benchmark does with its figures and its command line: `--json FILE` writes a flat name → number object."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path


def write_figures(path: Path | None, found: Mapping[str, object]) -> None:
    """Write the numbers of `found` to `path`, if one was given; the names of nested mappings are joined by commas."""
    if path is not None:
        path.write_text(json.dumps(dict(_flat("", found)), indent=1) + "\n", "utf-8")


def _flat(prefix: str, found: Mapping[str, object]) -> Iterator[tuple[str, float]]:
    for name, value in found.items():
        if isinstance(value, Mapping):
            yield from _flat(f"{prefix}{name}, ", value)
        elif value is not None:
            yield f"{prefix}{name}", float(value)  # type: ignore[arg-type]


def asked(about: str | None, arguments: Sequence[str], *names: str) -> tuple[list[Path], Path | None]:
    """One path for each of `names`, and that of `--json` if it was given."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in names:
        parser.add_argument(name.lower(), type=Path, metavar=name)
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    given = parser.parse_args(arguments)
    return [getattr(given, name.lower()) for name in names], given.json
