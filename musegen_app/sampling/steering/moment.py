"""What a musician would say about the choice that is about to be made: the same words for every codec.

A codec's sampler makes a `Moment` when a control asks for it (most draws need none). Times are quarter notes; all of it
is read only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from musegen_app.base.lazy_numpy import np
from musegen_app.score.keys import Key

if TYPE_CHECKING:
    import numpy.typing as npt

    Meanings = npt.NDArray[np.float64]
    Indices = npt.NDArray[np.int64]
else:
    Meanings = object  # numpy is not loaded for the sake of a name
"""One number for each value of the field, NaN where a value says nothing of that kind."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What each value of the field would mean, as far as this field decides it; None = it decides nothing of the kind.

    `pitch`: MIDI pitch. `strikes`: 1 = a note begins, 0 = none does (a rest, a note that is held on, "no more").
    `length`: how long what begins now will last. `wait`: how long until the next note (of any part) may begin.
    `velocity`: 1..127. `early`: how much before (-: after) its place on the grid the note sounds.
    `voices`: how many notes will sound at once. `classes`: the pitch classes of `pitch`, 12 where there is none.
    """

    pitch: Meanings | None = None
    strikes: Meanings | None = None
    length: Meanings | None = None
    wait: Meanings | None = None
    velocity: Meanings | None = None
    early: Meanings | None = None
    voices: Meanings | None = None
    classes: Indices | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        if self.pitch is not None:
            there = self.pitch == self.pitch
            whole = np.where(there, self.pitch, 0.0).astype(np.int64)
            object.__setattr__(self, "classes", np.where(there, whole % 12, 12))


class Sounded(NamedTuple):
    """A note of the line that is being written: begin (quarters from the start of the song), length, MIDI pitch."""

    start: float
    length: float
    pitch: int


@dataclass(frozen=True, slots=True)
class Moment:
    """`tick` (of the document) is where what is drawn begins, `time` the same in quarters from the start of the song.

    `place`, `bar` and `beat`: quarters since the bar line, of a bar, of a beat. `section_left`: quarters to the end of
    the section, or of what is written if that comes first; `ends` says whether the music comes to rest there.
    `line`: the notes of this part up to now, oldest first, those of the seed included (at least the last eight bars).
    `others`: pairs (pitch before, pitch now) of the parts that sound at the same time and are decided already; equal
    ones have not moved. `chord`: pitch classes of the chord that sounds
    now, None if none is written. `key`: as heard or told. `length`: how long the note whose pitch is drawn will last,
    NaN if that is not known yet.
    """

    tick: int
    time: float
    place: float
    bar: float
    beat: float
    choices: Choices
    part: int = 0
    key: Key | None = None
    chord: frozenset[int] | None = None
    line: Sequence[Sounded] = ()
    others: Sequence[tuple[int, int]] = ()
    section_left: float = float("inf")
    ends: bool = False
    length: float = float("nan")
