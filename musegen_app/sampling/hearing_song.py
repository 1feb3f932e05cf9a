"""What a net that hears a whole song hears in it: key, metre, how many parts and notes. For codecs without ears of
their own."""

from __future__ import annotations

from musegen_app.codecs.lead_sheet import TuneType
from musegen_app.sampling.messages import Heard, Hearing, Listen
from musegen_app.score.estimate import estimate_key
from musegen_app.score.keys import Key
from musegen_app.score.model import Note, Score

SURE_ENOUGH = 0.5  # confidence from which a written C major is doubted


def hear_song(question: Listen) -> Heard:
    """The notes of all tracks that begin in [from_tick, to_tick), the wish taken for granted."""
    parts = [_inside(question, t.notes) for t in question.score.tracks]
    drums = sum(len(p) for t, p in zip(question.score.tracks, parts, strict=True) if t.is_drums)
    pitched = [n for t, p in zip(question.score.tracks, parts, strict=True) if not t.is_drums for n in p]
    change = question.score.meter.at(max(0, question.to_tick - 1))
    wished = question.wish.key
    key, certain = (wished, True) if wished is not None else _key(question.score, pitched)
    hearing = Hearing(
        key=key,
        numerator=question.wish.numerator or change.numerator,
        denominator=question.wish.denominator or change.denominator,
        pickup_ticks=question.score.meter.pickup_ticks,
        tune_type=question.wish.tune_type or TuneType.UNKNOWN,
    )
    sounding = sum(1 for p in parts if p)
    return Heard(question.request, hearing, _sentence(hearing, certain, sounding, len(pitched), drums), (), "")


def _inside(question: Listen, notes: tuple[Note, ...]) -> list[Note]:
    return [n for n in notes if question.from_tick <= n.start_tick < question.to_tick and not n.muted]


def _key(score: Score, notes: list[Note]) -> tuple[Key, bool]:
    """The written key, unless it is the C major that programs write unasked and the notes say otherwise; and whether
    that is more than a guess."""
    heard, sure = estimate_key([(n.start_tick, n.duration_ticks, n.pitch) for n in notes])
    written = score.keys[0].key if score.keys else None
    if written is not None and not (written == Key() and heard is not None and sure >= SURE_ENOUGH):
        return written, True
    return heard or Key(), sure >= SURE_ENOUGH or not notes


def _sentence(hearing: Hearing, certain: bool, parts: int, notes: int, drums: int) -> str:
    assert hearing.key is not None
    metre = f"{hearing.numerator}/{hearing.denominator}"
    if not notes and not drums:
        return " · ".join((hearing.key.name, metre, "no notes yet"))
    words = [_counted(parts, "part"), _counted(notes + drums, "note" if notes else "stroke")]
    key = hearing.key.name if certain else f"perhaps {hearing.key.name}"
    return " · ".join(([key] if notes else []) + [metre, ", ".join(words)])


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
