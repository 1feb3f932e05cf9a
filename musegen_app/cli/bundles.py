"""List the models on this machine."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from musegen_app.cli import terminal

if TYPE_CHECKING:
    from musegen_app.bundles.catalog import BundleInfo


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of `musegen bundles`."""
    parser.add_argument("--json", action="store_true", help="as JSON")


def run(args: argparse.Namespace) -> int:
    """One line a bundle."""
    from musegen_app.base.paths import model_dirs
    from musegen_app.bundles.catalog import find_bundles

    found = find_bundles(model_dirs())
    able = {b.name: _operations(b) for b in found}
    if args.json:
        terminal.show_json([_facts(b) | {"operations": able[b.name]} for b in found])
    elif found:
        rows = [(b.name, b.family, b.codec, b.title, ", ".join(able[b.name]) or b.problem or "nothing") for b in found]
        terminal.table(("name", "family", "codec", "what it knows", "what it can do"), rows)
    else:
        terminal.show("no models; looked in: " + ", ".join(str(d) for d in model_dirs()))
    return 0


def _facts(info: BundleInfo) -> dict[str, object]:
    """`words` are lists of the model's own, such as the styles that `musegen generate --style` takes."""
    from musegen_app.bundles.manifest import read_manifest

    keys = ("name", "title", "family", "codec", "description", "pieces", "problem")
    words = {} if info.problem else read_manifest(info.path).extras
    return {"path": str(info.path)} | {k: getattr(info, k) for k in keys} | {"words": words}


def _operations(info: BundleInfo) -> list[str]:
    """The words of `musegen generate --operation` that the model knows."""
    from musegen_app.sampling.families import CATALOG
    from musegen_app.sampling.messages import OperationKind

    able = CATALOG[info.codec]().operations if info.codec in CATALOG else frozenset[OperationKind]()
    return [kind.value for kind in OperationKind if kind in able]
