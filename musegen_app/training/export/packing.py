"""The last step of every export: the run's log beside the weights, hashes, and the manifest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from musegen_app.bundles.manifest import FileEntry, Manifest, sha256_of
from musegen_app.training.run_folder import RunFolder

CARD, LOG, CONFIG = "card.md", "training.jsonl", "training.json"


def pack(folder: Path, run: RunFolder, names: Sequence[str], manifest: Manifest) -> Manifest:
    """Copy log and config of `run` into `folder`, hash these and the files `names`, write the manifest."""
    (folder / LOG).write_bytes((run.path / "log.jsonl").read_bytes())
    (folder / CONFIG).write_bytes((run.path / "config.json").read_bytes())
    return repack(folder, [*names, LOG, CONFIG], manifest)


def repack(folder: Path, names: Sequence[str], manifest: Manifest) -> Manifest:
    """The manifest with the files `names` hashed anew, written."""
    files = {name: FileEntry((folder / name).stat().st_size, sha256_of(folder / name)) for name in sorted(names)}
    complete = replace(manifest, files=files)
    complete.write(folder)
    return complete
