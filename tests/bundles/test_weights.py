"""A safetensors file may say anything: shapes are checked first, and what is no number is refused."""

from __future__ import annotations

import json
import struct
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save_file

from musegen_app.base.errors import BundleError
from musegen_app.bundles.manifest import FileEntry, Manifest
from musegen_app.bundles.weights import WEIGHTS, load_weights

SHAPES: dict[str, tuple[int, ...]] = {"a": (2, 3), "b": (4,), "c": ()}


def manifest() -> Manifest:
    entry = FileEntry(0, "")
    return Manifest("toy", "Toy", "rbm", "toy", "", "", "", {}, (), {}, {WEIGHTS: entry})


def written(folder: Path, header: object, body: bytes) -> Path:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    (folder / WEIGHTS).write_bytes(struct.pack("<Q", len(text)) + text + body)
    return folder


def entry(dtype: str, shape: list[Any], begin: int, end: int) -> dict[str, Any]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


def refused(folder: Path, shapes: dict[str, tuple[int, ...]] | None = None) -> str:
    with pytest.raises(BundleError) as caught:
        load_weights(folder, manifest(), shapes)
    assert str(caught.value).count(".") == str(caught.value).count(WEIGHTS) + 1
    return str(caught.value)


def test_what_safetensors_writes_is_read(tmp_path: Path) -> None:
    arrays = {
        "a": np.arange(6, dtype=np.float32).reshape(2, 3),
        "b": np.array([1, -2, 3, 4], np.int8),
        "c": np.array(0.5, np.float16),
    }
    save_file(arrays, tmp_path / WEIGHTS, {"format": "np"})
    found = load_weights(tmp_path, manifest(), SHAPES)
    assert {n: (a.dtype, a.tolist()) for n, a in found.items()} == {n: (a.dtype, a.tolist()) for n, a in arrays.items()}
    assert not found["a"].flags.writeable
    assert "other sizes" in refused(tmp_path, {**SHAPES, "b": (2, 2)})
    assert "other sizes" in refused(tmp_path, {"a": (2, 3)})


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_refused(tmp_path: Path, value: float) -> None:
    save_file({"a": np.array([0.0, value], np.float16)}, tmp_path / WEIGHTS)
    assert "no number" in refused(tmp_path)


@pytest.mark.parametrize(
    "header",
    [
        {"a": entry("F32", [1 << 40], 0, 8)},
        {"a": entry("F32", [1 << 40], 0, 1 << 42)},
        {"a": entry("F32", [1 << 32, 1 << 32, 0], 0, 8)},
        {"a": entry("F32", [2], 4, 12)},
        {"a": entry("F32", [1], 0, 4)},
        {"a": entry("F32", [-2], 0, 8)},
        {"a": entry("F32", [2.0], 0, 8)},
        {"a": entry("F32", ["2"], 0, 8)},
        {"a": entry("F32", [True, 2], 0, 8)},
        {"a": entry("C128", [2], 0, 8)},
        {"a": entry("F32", [1] * 60 + [2], 0, 8)},
        {"a": entry("F32", [1], 0, 4), "b": entry("F32", [1], 0, 4)},
        {"a": {"shape": [2]}},
        {"a": None},
        {"a": 3},
        [],
        3,
        b"{",
        b"\xff\xfe",
        b"[" * 5000,
    ],
)
def test_a_header_that_lies_is_refused_before_anything_is_made(tmp_path: Path, header: object) -> None:
    written(tmp_path, header, bytes(8))
    tracemalloc.start()
    try:
        told = refused(tmp_path)
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
    assert "cannot be read" in told


@pytest.mark.parametrize("content", [b"", b"1234567", struct.pack("<Q", 1 << 62), struct.pack("<Q", 9) + b"{}"])
def test_a_file_that_is_too_short_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / WEIGHTS).write_bytes(content)
    assert "cannot be read" in refused(tmp_path)


def test_a_file_that_is_missing_or_a_link_is_refused(tmp_path: Path) -> None:
    assert "missing" in refused(tmp_path)
    (tmp_path / "other").write_bytes(b"")
    (tmp_path / WEIGHTS).symlink_to(tmp_path / "other")
    assert "missing" in refused(tmp_path)


_SHAPE = st.lists(st.integers(-1, 5) | st.floats() | st.none(), max_size=4)
_ANY = st.fixed_dictionaries(
    {
        "dtype": st.sampled_from(["F32", "F16", "I8", "X"]),
        "shape": _SHAPE,
        "data_offsets": st.lists(st.integers(-4, 40)),
    }
)


@given(st.dictionaries(st.text(max_size=3), _ANY | st.none(), max_size=3), st.binary(max_size=40))
def test_any_header_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, header: object, body: bytes) -> None:
    folder = written(tmp_path_factory.mktemp("weights"), header, body)
    try:
        found = load_weights(folder, manifest())
    except BundleError:
        return
    assert sum(a.nbytes for a in found.values()) == len(body)
