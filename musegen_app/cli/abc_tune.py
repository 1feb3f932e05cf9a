"""A whole tune from nothing as ABC text, and the text itself saved: `musegen generate --bundle abc-char -o x.abc`.

With a seed, or for another kind of file, the same net continues a song bar by bar like any other.
"""

from __future__ import annotations

import argparse
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from musegen_app.cli import terminal

if TYPE_CHECKING:
    from musegen_app.bundles.manifest import Manifest
    from musegen_app.sampling.messages import Steering

CODEC = "abc"
OBEYED = frozenset({"pitch_temperature", "rhythm_temperature", "top_p"})  # the text is no music yet while it is drawn


def asked(args: argparse.Namespace, manifest: Manifest) -> bool:
    """Is it the text that is wanted?"""
    return manifest.codec == CODEC and args.seed is None and args.output.suffix.lower() == ".abc"


def run(args: argparse.Namespace, manifest: Manifest, folder: Path, steering: Steering) -> int:
    """Write, mend or reject, save, tell."""
    from musegen_app.base.atomic import write_bytes
    from musegen_app.base.paths import backups_dir
    from musegen_app.bundles.abc_graphs import AbcGraphs
    from musegen_app.bundles.weights import check_bundle
    from musegen_app.codecs.abc_text import as_tune
    from musegen_app.sampling.abc_tunes import WrittenTune, write_tune

    check_bundle(folder, manifest)
    rng_seed = args.rng_seed if args.rng_seed is not None else secrets.randbelow(1 << 31)
    tune: WrittenTune = write_tune(AbcGraphs(folder, manifest), rng_seed, steering, header(args))
    write_bytes(args.output, as_tune(tune.text, f"{manifest.name} {rng_seed}").encode(), backups=backups_dir())
    facts = {
        "output": str(args.output),
        "bundle": manifest.name,
        "rng_seed": rng_seed,
        "notes": tune.judged.notes,
        "bars": tune.judged.bars,
        "right_bars": tune.judged.right_bars,
        "repaired": list(tune.rules),
        "rejected": list(tune.rejected),
    }
    if args.json:
        terminal.show_json(facts)
        return 0
    for reason in tune.rejected:
        print(f"musegen: a text was rejected: {reason}", file=sys.stderr)
    mended = f", mended: {', '.join(tune.rules)}" if tune.rules else ""
    terminal.show(
        f"wrote {args.output}: {tune.judged.notes} notes, {tune.judged.right_bars} of {tune.judged.bars} full bars "
        f"have the right length{mended} ({manifest.name}, seed {rng_seed})"
    )
    return 0


def header(args: argparse.Namespace) -> str:
    """The wished metre and key as the text's first lines; what was not wished for is left to the net."""
    from musegen_app.formats.abc_write import key_text

    if args.meter is None and args.key is None:
        return ""
    above, below = args.meter or (4, 4)
    unit = "L:1/4\n" if below in {2, 4} else ""
    return f"M:{above}/{below}\n{unit}" + (f"K:{key_text(args.key)}\n" if args.key else "")
