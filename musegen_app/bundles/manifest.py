"""A bundle's `manifest.json`: what the model is, how large its parts are, and which bytes belong to it.

Everything is checked before anything is used: types, names, sizes, hashes. No pickle is read or written, ever.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from musegen_app.base.errors import BundleError

MANIFEST = "manifest.json"
FORMAT = 1
LARGEST_MANIFEST = 1_000_000  # bytes
LARGEST_FILE = 200_000_000
LARGEST_SIZE = 65_536  # of any layer


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of a bundle."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class DataSet:
    """What a net learned from."""

    name: str
    pieces: int
    licence: str
    attribution: str
    sha256: str = ""  # of the imported tunes


@dataclass(frozen=True, slots=True)
class Manifest:
    """`codec` names the codec, `signature` its alphabet; `figures` are the measured ones, name → number.

    `sizes` are widths of the graphs' inputs and outputs and `extras` lists of words (styles, composers …): their names
    are the codec's own.
    """

    name: str
    title: str
    family: str
    codec: str
    signature: str
    description: str
    licence: str
    sizes: dict[str, int]
    data: tuple[DataSet, ...]
    figures: dict[str, float]
    files: dict[str, FileEntry]
    format: int = FORMAT
    chord_signature: str = ""
    extras: dict[str, list[str]] = field(default_factory=dict)

    def size(self, name: str) -> int:
        """One of `sizes`, which has to be there. Raises BundleError."""
        if name not in self.sizes:
            raise BundleError(f"The model {self.name} has a damaged manifest: the size “{name}” is missing.")
        return self.sizes[name]

    def write(self, folder: Path) -> None:
        (folder / MANIFEST).write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n", "utf-8")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a bundle folder, its values checked, its files not yet. Raises BundleError."""
    path = folder / MANIFEST
    try:
        if path.stat().st_size > LARGEST_MANIFEST:
            raise BundleError(f"The model {folder.name} has a damaged manifest: it is far too large.")
        values = json.loads(path.read_text("utf-8"))
    except OSError as problem:
        raise BundleError(f"The model folder {folder.name} has no readable {MANIFEST}.") from problem
    except (ValueError, RecursionError) as problem:
        raise BundleError(f"The model {folder.name} has a damaged manifest: it is not JSON.") from problem
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        raise BundleError(f"The model {folder.name} is of a format that this version of MuseGen cannot read.")
    try:
        manifest = _manifest(values)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise BundleError(f"The model {folder.name} has a damaged manifest: {problem}.") from problem
    _check_values(folder, manifest)
    return manifest


def check_files(folder: Path, manifest: Manifest) -> None:
    """Every file is there with the size and hash that the manifest says. Raises BundleError."""
    for name, entry in manifest.files.items():
        path = folder / name
        if path.is_symlink() or not path.is_file():
            raise BundleError(f"The model {manifest.name} is incomplete: {name} is missing.")
        if path.stat().st_size != entry.bytes or sha256_of(path) != entry.sha256:
            raise BundleError(f"The model {manifest.name} is damaged: {name} is not the file that was shipped.")


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _manifest(values: dict[str, Any]) -> Manifest:
    plain = {f.name: values[f.name] for f in fields(Manifest) if f.name in values}
    return Manifest(
        **{
            **plain,
            "sizes": dict(values["sizes"]),
            "data": tuple(DataSet(**d) for d in values["data"]),
            "files": {str(name): FileEntry(**entry) for name, entry in values["files"].items()},
        }
    )


def _words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) for word in value)


def _check_values(folder: Path, manifest: Manifest) -> None:
    def refuse(reason: str) -> None:
        raise BundleError(f"The model {folder.name} has a damaged manifest: {reason}.")

    for word in ("name", "title", "family", "codec", "signature", "description", "licence", "chord_signature"):
        if not isinstance(getattr(manifest, word), str):
            refuse(f"its {word} is not text")
    for name, size in manifest.sizes.items():
        if type(size) is not int or not 0 <= size <= LARGEST_SIZE:
            refuse(f"the size “{name}” is out of range")
    if not isinstance(manifest.extras, dict) or not all(map(_words, manifest.extras.values())):
        refuse("its extras are not lists of words")
    for name, entry in manifest.files.items():
        if Path(name).name != name or name in {".", "..", ""} or "\\" in name or ":" in name:
            refuse("it names a file outside its folder")
        if type(entry.bytes) is not int or not 0 <= entry.bytes <= LARGEST_FILE or type(entry.sha256) is not str:
            refuse(f"the entry of {name} is out of range")
    if not isinstance(manifest.figures, dict) or any(type(v) not in (int, float) for v in manifest.figures.values()):
        refuse("its figures are not a table of numbers")
    for data in manifest.data:
        words = (data.name, data.licence, data.attribution, data.sha256)
        if type(data.pieces) is not int or data.pieces < 0 or not all(isinstance(word, str) for word in words):
            refuse("what it says about its data makes no sense")
