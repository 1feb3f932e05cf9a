"""Opens a bundle folder for drawing, whatever its codec. The only place of the package that brings in onnxruntime."""

from __future__ import annotations

from pathlib import Path

from musegen_app.bundles.manifest import read_manifest
from musegen_app.bundles.originality import OriginalityIndex
from musegen_app.bundles.weights import check_bundle
from musegen_app.sampling.families import family_of
from musegen_app.sampling.job import LoadedBundle


def open_bundle(path: str) -> LoadedBundle:
    """What the bundle in the folder `path` draws with, hashes checked first (about 0.1 s). Raises BundleError."""
    folder = Path(path)
    manifest = read_manifest(folder)
    family = family_of(manifest)
    check_bundle(folder, manifest)
    return LoadedBundle(manifest.name, family.open(folder, manifest), family, OriginalityIndex.load(folder, manifest))
