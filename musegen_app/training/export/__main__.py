"""`python -m musegen_app.training.export`: see `folk_lstm.py`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from musegen_app.base.errors import MuseGenError
from musegen_app.training.corpus import load_corpus
from musegen_app.training.export.folk_lstm import export


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m musegen_app.training.export", description="Pack a run as a bundle."
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with the training sets")
    parser.add_argument("--cache", type=Path, help="where imported tunes are kept (default: in the run folder)")
    parser.add_argument("--run", type=Path, required=True, help="run folder of the melody net")
    parser.add_argument("--chords-run", type=Path, help="run folder of the chords net")
    parser.add_argument("--out", type=Path, required=True, help="bundle folder to write; its name is the bundle's")
    options = parser.parse_args()
    try:
        sheets = load_corpus(options.data, options.cache or options.run / "cache")
        manifest = export(options.out, options.run, options.chords_run, sheets)
    except (MuseGenError, OSError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    sys.stdout.write(json.dumps(manifest.figures, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
