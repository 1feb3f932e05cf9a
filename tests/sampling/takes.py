"""Takes for tests that judge them: lines in D major, 4/4, with the nats they are told."""

from __future__ import annotations

from collections.abc import Sequence

from musegen_app.sampling.messages import Hearing, Part
from musegen_app.sampling.take import Take
from musegen_app.score.keys import Key
from musegen_app.score.model import Note
from musegen_app.score.time import TICKS_PER_QUARTER as Q

BAR = 4 * Q
SONG = (62, 64, 66, 69, 71, 69, 66, 64)  # a bar of quavers


def line(pitches: Sequence[int], start: int = 0, step: int = Q // 2) -> tuple[Note, ...]:
    """One after the other without a rest."""
    return tuple(Note(start + i * step, step, p, 80) for i, p in enumerate(pitches))


def take(notes: Sequence[Note], nats: float = 1.3, parts: Sequence[Part] = (), of: Sequence[int] = ()) -> Take:
    """A finished continuation of track 1 in whole bars."""
    end = -(-max(n.end_tick for n in notes) // BAR) * BAR
    key = Hearing(key=Key(2))
    return Take("a", 1, 1, 0, end, end, tuple(notes), (-nats,) * len(notes), done=True, wish=key, bars=end // BAR,
                parts=tuple(parts), part_of=tuple(of), track_ids=tuple(range(1, 1 + len(parts))))  # fmt: skip
