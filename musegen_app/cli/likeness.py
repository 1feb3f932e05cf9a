"""Say which passages of a song stand in the music that a model learned from."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from musegen_app.cli import terminal

MOST_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of `musegen likeness`."""
    add = parser.add_argument
    add("song", type=Path, metavar="FILE", help="MIDI, ABC or project file")
    add("--bundle", metavar="NAME", help="model whose training pieces are meant (see musegen bundles)")
    add("--json", action="store_true", help="as JSON")


def run(args: argparse.Namespace) -> int:
    """A line a passage, the longest first."""
    from musegen_app import formats
    from musegen_app.base.paths import model_dirs
    from musegen_app.bundles.catalog import find_bundle
    from musegen_app.session.likeness import likenesses, open_index
    from musegen_app.session.settings import load_settings

    info = find_bundle(args.bundle or load_settings().bundle, model_dirs())
    found = likenesses(open_index(info.path), formats.read_any(args.song))
    if args.json:
        terminal.show_json([asdict(like) for like in found])
    elif found:
        rows = [(f"{f.from_bar}–{f.to_bar}", f.track, str(f.length), f.title) for f in found[:MOST_SHOWN]]
        terminal.table(("bars", "track", "length", "stands in"), rows)
    else:
        terminal.show(f"Nothing in {args.song.name} repeats a passage that {info.name} learned from.")
    return 0
