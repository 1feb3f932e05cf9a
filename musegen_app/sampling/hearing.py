"""What the net hears in a seed: key and mode, metre, tune type, pickup. Estimated, and every part can be overruled.

The metre is the song's own, for the bar lines on the screen are a promise; where they stand only because nobody chose
any (4/4 throughout) and the notes clearly have another metre, the sentence says so and leaves the choice to the user.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from musegen_app.codecs.lead_sheet import TICKS_PER_GRID, LeadSheet, TuneType
from musegen_app.sampling.messages import Heard, Hearing
from musegen_app.sampling.seed import SeedView, view_seed
from musegen_app.score.estimate import estimate_key, estimate_meter, estimate_tune_type
from musegen_app.score.keys import Key
from musegen_app.score.model import Score
from musegen_app.score.time import MeterChange, MeterMap

SURE_ENOUGH = 0.5  # confidence from which a tune type is named, and a written C major is doubted
# Confidence from which a 4/4 that nobody chose is doubted: in the first eight bars of held-out tunes this finds 122 of
# 143 that are not in two or four, and falsely doubts 13 of 234 that are.
SURE_METRE = 0.7
_DUPLE = frozenset({(4, 4), (2, 4), (2, 2)})
_PICKUP_WORDS = ((960, "crotchet"), (480, "quaver"), (240, "semiquaver"))


@dataclass(frozen=True, slots=True)
class HeardSeed:
    """The view of a seed and a complete `hearing` of it (nothing None)."""

    view: SeedView
    hearing: Hearing
    sentence: str

    @property
    def sheet(self) -> LeadSheet:
        return self.view.sheet(self.hearing)

    def report(self, request: int) -> Heard:
        return Heard(request, self.hearing, self.sentence, self.view.unheard, self.view.why)


class _Same:
    """Equal to itself alone: comparing whole songs would cost more than listening."""

    __slots__ = ("score",)

    def __init__(self, score: Score) -> None:
        self.score = score

    def __hash__(self) -> int:
        return id(self.score)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.score is other.score


def hear(score: Score, track_id: int, from_tick: int, start_tick: int, wish: Hearing) -> HeardSeed:
    """Listen to the notes of a track that begin in [from_tick, start_tick), taking the wish for granted. What was heard
    last is remembered: the takes of one request all ask the same."""
    return _hear(_Same(score), track_id, from_tick, start_tick, wish)


@lru_cache(maxsize=1)
def _hear(asked: _Same, track_id: int, from_tick: int, start_tick: int, wish: Hearing) -> HeardSeed:
    score = asked.score
    view = view_seed(score, track_id, from_tick, start_tick, wish)
    frame = view.frame
    notes = [(n.start_tick, n.duration_ticks, n.pitch) for n in view.line.heard]
    bar_ticks = MeterChange(0, frame.numerator, frame.denominator).bar_ticks
    key, certain = (wish.key, True) if wish.key is not None else _key(view, score, notes)
    hearing = Hearing(
        key=key,
        numerator=frame.numerator,
        denominator=frame.denominator,
        pickup_ticks=frame.tick(frame.pickup) % bar_ticks,
        tune_type=wish.tune_type or _tune_type(notes, frame.numerator, frame.denominator),
    )
    doubt = _metre_doubt(notes) if score.meter == MeterMap() and wish.numerator is None else ""
    return HeardSeed(view, hearing, _sentence(hearing, certain, frame.pickup * TICKS_PER_GRID, bool(notes), doubt))


def _metre_doubt(notes: list[tuple[int, int, int]]) -> str:
    """What notes under an unasked 4/4 sound like instead, or ""."""
    numerator, denominator, _, sure = estimate_meter(notes)
    doubted = sure >= SURE_METRE and (numerator, denominator) not in _DUPLE
    return f" (sounds like {numerator}/{denominator})" if doubted else ""


def _key(view: SeedView, score: Score, notes: list[tuple[int, int, int]]) -> tuple[Key, bool]:
    """The written key, unless it is the C major that programs write unasked and the notes say otherwise; and whether
    that is more than a guess."""
    heard, sure = estimate_key(notes)
    if heard is None:
        others = [n for t in score.tracks if not t.is_drums for n in t.notes if not n.muted]
        heard, sure = estimate_key([(n.start_tick, n.duration_ticks, n.pitch) for n in others])
    written = view.written_key
    if written is not None and not (written == Key() and heard is not None and sure >= SURE_ENOUGH):
        return written, True
    if heard is not None:
        return heard, sure >= SURE_ENOUGH
    outside = notes and any(pitch % 12 not in Key().pitch_classes for _, _, pitch in notes)
    return (Key(notes[0][2] % 12) if outside else Key()), not notes


def _tune_type(notes: list[tuple[int, int, int]], numerator: int, denominator: int) -> TuneType:
    name, sure = estimate_tune_type(notes, numerator, denominator)
    return TuneType(name) if sure >= SURE_ENOUGH else TuneType.UNKNOWN


def _sentence(hearing: Hearing, certain: bool, pickup_ticks: int, any_notes: bool, doubt: str) -> str:
    assert hearing.key is not None
    parts = [
        hearing.key.name if certain else f"perhaps {hearing.key.name}",
        f"{hearing.numerator}/{hearing.denominator}{doubt}",
    ]
    if hearing.tune_type not in (None, TuneType.UNKNOWN):
        parts.append(str(hearing.tune_type))
    if pickup_ticks:
        parts.append(_pickup(pickup_ticks))
    if not any_notes:
        parts.append("no melody yet")
    return " · ".join(parts)


def _pickup(ticks: int) -> str:
    for unit, word in _PICKUP_WORDS:
        if ticks % unit == 0:
            count = ticks // unit
            return f"pickup {count} {word}{'s' if count > 1 else ''}"
    return "pickup"
