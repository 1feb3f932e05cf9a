"""Harmonise and fill in: the nets beside the nearest training example and an order-3 Markov chain (validation pieces).

    python benchmarks/completing.py chorales models/chorale-rnn-rbm JSB_FOLDER [--json FILE]
    python benchmarks/completing.py melodies models/folk-lstm DATA … --cache CACHE [--json FILE]

Chorales: the soprano is given and three voices are written, or two bars in the middle are filled in, all voices, with
all that stands before and after. Every column is measured on the same validation chorales of Bach in 4/4; one take for
each, default settings, no choice among several. Nats per note are of the real notes, every cell counted.

Melodies: chord symbols to a tune that is known, step by step (half a bar, or a beat of a bar of three), and two bars in
the middle of a tune. DATA are the sets that the bundle was trained from; tunes are of its validation families.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import completing_chorales
import completing_melodies
from figures import write_figures

Tables = dict[str, dict[str, dict[str, float]]]


def show(tables: Tables) -> None:
    """As Markdown."""
    for title, columns in tables.items():
        rows = list(dict.fromkeys(row for column in columns.values() for row in column))
        print(f"\n| {title} | " + " | ".join(columns) + " |")
        print("|---" * (1 + len(columns)) + "|")
        for row in rows:
            cells = (f"{column[row]:.2f}" if row in column else "" for column in columns.values())
            print(f"| {row} | " + " | ".join(cells) + " |")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("chorales", "melodies"))
    parser.add_argument("bundle", type=Path)
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--cache", type=Path, default=Path("build/cache"))
    parser.add_argument("--most", type=int, default=100, help="tunes of a task")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if options.what == "chorales":
        tables = completing_chorales.measured(options.bundle, options.data[0])
    else:
        tables = completing_melodies.measured(options.bundle, options.data, options.cache, options.most)
    show(tables)
    write_figures(options.json, tables)
    return 0


if __name__ == "__main__":
    sys.exit(main())
