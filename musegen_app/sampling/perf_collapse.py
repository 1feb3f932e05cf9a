"""When a piano net has run dry: one chord for ever, one figure for ever, silence for ever.

Works on events alone. The limits come from the pieces that the shipped net learned from, where at most one in two
hundred goes beyond them: pianists repeat far more than fiddlers do.
"""

from __future__ import annotations

from collections.abc import Sequence

from musegen_app.codecs.perf import GAPS, PerfEvent
from musegen_app.sampling.collapse import Collapse, CollapseKind

MAX_CELL = 48  # events of a figure
MAX_REPEATS = 24  # times in a row, of a figure of at most a bar
MAX_EQUAL = 16  # the same key, nothing else
MAX_SILENT_BARS = 3


def find_collapse(events: Sequence[PerfEvent], since: int, now: int, bar: int) -> Collapse | None:
    """The collapse that `events` end in, or None; nothing was struck from grid `since` to `now`."""
    if now - since > MAX_SILENT_BARS * bar:
        return Collapse(CollapseKind.SILENCE, since)
    return _repeated(events, now, bar)


def _repeated(events: Sequence[PerfEvent], now: int, bar: int) -> Collapse | None:
    """Every figure's length is tried on the end of the events; most are out at the first look."""
    for size in range(1, MAX_CELL + 1):
        times = MAX_EQUAL if size == 1 else MAX_REPEATS
        if len(events) <= size * times or not _same(events[-1], events[-1 - size]):
            continue
        length = sum(GAPS[e.gap] for e in events[-size:])
        if 0 < length <= bar and all(_same(events[-i], events[-i - size]) for i in range(1, size * times + 1)):
            kind = CollapseKind.ONE_NOTE if size == 1 else CollapseKind.CELL
            return Collapse(kind, now - length * times, events[-1].value)
    return None


def _same(a: PerfEvent, b: PerfEvent) -> bool:
    """Velocity, timing and length aside."""
    return a.value == b.value and a.gap == b.gap
