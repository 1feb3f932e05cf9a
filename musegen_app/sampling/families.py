"""The codecs that can be played: for each, how its bundles are opened and who writes notes with them.

A codec is added by one function and its line in `CATALOG`; `sampling.writer` says what its writer has to be. Each is
imported when the first bundle of its kind is opened: the worker that plays tunes need not read the others.
"""

from __future__ import annotations

from collections.abc import Callable

from musegen_app.base.errors import BundleError
from musegen_app.bundles.manifest import Manifest
from musegen_app.sampling import obeyed
from musegen_app.sampling.family import SamplingFamily


def _lead() -> SamplingFamily:
    from musegen_app.sampling.lead_rewriter import OPERATIONS, advance_lead, write_lead
    from musegen_app.sampling.lead_writer import hear_lead, open_lead

    return SamplingFamily("lead", open_lead, write_lead, advance_lead, OPERATIONS, hear_lead, controls=obeyed.LEAD)


def _satb16() -> SamplingFamily:
    from musegen_app.sampling.satb16_view import hear_satb
    from musegen_app.sampling.satb16_writer import OPERATIONS, SatbWriter, advance_satb, open_satb_nets

    return SamplingFamily(
        "satb16", open_satb_nets, SatbWriter, advance_satb, OPERATIONS, hear_satb, band=True, controls=obeyed.SATB16
    )


def _pop() -> SamplingFamily:
    from musegen_app.bundles.pop_graphs import open_pop
    from musegen_app.sampling.pop_writer import OPERATIONS, PopWriter, advance_bands

    return SamplingFamily("pop", open_pop, PopWriter, advance_bands, OPERATIONS, band=True, controls=obeyed.POP)


def _perf() -> SamplingFamily:
    from musegen_app.bundles.perf_graphs import open_perf
    from musegen_app.sampling.perf_writer import OPERATIONS, PerfWriter, advance_pianos

    return SamplingFamily("perf", open_perf, PerfWriter, advance_pianos, OPERATIONS, controls=obeyed.PERF)


def _abc() -> SamplingFamily:
    from musegen_app.bundles.abc_graphs import open_abc_bundle
    from musegen_app.sampling.abc_writer import AbcWriter, advance_abc

    return SamplingFamily("abc", open_abc_bundle, AbcWriter, advance_abc, controls=obeyed.ABC)


def _drums() -> SamplingFamily:
    from musegen_app.sampling.drums_writer import OPERATIONS, DrumsWriter, open_drums

    return SamplingFamily("drums", open_drums, DrumsWriter, operations=OPERATIONS, on_drums=True, controls=obeyed.DRUMS)


CATALOG: dict[str, Callable[[], SamplingFamily]] = {
    "lead": _lead,
    "satb16": _satb16,
    "pop": _pop,
    "perf": _perf,
    "abc": _abc,
    "drums": _drums,
}


def family_of(manifest: Manifest) -> SamplingFamily:
    """The family that plays such bundles. Raises BundleError for a codec that this version does not know."""
    if manifest.codec not in CATALOG:
        raise BundleError(
            f"The model {manifest.name} speaks “{manifest.codec}”, which this version of MuseGen cannot play."
        )
    return CATALOG[manifest.codec]()
