"""Measure a model on files: nats per note, bits per quarter, coverage."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from musegen_app.cli import terminal

if TYPE_CHECKING:
    from musegen_app.session.measuring import Measured

WORDS = {
    "tunes": "tunes",
    "songs": "songs",
    "notes": "notes",
    "nats_per_note": "nats per note",
    "kind_nats_per_note": "  of that note or rest",
    "duration_nats_per_note": "  of that duration",
    "pitch_nats_per_note": "  of that pitch",
    "bits_per_quarter": "bits per quarter",
    "coverage": "coverage (share of notes the net hears as written)",
    "round_trip_f1": "notes after a round trip through the codec (F1)",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of `musegen evaluate`."""
    add = parser.add_argument
    add("paths", type=Path, nargs="+", metavar="PATH", help="files, or folders of files (MIDI, ABC, projects)")
    add("--bundle", metavar="NAME", help="model to measure (see musegen bundles)")
    add("--untold", action="store_true", help="tell a melody net nothing but metre, key and the notes so far")
    add("--json", action="store_true", help="as JSON")


def run(args: argparse.Namespace) -> int:
    """Read, score, print."""
    from musegen_app.base.paths import model_dirs
    from musegen_app.bundles.catalog import find_bundle
    from musegen_app.session.measuring import measure
    from musegen_app.session.settings import load_settings

    info = find_bundle(args.bundle or load_settings().bundle, model_dirs())
    with terminal.progress(f"Measuring {info.name}") as move:
        measured = measure(info.path, args.paths, not args.untold, move)
    if args.json:
        terminal.show_json(_facts(info.name, measured))
    else:
        _show(info.name, measured)
    return 0


def _facts(bundle: str, measured: Measured) -> dict[str, object]:
    skipped = [{"file": str(path), "why": why} for path, why in measured.skipped]
    return {"bundle": bundle, "files": measured.files, **measured.figures, "skipped": skipped}


def _show(bundle: str, measured: Measured) -> None:
    terminal.show(f"{bundle} on {measured.files} file(s), {len(measured.skipped)} skipped")
    words_of = {name: WORDS.get(name, name.replace("_", " ")) for name in measured.figures}
    width = max(map(len, words_of.values()))
    for name, value in measured.figures.items():
        words = words_of[name]
        terminal.show(f"{words:{width}}  {value:.4f}" if value % 1 else f"{words:{width}}  {value:.0f}")
    for path, why in measured.skipped[:10]:
        terminal.show(f"skipped {path.name}: {why}")
