"""The graphs of a melody bundle: those of its events, and the chords net where it has one.

graphs = StepGraphs(folder)                      # int8; StepGraphs(folder, "fp32") for the exact weights
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from musegen_app.base.errors import BundleError
from musegen_app.bundles.event_graphs import Dialect, EventGraphs, Floats, Ints, Precision
from musegen_app.bundles.manifest import check_files, read_manifest
from musegen_app.codecs import lead_chords
from musegen_app.codecs.lead import FIELDS
from musegen_app.codecs.lead_features import WIDTH, signature
from musegen_app.codecs.lead_lane import CELL_WIDTH


class StepGraphs(EventGraphs):
    """The inference worker's thread owns it. Raises BundleError."""

    def __init__(self, folder: Path, precision: Precision = "int8", *, check: bool = True) -> None:
        """`check` off skips the file hashes, for a bundle that was just checked."""
        manifest = read_manifest(folder)
        dialect = Dialect("lead", signature(), FIELDS, WIDTH, CELL_WIDTH)
        dialect.check(manifest)
        self.chord_state_size = manifest.sizes.get("chord_state", 0)
        if self.writes_chords and manifest.chord_signature != lead_chords.signature():
            raise BundleError(f"The chords net of {manifest.name} speaks another dialect than this version.")
        if check:
            check_files(folder, manifest)
        super().__init__(folder, manifest, dialect, precision)
        self._chords: Any = None
        if self.writes_chords:
            inputs = {"state": self.chord_state_size, "features": manifest.size("chord_columns")}
            outputs = {"logp": lead_chords.CHORD_VALUES, "new_state": self.chord_state_size}
            self._chords = self._graph("chords.onnx", inputs, outputs)

    @property
    def writes_chords(self) -> bool:
        """Does the bundle hold a chords net?"""
        return self.chord_state_size > 0

    def zero_chord_state(self, batch: int = 1) -> Floats:
        return np.zeros((batch, self.chord_state_size), np.float32)

    def chord_step(self, state: Floats, features: Ints) -> tuple[Floats, Floats]:
        """One chord step on: (log-probabilities of the chord values, new state); see `codecs.lead_chords`."""
        logp, new_state = self._chords.run(None, {"state": state, "features": features})
        return logp, new_state
