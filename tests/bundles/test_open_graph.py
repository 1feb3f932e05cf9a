"""A graph that is not what its manifest says is refused when it is opened, with one sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from musegen_app.base.errors import BundleError
from musegen_app.bundles.manifest import FileEntry, Manifest
from musegen_app.bundles.open_graph import open_graph

onnx = pytest.importorskip("onnx")
pytestmark = pytest.mark.torch  # onnx comes with the training extra
FILE = "step.onnx"
INPUTS, OUTPUTS = {"x": 3}, {"y": 2}


def manifest() -> Manifest:
    return Manifest("toy", "Toy", "rbm", "toy", "", "", "", {}, (), {}, {FILE: FileEntry(0, "")})


def write(
    folder: Path, weight: float = 1.0, x: str = "x", wide: int = 3, narrow: int = 2, rows: object = "batch"
) -> None:
    """y = x W"""
    value = onnx.helper.make_tensor_value_info
    real = onnx.TensorProto.FLOAT
    matrix = onnx.numpy_helper.from_array(np.full((wide, narrow), weight, np.float32), "w")
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node("MatMul", [x, "w"], ["y"])],
        "toy",
        [value(x, real, [rows, wide])],
        [value("y", real, [rows, narrow])],
        [matrix],
    )
    opset = [onnx.helper.make_opsetid("", 17)]
    onnx.save(onnx.helper.make_model(graph, opset_imports=opset, ir_version=9), folder / FILE)


def refused(folder: Path) -> str:
    with pytest.raises(BundleError) as caught:
        open_graph(folder, manifest(), FILE, INPUTS, OUTPUTS)
    return str(caught.value)


def test_a_graph_that_fits_runs(tmp_path: Path) -> None:
    write(tmp_path)
    session = open_graph(tmp_path, manifest(), FILE, INPUTS, OUTPUTS)
    assert session.run(None, {"x": np.ones((4, 3), np.float32)})[0].tolist() == [[3.0, 3.0]] * 4


@pytest.mark.parametrize("wrong", [{"x": "z"}, {"wide": 4}, {"narrow": 3}])
def test_other_inputs_or_sizes_are_refused(tmp_path: Path, wrong: dict[str, object]) -> None:
    write(tmp_path, **wrong)  # type: ignore[arg-type]
    assert "step.onnx has other sizes than its manifest says" in refused(tmp_path)


def test_what_answers_without_numbers_is_refused(tmp_path: Path) -> None:
    write(tmp_path, weight=np.nan)
    assert "no number" in refused(tmp_path)


def test_what_is_no_graph_or_is_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"\x08\x01")
    assert "cannot be run" in refused(tmp_path)
    (tmp_path / FILE).unlink()
    assert "cannot be run" in refused(tmp_path)
    with pytest.raises(BundleError, match=r"other\.onnx is missing"):
        open_graph(tmp_path, manifest(), "other.onnx", INPUTS, OUTPUTS)


def test_a_graph_that_fails_on_its_first_row_is_refused(tmp_path: Path) -> None:
    write(tmp_path)
    model = onnx.load(tmp_path / FILE)
    del model.graph.node[0].input[1]  # a matrix product of one matrix
    (tmp_path / FILE).write_bytes(model.SerializeToString())
    assert "cannot be run" in refused(tmp_path)
