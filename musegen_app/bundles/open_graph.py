"""Opens the parts of a bundle that run: checked onnxruntime sessions, and weights as numpy arrays.

Nothing is believed: names, sizes and shapes are compared with the manifest and the codec before anything is allocated,
and numbers that are not numbers are refused. The hashes have been checked before (`bundles.manifest.check_files`).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np

from musegen_app.base.errors import BundleError
from musegen_app.bundles.manifest import Manifest
from musegen_app.bundles.weights import load_weights

__all__ = ["load_weights", "open_graph"]
_PROBES = {"tensor(float)": np.float32, "tensor(int64)": np.int64, "tensor(int32)": np.int32}


def open_graph(folder: Path, manifest: Manifest, file: str, inputs: dict[str, int], outputs: dict[str, int]) -> Any:
    """An onnxruntime session (one thread) whose inputs and outputs have these names and last dimensions.

    It is run once on zeros: what it says then must be numbers. Raises BundleError.
    """
    onnxruntime = _onnxruntime()
    if file not in manifest.files:
        raise BundleError(f"The model {manifest.name} is incomplete: {file} is missing.")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    providers = ["CPUExecutionProvider"]
    try:
        session = onnxruntime.InferenceSession(str(folder / file), options, providers=providers)
    except Exception as problem:  # onnxruntime raises many kinds; all mean a damaged graph
        raise BundleError(f"The model {manifest.name} is damaged: {file} cannot be run.") from problem
    given = {x.name: _width(x) for x in session.get_inputs()}
    made = {x.name: _width(x) for x in session.get_outputs()}
    if given != inputs or made != outputs:
        raise BundleError(f"The model {manifest.name} is damaged: {file} has other sizes than its manifest says.")
    _probe(session, manifest, file)
    return session


def _width(value: Any) -> object:
    """The last dimension; None for a value without any."""
    return value.shape[-1] if value.shape else None


def _probe(session: Any, manifest: Manifest, file: str) -> None:
    """Run the graph on one row of zeros. Raises BundleError."""
    try:
        zeros = {x.name: np.zeros(_small(x.shape), _PROBES[x.type]) for x in session.get_inputs()}
        results = session.run(None, zeros)
    except Exception as problem:
        raise BundleError(f"The model {manifest.name} is damaged: {file} cannot be run.") from problem
    if any(np.issubdtype(r.dtype, np.floating) and np.isnan(r).any() for r in results):
        raise BundleError(f"The model {manifest.name} is damaged: {file} answers with something that is no number.")


def _small(shape: list[Any]) -> list[int]:
    """A shape with 1 for each dimension that may be anything."""
    return [n if isinstance(n, int) else 1 for n in shape]


def _onnxruntime() -> Any:
    """The library, loaded with the first bundle and not with the program.

    Since 1.29 it makes a number for this machine, keeps a diary in the user's cache folder and sends it to its makers;
    this variable, read at the import, is the only way to have none of that. Nothing leaves this computer.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    return onnxruntime
