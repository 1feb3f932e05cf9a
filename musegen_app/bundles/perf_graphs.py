"""The graphs of a piano bundle, and the styles that it knows."""

from __future__ import annotations

from pathlib import Path

from musegen_app.base.errors import BundleError
from musegen_app.bundles.event_graphs import Dialect, EventGraphs, Precision
from musegen_app.bundles.manifest import Manifest
from musegen_app.codecs.perf import FIELDS
from musegen_app.codecs.perf_features import DENSE, STYLES, WIDTH, signature
from musegen_app.codecs.perf_lane import CELL_WIDTH

CODEC = "perf"


class PerfGraphs(EventGraphs):
    """int8, or "fp32" for the exact weights. `styles` are the names of the weights among the step's numbers."""

    def __init__(self, folder: Path, manifest: Manifest, precision: Precision = "int8") -> None:
        dialect = Dialect(CODEC, signature(), FIELDS, WIDTH, CELL_WIDTH, DENSE)
        dialect.check(manifest)
        self.styles = tuple(manifest.extras.get("styles", ()))
        if len(self.styles) > STYLES:
            raise BundleError(f"The model {manifest.name} is damaged: it names more styles than it can tell apart.")
        super().__init__(folder, manifest, dialect, precision)


def open_perf(folder: Path, manifest: Manifest) -> PerfGraphs:
    """The graphs as they are shipped to be played: int8."""
    return PerfGraphs(folder, manifest)
