"""Whole tunes from nothing, written freely to their END: repeats, parts and all, as in the char-RNN case study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from musegen_app.bundles.abc_graphs import AbcGraphs
from musegen_app.codecs.abc_text import ALPHABET, END
from musegen_app.codecs.abc_tracker import AbcTracker
from musegen_app.sampling.abc_judging import Judged, judged, repaired
from musegen_app.sampling.draw import Dice, draw
from musegen_app.sampling.messages import Steering
from musegen_app.sampling.steering.chain import steer

LONGEST = 2500  # characters after which a tune that does not end is rejected
ATTEMPTS = 8
RIGHT_BARS = 0.9  # share below which a tune is rejected


@dataclass(frozen=True, slots=True)
class WrittenTune:
    """A text as drawn, what the rules of repair made of it, and how good that is; `rejected` says why the texts before
    it were thrown away."""

    drawn: str
    text: str
    rules: tuple[str, ...]
    judged: Judged
    rejected: tuple[str, ...] = ()


@dataclass
class _Growing:
    dice: Dice
    tracker: AbcTracker
    header: str
    done: bool = field(default=False)
    drawn: int = 0


def free_texts(
    graphs: AbcGraphs, count: int, rng_seed: int, steering: Steering, header: str = "", attempt: int = 0
) -> list[str]:
    """`count` texts that begin with `header`, drawn together; text k is the same whatever `count` is."""
    growing = [_Growing(Dice(rng_seed, k, attempt), AbcTracker(graphs.plain), header) for k in range(count)]
    state = graphs.zero_state(count)
    while alive := [k for k, g in enumerate(growing) if not g.done]:
        rows = np.stack([growing[k].tracker.features() for k in alive])
        logp, state[alive] = graphs.step(state[alive], rows)
        for row, k in enumerate(alive):
            _grow(growing[k], logp[row].astype(np.float64), steering)
    return [g.tracker.text for g in growing]


def _grow(g: _Growing, logp: np.ndarray, steering: Steering) -> None:
    text = g.tracker.text
    if len(text) < len(g.header):
        g.tracker.push(g.header[len(text)])
        return
    name = "duration" if g.tracker.at.sounding else "pitch"
    symbol = draw(steer(name, logp, steering).log_probs, float(g.dice.throws(g.drawn)[0]))
    g.drawn += 1
    g.done = symbol == END or len(text) >= LONGEST
    if symbol != END:
        g.tracker.push(ALPHABET[symbol])


def why_rejected(text: str, how: Judged) -> str:
    """ "" for a tune that can be played."""
    if len(text) >= LONGEST:
        return "It did not end."
    if not how.readable:
        return how.why or "It has too few notes."
    if how.odd_signs:
        return "It has signs that mean nothing."
    return "Too many bars of a wrong length." if how.right_bars < RIGHT_BARS * how.bars else ""


def write_tune(graphs: AbcGraphs, rng_seed: int, steering: Steering, header: str = "") -> WrittenTune:
    """The first of up to ATTEMPTS texts that can be played, repaired where needed; else the last one."""
    rejected: list[str] = []
    for attempt in range(ATTEMPTS):
        drawn = free_texts(graphs, 1, rng_seed, steering, header, attempt)[0]
        text, rules = repaired(drawn)
        how = judged(text)
        reason = why_rejected(drawn, how)
        if not reason or attempt == ATTEMPTS - 1:
            break
        rejected.append(reason)
    return WrittenTune(drawn, text, rules, how, tuple(rejected))


def shares(texts: Sequence[str]) -> dict[str, float]:
    """What becomes of freely written texts: shares of those valid as drawn and after repair, of those rejected, and of
    bars with the right length."""
    as_drawn = [judged(text) for text in texts]
    mended = [judged(repaired(text)[0]) for text in texts]
    rejected = [bool(why_rejected(text, how)) for text, how in zip(texts, mended, strict=True)]
    count = max(1, len(texts))
    return {
        "readable": sum(j.readable for j in as_drawn) / count,
        "valid": sum(j.valid for j in as_drawn) / count,
        "valid_after_repair": sum(j.valid for j in mended) / count,
        "repaired": sum(bool(repaired(text)[1]) for text in texts) / count,
        "rejected": sum(rejected) / count,
        "right_bars": sum(j.right_bars for j in as_drawn) / max(1, sum(j.bars for j in as_drawn)),
    }
