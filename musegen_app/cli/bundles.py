"""List the models on this machine."""

from __future__ import annotations

import argparse

from musegen_app.cli import terminal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of `musegen bundles`."""
    parser.add_argument("--json", action="store_true", help="as JSON")


def run(args: argparse.Namespace) -> int:
    """One line a bundle."""
    from musegen_app.base.paths import model_dirs
    from musegen_app.bundles.catalog import find_bundles

    found = find_bundles(model_dirs())
    if args.json:
        keys = ("name", "title", "family", "codec", "description", "pieces")
        terminal.show_json([{"path": str(b.path)} | {k: getattr(b, k) for k in keys} for b in found])
    elif found:
        terminal.table(
            ("name", "family", "codec", "what it knows"), [(b.name, b.family, b.codec, b.title) for b in found]
        )
    else:
        terminal.show("no models; looked in: " + ", ".join(str(d) for d in model_dirs()))
    return 0
