"""How well a drum net expects drum parts: the pattern by annealed importance sampling, how it was played exactly."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from musegen_app.bundles.drums_graphs import SHUT, DrumWeights
from musegen_app.codecs.drums import (
    ACCENT,
    CELLS,
    LARGEST_OFFSET,
    TICKS,
    DrumBar,
    DrumHit,
    Floats,
    bars_between,
    heard_in,
)
from musegen_app.codecs.drums_context import DrumContext, density_of, inputs, touch_inputs
from musegen_app.score.model import Score

MOST_BARS = 240  # of all that is given, evenly taken
CHAINS, STEPS, FIRST_SWEEPS = 8, 150, 20
TICKS_A_STEP = 2
Taught = tuple[DrumContext, DrumBar, tuple[DrumBar, ...]]
Array = NDArray[Any]


def measure(net: DrumWeights, scores: Sequence[Score]) -> dict[str, float]:
    """Figures of whole songs: all their drum tracks. The net is told tempo, density and the bars before, no style."""
    bars: list[Taught] = []
    notes = heard = same = 0
    for score in scores:
        strokes = [n for t in score.tracks if t.is_drums for n in t.notes if not n.muted]
        end = max((n.start_tick for n in strokes), default=-1) + 1
        found, by_cell = heard_in(bars_between(score.meter, 0, end), strokes)
        bars += taught(found, score.tempo.at(0).bpm)
        notes, heard = notes + len(strokes), heard + len(by_cell)
        same += sum(_written(found[i], cell) == (n.start_tick, n.velocity) for (i, cell), n in by_cell.items())
    some = bars[:: max(1, -(-len(bars) // MOST_BARS))]
    hits = sum(len(bar.hits) for _, bar, _ in some)
    quarters = sum(bar.ticks for _, bar, _ in some) / 960
    pattern = float(pattern_nats(net, some).sum()) if some else 0.0
    touch = sum((touch_nats(net, *one) for one in some), start=np.zeros(2))
    nats = pattern + float(touch.sum())
    return {
        "bars": len(bars),
        "notes": notes,
        "nats_per_note": nats / max(1, hits),
        "bits_per_quarter": nats / math.log(2) / max(quarters, 1e-9),
        "pattern_nats_per_bar": pattern / max(1, len(some)),
        "velocity_nats_per_note": float(touch[0]) / max(1, hits),
        "offset_nats_per_note": float(touch[1]) / max(1, hits),
        "coverage": heard / max(1, notes),
        "round_trip_f1": 2 * same / max(1, notes + heard),
    }


def _written(bar: DrumBar, cell: int) -> tuple[int, int]:
    """Onset and velocity of a cell's hit as the codec would write it."""
    hit = next(hit for hit in bar.hits if hit.cell == cell)
    return bar.start_tick + TICKS[hit.slot] + hit.offset, hit.velocity


def taught(bars: Sequence[DrumBar], bpm: float) -> list[Taught]:
    """Bars that sound, each with what is known before it."""
    return [
        (DrumContext({}, bpm, None, density_of(len(bar.hits), bar.ticks)), bar, tuple(bars[max(0, i - 2) : i]))
        for i, bar in enumerate(bars)
        if bar.hits
    ]


def pattern_nats(net: DrumWeights, bars: Sequence[Taught], chains: int = CHAINS, steps: int = STEPS) -> Floats:
    """Nats of each bar's pattern."""
    rng = np.random.default_rng(0)
    out = np.zeros(len(bars), np.float32)
    for i, (context, bar, before) in enumerate(bars):
        biases = net.biases(inputs(context, bar, before), bar.open_visibles())
        v = bar.pattern().astype(np.float32)
        energy = -float(v @ biases[0]) - float(_softplus(v @ net.weights + biases[1]).sum())
        out[i] = energy + log_z(net, biases, rng, chains, steps)
    return out


def log_z(net: DrumWeights, biases: tuple[Floats, Floats], rng: np.random.Generator, chains: int, steps: int) -> float:
    """log Z by annealing from independent cells (Salakhutdinov & Murray 2008); see `nets.drum_rbm`."""
    keys, units = biases
    v = _cells(np.repeat(keys[None], chains, 0), rng)
    for _ in range(FIRST_SWEEPS):
        v = _cells(_bits(v @ net.weights + units, rng) @ net.turned + keys, rng)
    base = _near(v, keys, chains)
    v = _cells(np.repeat(base[None], chains, 0), rng)
    log_w, before = np.zeros(chains), 0.0
    for beta in np.linspace(0, 1, steps + 1)[1:].tolist():
        into = v @ net.weights + units
        log_w += v @ (keys - base) * (beta - before) + (_softplus(into * beta) - _softplus(into * before)).sum(1)
        v = _cells(_bits(into * beta, rng) @ net.turned * beta + base + beta * (keys - base), rng)
        before = beta
    independent = _softplus(base[:CELLS] + _softplus(base[CELLS:])).sum() + len(units) * math.log(2)
    return float(independent + np.log(np.exp(log_w - log_w.max()).mean()) + log_w.max())


def _near(v: Array, keys: Floats, chains: int) -> Floats:
    hits, loud = v[:, :CELLS].sum(0), v[:, CELLS:].sum(0)
    accent = _logit((loud + 0.1) / (hits + 0.2))
    struck = _logit((hits + 0.1) / (chains + 0.2)) - _softplus(accent)
    return np.concatenate([np.where(keys[:CELLS] <= SHUT, SHUT, struck), accent]).astype(np.float32)


def _cells(logits: Array, rng: np.random.Generator) -> Array:
    hit, loud = logits[:, :CELLS], logits[:, CELLS:]
    struck = _bits(hit + _softplus(loud), rng)
    return np.concatenate([struck, struck * _bits(loud, rng)], axis=1)


def _bits(logits: Array, rng: np.random.Generator) -> Array:
    return (rng.random(logits.shape, np.float32) < 1 / (1 + np.exp(-logits))).astype(np.float32)


def _softplus(x: Array) -> Array:
    return np.logaddexp(np.zeros(1, x.dtype), x)


def _logit(p: Array) -> Array:
    p = np.clip(p, 1e-4, 1 - 1e-4)
    logit: Array = np.log(p / (1 - p))
    return logit


def touch_nats(net: DrumWeights, context: DrumContext, bar: DrumBar, before: tuple[DrumBar, ...]) -> Array:
    """Nats of velocity and of offset, summed over the bar's hits, its pattern known: (2)."""
    touched = net.touch(touch_inputs(context, bar, before, bar.pattern()))
    out = np.zeros(2)
    for hit in bar.hits:
        cell = hit.cell
        span = _span(hit)
        out[0] -= _log_mass(hit.velocity, touched.velocity[cell], touched.velocity_width[cell], *span)
        steps = LARGEST_OFFSET // TICKS_A_STEP
        step = round(hit.offset / TICKS_A_STEP)
        out[1] -= _log_mass(step, touched.offset[cell], touched.offset_width[cell], -steps, steps)
    return out


def _span(hit: DrumHit) -> tuple[int, int]:
    return (ACCENT, 127) if hit.velocity >= ACCENT else (1, ACCENT - 1)


def _log_mass(value: int, centre: float, width: float, low: int, high: int) -> float:
    def below(edge: float) -> float:
        return 0.5 * (1 + math.tanh((edge - centre) / width / 2))

    inside = below(high + 0.5) - below(low - 0.5)
    return math.log(below(value + 0.5) - below(value - 0.5) + 1e-7) - math.log(inside + 1e-7)
