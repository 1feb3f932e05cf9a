"""Which notes of a take stand in a training piece. Values of Python only; any process."""

from __future__ import annotations

from dataclasses import dataclass

SAFE_NOTES = 8  # in a row: every tune shares as many with some other one
USUAL_NOTES = 12  # nine in ten held-out tunes share no more with a training tune
COPIED_NOTES = 24
USUAL_BARS, COPIED_BARS = 2, 8  # of drums


@dataclass(frozen=True, slots=True)
class Nearest:
    """The longest passage that a take shares with one training piece: `length` notes in a row of one line (bars, if
    `in_bars`), in any key and at any tempo. `notes` are their places in `Take.notes`, in order of time; the passage
    lasts [from_tick, to_tick) of the document. A length of 0 (and no title) says that nothing was found."""

    title: str
    length: int
    notes: tuple[int, ...]
    from_tick: int
    to_tick: int
    in_bars: bool = False
