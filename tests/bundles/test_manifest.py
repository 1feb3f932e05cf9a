"""A bundle folder may hold anything at all: it is used, or refused with one sentence."""

from __future__ import annotations

import json
import shutil
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musegen_app.base.errors import BundleError
from musegen_app.bundles.catalog import find_bundle, find_bundles
from musegen_app.bundles.graphs import StepGraphs
from musegen_app.bundles.manifest import MANIFEST, FileEntry, read_manifest, sha256_of

MODELS = Path(__file__).parents[2] / "models"
SHIPPED = MODELS / "folk-lstm"


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A copy of the shipped bundle, to be damaged."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "copy"))


def change(folder: Path, edit: Callable[[dict[str, Any]], None]) -> None:
    values = json.loads((folder / MANIFEST).read_text("utf-8"))
    edit(values)
    (folder / MANIFEST).write_text(json.dumps(values), "utf-8")


def rehash(folder: Path, name: str) -> None:
    entry = {"bytes": (folder / name).stat().st_size, "sha256": sha256_of(folder / name)}
    change(folder, lambda values: values["files"].update({name: entry}))


def refused(folder: Path) -> str:
    with pytest.raises(BundleError) as caught:
        StepGraphs(folder)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def test_a_whole_bundle_opens(bundle: Path) -> None:
    assert StepGraphs(bundle).manifest.name == "folk-lstm"


def test_a_changed_byte_is_seen(bundle: Path) -> None:
    path = bundle / "weights.safetensors"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert "damaged" in refused(bundle)


@pytest.mark.parametrize("name", ["weights.safetensors", "step.int8.onnx", "head.pitch.int8.onnx", "context.onnx"])
def test_a_missing_file_is_named(bundle: Path, name: str) -> None:
    (bundle / name).unlink()
    assert name in refused(bundle)


def test_a_graph_that_the_manifest_leaves_out_is_missed(bundle: Path) -> None:
    change(bundle, lambda values: values["files"].pop("step.int8.onnx"))
    assert "step.int8.onnx" in refused(bundle)


def test_a_huge_header_is_refused(bundle: Path) -> None:
    path = bundle / "weights.safetensors"
    path.write_bytes(struct.pack("<Q", 1 << 62) + path.read_bytes()[8:64])
    rehash(bundle, "weights.safetensors")
    assert "cannot be run" in refused(bundle)


@pytest.mark.parametrize("content", [b"", b"\x80\x04K\x01.", b"not a graph", bytes(4096)])
def test_a_file_that_is_no_graph_is_refused(bundle: Path, content: bytes) -> None:
    (bundle / "step.int8.onnx").write_bytes(content)
    rehash(bundle, "step.int8.onnx")
    assert "step.int8.onnx" in refused(bundle)


def test_a_graph_of_other_sizes_is_refused(bundle: Path) -> None:
    (bundle / "head.kind.int8.onnx").write_bytes((bundle / "head.pitch.int8.onnx").read_bytes())
    rehash(bundle, "head.kind.int8.onnx")
    assert "other sizes" in refused(bundle)


def test_another_alphabet_is_refused(bundle: Path) -> None:
    change(bundle, lambda values: values.update(signature="0" * 16))
    assert "dialect" in refused(bundle)


@pytest.mark.parametrize(
    "edit",
    [
        lambda v: v.update(format=99),
        lambda v: v.update(files=[]),
        lambda v: v.update(files={"../secrets": v["files"]["card.md"]}),
        lambda v: v.update(files={"/etc/passwd": v["files"]["card.md"]}),
        lambda v: v.update(files={"a\\b": v["files"]["card.md"]}),
        lambda v: v["sizes"].update(state=-1),
        lambda v: v["sizes"].update(state=1e9),
        lambda v: v["sizes"].update(state="many"),
        lambda v: v.update(name=7),
        lambda v: v.pop("data"),
        lambda v: v.update(figures=3),
        lambda v: v["figures"].update(nats="few"),
        lambda v: v["data"][0].update(pieces="many"),
        lambda v: v["data"][0].update(licence=None),
        lambda v: v["files"]["card.md"].update(bytes=-3),
    ],
)
def test_a_manifest_that_makes_no_sense_is_refused(bundle: Path, edit: Callable[[dict[str, Any]], None]) -> None:
    change(bundle, edit)
    assert refused(bundle)
    assert [i.problem for i in find_bundles([bundle.parent])] == [refused(bundle)]


@pytest.mark.parametrize("content", ["", "[]", "null", "{", "[" * 100_000, "\x00", '{"format": 1}'])
def test_a_manifest_that_is_no_json_object_is_refused(bundle: Path, content: str) -> None:
    (bundle / MANIFEST).write_text(content, "utf-8")
    assert refused(bundle)


def test_a_vast_manifest_is_not_even_read(bundle: Path) -> None:
    (bundle / MANIFEST).write_text(" " * 1_000_001, "utf-8")
    assert "too large" in refused(bundle)


def test_a_linked_file_is_refused(bundle: Path) -> None:
    (bundle / "card.md").unlink()
    (bundle / "card.md").symlink_to(SHIPPED / "card.md")
    assert "card.md is missing" in refused(bundle)


@pytest.mark.parametrize("outside", [b"../outside.safetens", b"./../some.safetenso"])
def test_a_graph_that_reads_outside_its_folder_is_refused(bundle: Path, outside: bytes) -> None:
    shutil.copy(bundle / "weights.safetensors", bundle / outside.decode())  # the right bytes in a wrong place
    graph = (bundle / "step.int8.onnx").read_bytes()
    assert graph.count(b"weights.safetensors")
    (bundle / "step.int8.onnx").write_bytes(graph.replace(b"weights.safetensors", outside))
    rehash(bundle, "step.int8.onnx")
    assert "step.int8.onnx cannot be run" in refused(bundle)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
_FIELDS = sorted(json.loads((SHIPPED / MANIFEST).read_text("utf-8")))


@given(st.sampled_from(_FIELDS), _JSON)
def test_any_value_in_any_field_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, field: str, value: Any
) -> None:
    folder = tmp_path_factory.mktemp("bundle")
    values = json.loads((SHIPPED / MANIFEST).read_text("utf-8")) | {field: value}
    (folder / MANIFEST).write_text(json.dumps(values), "utf-8")
    try:
        manifest = read_manifest(folder)
    except BundleError:
        return
    assert all(isinstance(entry, FileEntry) for entry in manifest.files.values())


def test_the_catalog_lists_damaged_bundles_with_their_problem(bundle: Path) -> None:
    (bundle.parent / "broken").mkdir()
    (bundle.parent / "broken" / MANIFEST).write_text("{", "utf-8")
    infos = {i.name: i for i in find_bundles([bundle.parent, bundle.parent / "none"])}
    assert not infos["folk-lstm"].problem
    assert "damaged" in infos["broken"].problem


def test_a_bundle_is_found_by_name_or_path(bundle: Path) -> None:
    assert find_bundle("folk-lstm", [bundle.parent]).path == bundle
    assert find_bundle(str(bundle), []).name == "folk-lstm"
    with pytest.raises(BundleError, match=r"no model called “waltz”\. Installed: folk-lstm"):
        find_bundle("waltz", [bundle.parent])
