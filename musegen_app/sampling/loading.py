"""Opens a bundle folder for drawing. The only place of the package that brings in onnxruntime."""

from __future__ import annotations

from pathlib import Path

from musegen_app.bundles.graphs import StepGraphs
from musegen_app.sampling.job import LoadedBundle


def open_bundle(path: str) -> LoadedBundle:
    """The int8 nets of the bundle in the folder `path`, hashes checked (about 0.1 s). Raises BundleError."""
    graphs = StepGraphs(Path(path))
    return LoadedBundle(graphs.manifest.name, graphs, graphs if graphs.writes_chords else None)
