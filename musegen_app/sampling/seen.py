"""Which tracks a net looks at for what it is asked, as the panel says it: the very choice that its writer makes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from musegen_app.sampling.messages import Begin, Heard, Hearing, Listen, OperationKind, Steering
from musegen_app.score.model import Track

Looks = Callable[[Begin], Sequence[Track]]
CHORDS = frozenset({"lead", "pop", "abc"})  # codecs that are told the chord symbols of the song
OVER_CHORDS = frozenset({OperationKind.MELODY})


def with_seen(heard: Heard, question: Listen, codec: str) -> Heard:
    """`heard` with the tracks that a net of that codec would look at. Tracks without notes say nothing."""
    begin = _begin_of(question)
    tracks = _LOOKS[codec](begin) if codec in _LOOKS else ()
    chords = codec in CHORDS and any(s.chord is not None for s in question.score.chords.symbols)
    return replace(heard, seen=tuple(t.id for t in tracks if t.notes), sees_chords=chords)


def _begin_of(question: Listen) -> Begin:
    """The request that would be made of it, as far as it matters who is heard."""
    return Begin(
        request=question.request,
        score=question.score,
        track_id=question.track_id,
        seed_from_tick=question.from_tick,
        start_tick=question.to_tick,
        bars=1,
        steering=Steering(),
        wish=Hearing(),
        rng_seed=0,
        credit_tick=0,
        operation=question.operation,
        whole_song=question.whole_song,
    )


def _at_hand(begin: Begin) -> list[Track]:
    """The chosen track alone."""
    return [t for t in begin.score.tracks if t.id == begin.track_id and not t.is_drums]


def _lead(begin: Begin) -> list[Track]:
    return [] if begin.operation.kind in OVER_CHORDS else _at_hand(begin)


def _satb16(begin: Begin) -> Sequence[Track]:
    from musegen_app.sampling.satb16_view import heard_tracks

    return heard_tracks(begin.score, begin.track_id, begin.operation.track_ids, begin.operation.kind)


def _pop(begin: Begin) -> Sequence[Track]:
    from musegen_app.sampling.pop_plan import roles_in

    roles = roles_in(begin)
    return [t for t in begin.score.tracks if t.id in roles]


def _perf(begin: Begin) -> Sequence[Track]:
    from musegen_app.sampling.perf_plan import heard_tracks

    return [t for target in _at_hand(begin)[:1] for t in heard_tracks(begin, target)]


def _drums(begin: Begin) -> Sequence[Track]:
    """The drums, and to accompany how busy the others are."""
    from musegen_app.sampling.drums_plan import drum_track

    target = drum_track(begin)
    others = begin.operation.kind is OperationKind.ACCOMPANY
    return [t for t in begin.score.tracks if t is target or (others and not t.is_drums)]


_LOOKS: dict[str, Looks] = {
    "lead": _lead,
    "abc": _at_hand,
    "satb16": _satb16,
    "pop": _pop,
    "perf": _perf,
    "drums": _drums,
}
