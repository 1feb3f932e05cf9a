"""`python -m musegen_app.training.corpus DATA CACHE [--files]`: what was found to learn from, and what was left out.

DATA is a folder with training sets, or any folder with music, read as the recipe folk-lstm reads it.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from musegen_app.base.errors import MuseGenError
from musegen_app.codecs.lead_sheet import LeadSheet
from musegen_app.training.corpus.load import has_sets, load_with_reports
from musegen_app.training.corpus.own_files import own_sheets
from musegen_app.training.corpus.prepare import report_lines
from musegen_app.training.corpus.raw import FileReport


def summary(source: str, sheets: Sequence[LeadSheet], reports: Sequence[FileReport]) -> list[str]:
    """A few lines about one set."""
    own = [s for s in sheets if s.source == source]
    told = [r for r in reports if r.source == source]
    used, refused = sum(r.bars_used for r in told), sum(r.bars_refused for r in told)
    notes = sum(len(s.notes) for s in own)
    moved = sum(r.notes_moved for r in told)
    splits = Counter(s.split for s in own)
    reasons = Counter(reason for r in told for reason in r.why)
    return [
        f"{source}: {len(told)} tunes, {len(own)} sheets in {len({s.family for s in own})} families, {notes:,} notes",
        f"  bars used {used:,} ({used / max(1, used + refused):.2%}),"
        f" notes moved to the grid {moved / max(1, notes):.2%}",
        f"  with chords {sum(bool(s.chords) for s in own)}, with form {sum(bool(s.sections) for s in own)}; "
        + ", ".join(f"{name} {splits[name]}" for name in ("train", "valid", "test")),
        *(f"  {count} x {reason}" for reason, count in reasons.most_common(5)),
    ]


def main(arguments: Sequence[str]) -> int:
    """Print the report; with `--files` one line a tune that lost something. Exit code 1 without data."""
    parser = argparse.ArgumentParser(prog="python -m musegen_app.training.corpus", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("cache", type=Path)
    parser.add_argument("--files", action="store_true")
    options = parser.parse_args(arguments)
    try:
        lines = (_of_sets if has_sets(options.data) else _of_files)(options)
    except MuseGenError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _of_sets(options: argparse.Namespace) -> list[str]:
    sheets, reports = load_with_reports(options.data, options.cache)
    lines = [line for source in sorted({r.source for r in reports}) for line in summary(source, sheets, reports)]
    if options.files:
        lost = [r for r in reports if r.why or r.notes_moved]
        lines += [f"{r.name}: {r.bars_refused} bars, {r.notes_moved} notes moved; {'; '.join(r.why)}" for r in lost]
    return lines


def _of_files(options: argparse.Namespace) -> list[str]:
    """Any folder with music, as the recipe folk-lstm would read it."""
    _, reports = own_sheets(options.data, options.cache, os.cpu_count() or 1)
    if not reports:
        raise MuseGenError(f"There is neither a training set nor any other music in {options.data}.")
    return report_lines(reports, options.files)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
