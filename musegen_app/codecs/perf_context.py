"""All that a piece of piano music says of itself, as the net is told it."""

from __future__ import annotations

from dataclasses import replace

from musegen_app.codecs.perf import GRID_PER_QUARTER
from musegen_app.codecs.perf_features import DENSITY_EDGES, REGISTER_EDGES, STYLES, bin_of
from musegen_app.codecs.perf_sheet import PerfSheet
from musegen_app.codecs.perf_tracker import PerfContext


def context_of(sheet: PerfSheet, style: tuple[float, ...] = (0.0,) * STYLES) -> PerfContext:
    """Everything told that is known of a piece, nothing fixed."""
    pitches = [n.pitch for n in sheet.notes] or [60]
    begin = min((n.start for n in sheet.notes), default=0)
    quarters = max(1, sheet.length - begin) / GRID_PER_QUARTER
    return PerfContext(
        bars=sheet.bars,
        length=sheet.length,
        keys=sheet.keys,
        style=style,
        pedalled=sheet.pedalled,
        density=bin_of(len(pitches) / quarters, DENSITY_EDGES),
        register=bin_of(sum(pitches) / len(pitches), REGISTER_EDGES),
    )


def bare(context: PerfContext) -> PerfContext:
    """Nothing told but metre, whether there is a pedal, and what was played."""
    bars = tuple(replace(b, bpm=0.0) for b in context.bars)
    style = (0.0,) * STYLES
    return replace(context, bars=bars, length=None, keys=(), style=style, density=0, register=0)
