"""The codecs whose bundles can be measured: for each, how a bundle is opened and how well it expects given songs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from musegen_app.base.errors import BundleError
from musegen_app.bundles import abc_scoring, drums_scoring, perf_scoring, pop_scoring, satb16_scoring
from musegen_app.bundles.abc_graphs import open_abc_bundle
from musegen_app.bundles.drums_graphs import open_drums_bundle
from musegen_app.bundles.manifest import Manifest, read_manifest
from musegen_app.bundles.perf_graphs import open_perf
from musegen_app.bundles.pop_graphs import open_pop
from musegen_app.bundles.satb16_graphs import open_satb
from musegen_app.bundles.weights import check_bundle
from musegen_app.score.model import Score


@dataclass(frozen=True, slots=True)
class BundleFamily:
    """How bundles of one codec are opened and measured.

    `open` takes a bundle folder whose files have been checked, and its manifest; it raises BundleError. `measure`
    takes what was opened and whole songs; its figures have at least the names in `FIGURES`.
    """

    codec: str
    open: Callable[[Path, Manifest], Any]
    measure: Callable[[Any, Sequence[Score]], dict[str, float]]


FIGURES = ("notes", "nats_per_note", "bits_per_quarter", "coverage", "round_trip_f1")
FAMILIES: tuple[BundleFamily, ...] = (
    BundleFamily("satb16", open_satb, satb16_scoring.measure),
    BundleFamily("perf", open_perf, perf_scoring.measure),
    BundleFamily("pop", open_pop, pop_scoring.measure),
    BundleFamily("drums", open_drums_bundle, drums_scoring.measure),
    BundleFamily("abc", open_abc_bundle, abc_scoring.measure),
)


def family_of(manifest: Manifest) -> BundleFamily:
    """The family of such bundles. Raises BundleError for a codec that cannot be measured."""
    for family in FAMILIES:
        if family.codec == manifest.codec:
            return family
    raise BundleError(f"The model {manifest.name} speaks “{manifest.codec}”, which this version cannot measure.")


def open_checked(folder: Path) -> tuple[BundleFamily, Any]:
    """The family of the bundle in `folder` and what it opened, every file's hash checked first. Raises BundleError."""
    manifest = read_manifest(folder)
    family = family_of(manifest)
    check_bundle(folder, manifest)
    return family, family.open(folder, manifest)
