"""Every bundle in `models/`, of any codec, damaged in every way that was thought of: one sentence, and no crash."""

from __future__ import annotations

import json
import shutil
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from musegen_app.base.errors import BundleError
from musegen_app.bundles import families as measured
from musegen_app.bundles.manifest import LARGEST_FILE, MANIFEST, read_manifest, sha256_of
from musegen_app.bundles.weights import WEIGHTS
from musegen_app.sampling import families as played
from musegen_app.sampling.loading import open_bundle

MODELS = Path(__file__).parents[2] / "models"
BUNDLES = sorted(p.parent for p in MODELS.glob(f"*/{MANIFEST}"))
HEARD_BY_THE_SESSION = {"lead"}  # is measured there, with the sampler's ears


@pytest.fixture(params=BUNDLES, ids=lambda p: p.name)
def bundle(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a shipped bundle, to be damaged."""
    return Path(shutil.copytree(request.param, tmp_path / "copy"))


def change(folder: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    values = json.loads((folder / MANIFEST).read_text("utf-8"))
    edit(values)
    (folder / MANIFEST).write_text(json.dumps(values), "utf-8")


def rewrite(folder: Path, name: str, content: bytes) -> None:
    """Other bytes that the manifest vouches for."""
    (folder / name).write_bytes(content)
    entry = {"bytes": len(content), "sha256": sha256_of(folder / name)}
    change(folder, lambda values: values["files"].update({name: entry}))


def refused(folder: Path) -> str:
    with pytest.raises(BundleError) as caught:
        open_bundle(str(folder))
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 200
    return sentence


def opened_or_refused(folder: Path) -> str:
    """ "" if it opens all the same, else the sentence."""
    try:
        open_bundle(str(folder))
    except BundleError as problem:
        return str(problem)
    return ""


def graphs(folder: Path) -> list[str]:
    return [p.name for p in sorted(folder.glob("*.onnx"))]


def test_it_opens_as_it_is_and_is_played_and_measured(bundle: Path) -> None:
    loaded = open_bundle(str(bundle))
    assert loaded.family.operations
    codecs = {f.codec for f in measured.FAMILIES} | HEARD_BY_THE_SESSION
    assert loaded.family.codec in codecs


def test_every_codec_is_there_once() -> None:
    assert {codec: family().codec for codec, family in played.CATALOG.items()} == {c: c for c in played.CATALOG}
    names = [f.codec for f in measured.FAMILIES]
    assert len(names) == len(set(names))
    assert set(names) | HEARD_BY_THE_SESSION == set(played.CATALOG)


@pytest.mark.parametrize("content", [b"", b"\x80\x04K\x01.", bytes(4096)])
def test_graphs_that_are_none_are_refused(bundle: Path, content: bytes) -> None:
    names = graphs(bundle)
    if not names:
        pytest.skip("this codec has no graphs")
    for name in names:
        rewrite(bundle, name, content)
    assert "damaged" in refused(bundle)


def test_graphs_with_other_inputs_are_refused(bundle: Path) -> None:
    onnx = pytest.importorskip("onnx")
    for name in graphs(bundle):
        model = onnx.load(bundle / name, load_external_data=False)
        first = model.graph.input[0].name
        for node in model.graph.node:
            node.input[:] = ["another" if i == first else i for i in node.input]
        model.graph.input[0].name = "another"
        rewrite(bundle, name, model.SerializeToString())
    if graphs(bundle):
        assert "has other sizes than its manifest says" in refused(bundle)


def test_graphs_in_each_others_place_are_refused(bundle: Path) -> None:
    names = graphs(bundle)
    if len({name.partition(".")[0] for name in names}) < 2:
        pytest.skip("one graph only")
    contents = [(bundle / name).read_bytes() for name in names]
    for name, content in zip(names, contents[1:] + contents[:1], strict=True):
        rewrite(bundle, name, content)
    refused(bundle)


def test_weights_that_are_no_numbers_are_refused(bundle: Path) -> None:
    content = bytearray((bundle / WEIGHTS).read_bytes())
    (header,) = struct.unpack("<Q", content[:8])
    table = json.loads(content[8 : 8 + header])
    name, entry = next((n, e) for n, e in table.items() if n != "__metadata__" and e["dtype"] in ("F16", "F32"))
    at = 8 + header + entry["data_offsets"][1]
    nan = np.array(np.nan, np.float16 if entry["dtype"] == "F16" else np.float32).tobytes()
    content[at - len(nan) : at] = nan
    rewrite(bundle, WEIGHTS, bytes(content))
    assert "no number" in refused(bundle), name


def test_weights_that_claim_to_be_huge_are_refused(bundle: Path) -> None:
    content = (bundle / WEIGHTS).read_bytes()
    (header,) = struct.unpack("<Q", content[:8])
    table = json.loads(content[8 : 8 + header])
    next(e for n, e in table.items() if n != "__metadata__")["shape"] = [1 << 40]
    text = json.dumps(table).encode()
    rewrite(bundle, WEIGHTS, struct.pack("<Q", len(text)) + text + content[8 + header :])
    assert "cannot be read" in refused(bundle)


def test_weights_of_other_shapes_are_refused_or_not_looked_at(bundle: Path) -> None:
    """Where graphs hold all that is played, the weights are only the source they were made from."""
    content = (bundle / WEIGHTS).read_bytes()
    (header,) = struct.unpack("<Q", content[:8])
    table = json.loads(content[8 : 8 + header])
    for entry in (e for n, e in table.items() if n != "__metadata__"):
        entry["shape"] = [int(np.prod(entry["shape"]))]
    text = json.dumps(table).encode()
    rewrite(bundle, WEIGHTS, struct.pack("<Q", len(text)) + text + content[8 + header :])
    said = opened_or_refused(bundle)
    assert not said or "damaged" in said


@pytest.mark.parametrize("value", [-1, 1 << 17, 1.5, "8", None, True])
def test_sizes_out_of_range_are_refused(bundle: Path, value: object) -> None:
    for name in read_manifest(bundle).sizes:
        change(bundle, lambda values, name=name: values["sizes"].update({name: value}))  # type: ignore[misc]
        assert "out of range" in refused(bundle)


def test_sizes_that_do_not_fit_the_files_are_refused(bundle: Path) -> None:
    """Each alone, where it says something about a file; none of them may crash or take memory."""
    sizes = read_manifest(bundle).sizes
    said = []
    for name, value in sizes.items():
        for wrong in (value + 1, 65_536):
            change(bundle, lambda values, name=name, wrong=wrong: values["sizes"].update({name: wrong}))  # type: ignore[misc]
            said.append(opened_or_refused(bundle))
        change(bundle, lambda values, name=name, value=value: values["sizes"].update({name: value}))  # type: ignore[misc]
    assert any(said) or not sizes
    assert all("damaged" in s or "incomplete" in s or "dialect" in s for s in said if s)
    open_bundle(str(bundle))


def test_a_size_that_is_missing_is_named(bundle: Path) -> None:
    for name in read_manifest(bundle).sizes:
        values = json.loads((bundle / MANIFEST).read_text("utf-8"))
        change(bundle, lambda v, name=name: v["sizes"].pop(name))  # type: ignore[misc]
        said = opened_or_refused(bundle)
        assert not said or name in said or "damaged" in said
        (bundle / MANIFEST).write_text(json.dumps(values), "utf-8")


@pytest.mark.parametrize(
    "edit",
    [
        lambda v: next(iter(v["files"].values())).pop("sha256"),
        lambda v: next(iter(v["files"].values())).pop("bytes"),
        lambda v: next(iter(v["files"].values())).update(sha256=""),
        lambda v: next(iter(v["files"].values())).update(bytes=LARGEST_FILE + 1),
        lambda v: v["files"].update({"../x": next(iter(v["files"].values()))}),
        lambda v: v["files"].update({"C:x": next(iter(v["files"].values()))}),
        lambda v: v["files"].update({"": next(iter(v["files"].values()))}),
        lambda v: v["files"].update({"a\x00b": next(iter(v["files"].values()))}),
        lambda v: v.update(files={}),
        lambda v: v.update(sizes=3),
        lambda v: v.update(sizes=[["state", 3]]),
        lambda v: v.update(extras=3),
        lambda v: v.update(extras={"styles": "one"}),
        lambda v: v.update(extras={"styles": [1]}),
        lambda v: v.update(codec="of another time"),
        lambda v: v.update(signature="0" * 16),
    ],
)
def test_a_manifest_that_lies_is_refused(bundle: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    change(bundle, edit)
    refused(bundle)


def test_extras_that_are_other_words_do_not_crash(bundle: Path) -> None:
    for words in ([], [""], ["x" * 1000], ["nobody", "nobody"]):
        change(bundle, lambda v, words=words: v.update(extras=dict.fromkeys(v.get("extras", {}), words)))  # type: ignore[misc]
        said = opened_or_refused(bundle)
        assert not said or said.endswith(".")
