"""The codecs that can be played: for each, how its bundles are opened and who writes notes with them.

A codec is added by one line here; `sampling.writer` says what its writer has to be. Only the inference worker and the
command line import this (numpy, and the codecs themselves); onnxruntime comes with the first bundle that is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from musegen_app.base.errors import BundleError
from musegen_app.bundles.abc_graphs import open_abc_bundle
from musegen_app.bundles.manifest import Manifest
from musegen_app.bundles.perf_graphs import open_perf
from musegen_app.bundles.pop_graphs import open_pop
from musegen_app.sampling.abc_writer import AbcWriter, advance_abc
from musegen_app.sampling.drums_writer import OPERATIONS as DRUMS_OPERATIONS
from musegen_app.sampling.drums_writer import DrumsWriter, open_drums
from musegen_app.sampling.hearing_song import hear_song
from musegen_app.sampling.lead_writer import LeadWriter, advance_leads, hear_lead, open_lead
from musegen_app.sampling.messages import Begin, Heard, Listen, OperationKind
from musegen_app.sampling.perf_writer import OPERATIONS as PERF_OPERATIONS
from musegen_app.sampling.perf_writer import PerfWriter, advance_pianos
from musegen_app.sampling.pop_writer import OPERATIONS as POP_OPERATIONS
from musegen_app.sampling.pop_writer import PopWriter, advance_bands
from musegen_app.sampling.satb16_view import hear_satb
from musegen_app.sampling.satb16_writer import OPERATIONS as SATB_OPERATIONS
from musegen_app.sampling.satb16_writer import SatbWriter, advance_satb, open_satb_nets
from musegen_app.sampling.writer import Writer, advance_each


@dataclass(frozen=True, slots=True)
class SamplingFamily:
    """How bundles of one codec are played.

    `open` takes a bundle folder whose files have been checked, and its manifest, and gives what the codec draws with
    (graphs, weights); it raises BundleError. `writer` takes the request, that object and the number of the take in its
    batch. `advance_together` is one step of many writers of one bundle, with one call of the net where that is
    possible; take k must come out the same alone and in any batch. `operations` is what the writer can be asked for,
    `listen` says what the codec hears in a seed, `on_drums` whether it can do something while a drum track is chosen.
    """

    codec: str
    open: Callable[[Path, Manifest], Any]
    writer: Callable[[Begin, Any, int], Writer]
    advance_together: Callable[[Sequence[Any]], None] = advance_each
    operations: frozenset[OperationKind] = frozenset({OperationKind.CONTINUE})
    listen: Callable[[Listen], Heard] = hear_song
    on_drums: bool = False


FAMILIES: tuple[SamplingFamily, ...] = (
    SamplingFamily("lead", open_lead, LeadWriter, advance_leads, listen=hear_lead),
    SamplingFamily("satb16", open_satb_nets, SatbWriter, advance_satb, SATB_OPERATIONS, hear_satb),
    SamplingFamily("pop", open_pop, PopWriter, advance_bands, POP_OPERATIONS),
    SamplingFamily("perf", open_perf, PerfWriter, advance_pianos, PERF_OPERATIONS),
    SamplingFamily("abc", open_abc_bundle, AbcWriter, advance_abc),
    SamplingFamily("drums", open_drums, DrumsWriter, operations=DRUMS_OPERATIONS, on_drums=True),
)


def family_of(manifest: Manifest) -> SamplingFamily:
    """The family that plays such bundles. Raises BundleError for a codec that this version does not know."""
    for family in FAMILIES:
        if family.codec == manifest.codec:
            return family
    raise BundleError(
        f"The model {manifest.name} speaks “{manifest.codec}”, which this version of MuseGen cannot play."
    )
