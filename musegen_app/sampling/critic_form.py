"""Form of a take: bars that come again, neither never nor always, and an end that sounds like one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from musegen_app.sampling.critic import Mark, counted, within
from musegen_app.sampling.critic_music import Bar, Music
from musegen_app.sampling.critic_norms import Norms

LAGS = (1, 2, 4, 8)
FEWEST_BARS = 2
ENDING = 0.2  # share of the last note in the mark
LOOPED, EMPTY = 0.25, 0.25  # shares of bars that are no fault yet


def form(music: Music, norms: Norms) -> Mark:
    """Bars against those 1, 2, 4 and 8 before (also of what stood before the take), their rhythm, and the last note."""
    if len(music.bars) < FEWEST_BARS or not music.notes:
        return Mark(None, "Too short to speak of a form")
    again, rhythm = returning(music), rhymes(music)
    whole = 0.6 * _enough(again, norms.returns) + 0.4 * _enough(rhythm, norms.rhymes)
    last, end = ending(music)
    if last is not None:
        whole = (1 - ENDING) * whole + ENDING * last
    stuck, gaps = looping(music), silent(music)
    whole *= within(stuck, 0.0, LOOPED, LOOPED) * within(gaps, 0.0, EMPTY, EMPTY)
    return Mark(100 * whole, "; ".join(filter(None, (_said(music, norms, again, stuck, gaps), end))))


def _enough(value: float, usual: float) -> float:
    """1 from `usual` on, less below."""
    return min(1.0, value / usual) if usual else 1.0


def _said(music: Music, norms: Norms, again: float, stuck: float, gaps: float) -> str:
    count = len(music.bars)
    if stuck > LOOPED:
        return f"{counted(round(stuck * count), 'bar')} of {count} only say the bar before again"
    if gaps > EMPTY:
        return f"Nothing begins in {counted(round(gaps * count), 'bar')} of {count}"
    if again < norms.returns:
        return f"Hardly anything comes again ({again:.0%} of a bar)"
    return f"{again:.0%} of a bar stood 1, 2, 4 or 8 bars before"


def ending(music: Music) -> tuple[float | None, str]:
    """How much like an end the last note of the leading line sounds, 0..1, and why; None where it is none."""
    line = music.lines[0].notes if music.lines else ()
    if not music.ends or not line or music.key is None:
        return None, ""
    last, classes = line[-1], (line[-1].pitch - music.key.tonic) % 12
    long = last.length >= music.beat
    if classes == 0:
        return (1.0 if long else 0.7), ("ends on the tonic" if long else "ends on a short tonic")
    if classes in (3, 4, 7):
        return (0.7 if long else 0.5), "ends open, on a note of the tonic chord"
    return 0.3, "ends in the air"


def returning(music: Music) -> float:
    """How much of a bar, on average, stood 1, 2, 4 or 8 bars before; 0..1."""
    return _mean([max(_alike(bar, other) for other in others) for bar, others in _compared(music)])


def rhymes(music: Music) -> float:
    """Share of bars with a rhythm that stood 1, 2, 4 or 8 bars before."""
    return _mean([float(any(_rhythm(bar) == _rhythm(o) for o in others)) for bar, others in _compared(music)])


def looping(music: Music) -> float:
    """Share of bars that are the bar before, note for note."""
    all_bars = [*music.bars_before[-1:], *music.bars]
    return _mean([float(bool(a) and a == b) for a, b in pairwise(all_bars)])


def silent(music: Music) -> float:
    """Share of bars in which nothing begins."""
    return _mean([float(not bar) for bar in music.bars])


def _compared(music: Music) -> list[tuple[Bar, list[Bar]]]:
    """Each new bar that is not silent, with those it is compared to."""
    all_bars = (*music.bars_before, *music.bars)
    first = len(music.bars_before)
    pairs = [
        (bar, [other for lag in LAGS if i >= lag and (other := all_bars[i - lag])])
        for i, bar in enumerate(all_bars)
        if i >= first and bar
    ]
    return [(bar, others) for bar, others in pairs if others]


def _alike(a: Bar, b: Bar) -> float:
    return len(a & b) / len(a | b)


def _rhythm(bar: Bar) -> frozenset[int]:
    return frozenset(place for place, _ in bar)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
