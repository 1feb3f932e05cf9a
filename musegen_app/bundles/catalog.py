"""The bundles that are there: one folder each, in the program's own models folder and the user's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from musegen_app.base.errors import BundleError
from musegen_app.bundles.manifest import MANIFEST, read_manifest


@dataclass(frozen=True, slots=True)
class BundleInfo:
    """What a list of models shows. `problem` is a sentence where the bundle cannot be used, else empty."""

    name: str
    path: Path
    title: str
    family: str
    codec: str
    description: str
    pieces: int
    problem: str = ""
    extras: Mapping[str, Sequence[str]] = field(default_factory=dict)  # words that it can be told: styles …


def find_bundles(folders: Sequence[Path]) -> list[BundleInfo]:
    """All bundles below `folders`, by name; of two with one name the first folder's. Hashes are not checked here."""
    found: dict[str, BundleInfo] = {}
    for folder in folders:
        for path in sorted(folder.glob(f"*/{MANIFEST}")) if folder.is_dir() else []:
            info = bundle_info(path.parent)
            found.setdefault(info.name, info)
    return sorted(found.values(), key=lambda info: info.name)


def bundle_info(path: Path) -> BundleInfo:
    """The entry of one bundle folder; a damaged one is listed with its problem."""
    try:
        m = read_manifest(path)
    except BundleError as problem:
        return BundleInfo(path.name, path, path.name, "", "", "", 0, str(problem))
    pieces = sum(d.pieces for d in m.data)
    return BundleInfo(m.name, path, m.title, m.family, m.codec, m.description, pieces, extras=m.extras)


def find_bundle(name: str, folders: Sequence[Path]) -> BundleInfo:
    """The bundle of that name, or the bundle folder of that path. Raises BundleError."""
    infos = find_bundles(folders)
    for info in infos:
        if info.name == name:
            return info
    if (Path(name) / MANIFEST).is_file():
        return bundle_info(Path(name))
    known = ", ".join(i.name for i in infos) or "none"
    raise BundleError(f"There is no model called “{name}”. Installed: {known}.")
