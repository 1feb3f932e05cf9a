"""A drum bundle with small random weights: it knows nothing, but it is complete."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from musegen_app.bundles.drums_graphs import CODEC, shapes
from musegen_app.bundles.manifest import FileEntry, Manifest, sha256_of
from musegen_app.codecs.drums import signature
from musegen_app.codecs.drums_context import DENSITIES, STYLES

UNITS, TOUCH = 16, 8


def toy_bundle(folder: Path) -> Manifest:
    """Written into `folder`."""
    rng = np.random.default_rng(5)
    arrays = {name: rng.normal(0, 0.2, shape).astype(np.float16) for name, shape in shapes(UNITS, TOUCH).items()}
    arrays["rbm.key_bias"] -= np.float16(2.0)
    folder.mkdir(parents=True, exist_ok=True)
    save_file(arrays, folder / "weights.safetensors")
    file = folder / "weights.safetensors"
    manifest = Manifest(
        name="toy-drums",
        title="Toy drums",
        family="rbm",
        codec=CODEC,
        signature=signature(STYLES),
        description="",
        licence="CC0-1.0",
        sizes={"units": UNITS, "touch": TOUCH},
        data=(),
        figures={},
        files={file.name: FileEntry(file.stat().st_size, sha256_of(file))},
        extras={"styles": list(STYLES), "densities": list(DENSITIES)},
    )
    manifest.write(folder)
    return manifest
