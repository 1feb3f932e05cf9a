"""The graphs of a pop bundle."""

from __future__ import annotations

from pathlib import Path

from musegen_app.bundles.event_graphs import Dialect, EventGraphs, Precision
from musegen_app.bundles.manifest import Manifest
from musegen_app.codecs.pop import FIELDS
from musegen_app.codecs.pop_features import WIDTH, signature
from musegen_app.codecs.pop_lane import CELL_WIDTH

CODEC = "pop"


class PopGraphs(EventGraphs):
    """int8, or "fp32" for the exact weights."""

    def __init__(self, folder: Path, manifest: Manifest, precision: Precision = "int8") -> None:
        super().__init__(folder, manifest, Dialect(CODEC, signature(), FIELDS, WIDTH, CELL_WIDTH), precision)


def open_pop(folder: Path, manifest: Manifest) -> PopGraphs:
    """The graphs as they are shipped to be played: int8."""
    return PopGraphs(folder, manifest)
