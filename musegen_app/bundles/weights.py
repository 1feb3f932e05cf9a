"""Reads the weights of a bundle: safetensors (a JSON header, then plain numbers) by numpy, shapes first."""

from __future__ import annotations

import json
import math
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musegen_app.base.errors import BundleError
from musegen_app.bundles.manifest import LARGEST_FILE, Manifest, check_files

WEIGHTS = "weights.safetensors"
LARGEST_HEADER = 1_000_000  # bytes
MOST_DIMENSIONS = 8
_TYPES = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    "I64": "<i8",
    "I32": "<i4",
    "I16": "<i2",
    "I8": "i1",
    "U32": "<u4",
    "U16": "<u2",
    "U8": "u1",
}


@dataclass(frozen=True, slots=True)
class _Entry:
    """Where in the file one array lies."""

    name: str
    type: np.dtype[Any]
    shape: tuple[int, ...]
    begin: int
    end: int


def load_weights(
    folder: Path, manifest: Manifest, shapes: dict[str, tuple[int, ...]] | None = None, file: str = WEIGHTS
) -> dict[str, NDArray[Any]]:
    """The arrays of the bundle's weights by name, read-only; all of them are finite.

    `shapes` are those that the codec expects: names and shapes must be just these. All sizes are checked against the
    length of the file before any array is made. Raises BundleError.
    """
    path = folder / file
    entries = _checked(path, manifest)
    if shapes is not None and {e.name: e.shape for e in entries} != shapes:
        raise BundleError(f"The model {manifest.name} is damaged: {file} has other sizes than its manifest says.")
    data = path.read_bytes()
    weights = {e.name: _array(data, e) for e in entries}
    if not all(map(_finite, weights.values())):
        raise BundleError(f"The model {manifest.name} is damaged: {file} holds something that is no number.")
    return weights


def check_bundle(folder: Path, manifest: Manifest) -> None:
    """Every file is what was shipped, and all weights are numbers: also those that only a graph will read.

    Raises BundleError.
    """
    check_files(folder, manifest)
    if WEIGHTS in manifest.files:
        load_weights(folder, manifest)


def _checked(path: Path, manifest: Manifest) -> list[_Entry]:
    if path.name not in manifest.files or path.is_symlink() or not path.is_file():
        raise BundleError(f"The model {manifest.name} is incomplete: {path.name} is missing.")
    try:
        return _entries(path)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, struct.error) as problem:
        raise BundleError(f"The model {manifest.name} is damaged: {path.name} cannot be read.") from problem


def _finite(values: NDArray[Any]) -> bool:
    return values.dtype.kind != "f" or bool(np.isfinite(values).all())


def _array(data: bytes, entry: _Entry) -> NDArray[Any]:
    return np.frombuffer(data, entry.type, math.prod(entry.shape), entry.begin).reshape(entry.shape)


def _entries(path: Path) -> list[_Entry]:
    """The header, checked against the file's length. Raises ValueError and its like for anything odd."""
    length = path.stat().st_size
    with path.open("rb") as file:
        (header,) = struct.unpack("<Q", file.read(8))
        if header > min(LARGEST_HEADER, length - 8) or length > LARGEST_FILE:
            raise ValueError("the header is longer than the file")
        table = json.loads(file.read(header))
    table.pop("__metadata__", None)
    entries = [_entry(name, value, 8 + header) for name, value in table.items()]
    entries.sort(key=lambda e: e.begin)
    at = 8 + header
    for entry in entries:
        if entry.begin != at or entry.end - entry.begin != math.prod(entry.shape) * entry.type.itemsize:
            raise ValueError(f"{entry.name} does not lie where it should")
        at = entry.end
    if at != length:
        raise ValueError("the arrays do not fill the file")
    return entries


def _entry(name: str, value: dict[str, Any], base: int) -> _Entry:
    shape = tuple(value["shape"])
    begin, end = value["data_offsets"]
    if len(shape) > MOST_DIMENSIONS or any(type(n) is not int or n < 0 for n in (*shape, begin, end)):
        raise ValueError(f"{name} has an odd shape")
    return _Entry(name, np.dtype(_TYPES[value["dtype"]]), shape, base + begin, base + end)
