"""The baselines of benchmarks/style.py: a metrical Markov chain of order 3 over notes, alone and pasted to A A B B.

A note is (gap to the onset before, pitch from the tonic, length) on a grid of 1/12 quarter; each field is drawn from
what followed its context, and a context that is rare borrows from a shorter one (Witten and Bell 1991, method C).
"""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace

from style_features import UNIT
from style_pieces import Piece

Token = tuple[int, int, int]
ORDER = 3
_BEGIN: Token = (-1, -1, -1)


class WittenBell:
    """One field: counts of what followed each context, contexts given from the longest to the shortest."""

    def __init__(self) -> None:
        self._after: dict[Hashable, Counter[int]] = defaultdict(Counter)
        self._values: set[int] = set()

    def learn(self, contexts: Sequence[Hashable], value: int) -> None:
        self._values.add(value)
        for context in contexts:
            self._after[context][value] += 1

    def probability(self, contexts: Sequence[Hashable], value: int) -> float:
        if not contexts:
            return 1.0 / (len(self._values) + 1)  # one more for what was never seen
        counts = self._after.get(contexts[0])
        less = self.probability(contexts[1:], value)
        if not counts:
            return less
        total, kinds = counts.total(), len(counts)
        return (counts[value] + kinds * less) / (total + kinds)

    def draw(self, contexts: Sequence[Hashable], dice: random.Random) -> int:
        for context in contexts:
            counts = self._after.get(context)
            if counts and dice.random() * (counts.total() + len(counts)) < counts.total():
                return dice.choices(list(counts), list(counts.values()))[0]
        return dice.choice(sorted(self._values))


class Markov:
    """Order 3, with the place in the bar."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self.fields = (WittenBell(), WittenBell(), WittenBell())
        for piece in pieces:
            for place, before, token in _walk(piece):
                for field, contexts, value in _drawn(place, before, token, piece):
                    self.fields[field].learn(contexts, value)

    def nats(self, piece: Piece) -> float:
        """Of all notes of the piece."""
        return -sum(
            math.log(self.fields[field].probability(contexts, value))
            for place, before, token in _walk(piece)
            for field, contexts, value in _drawn(place, before, token, piece)
        )

    def take(self, like: Piece, number: int) -> Piece:
        """Bars, metre and tempo of `like`; the dice are thrown by `number`."""
        dice, at, before = random.Random(number), 0, (_BEGIN,) * ORDER
        notes: list[tuple[int, int, int]] = []
        tonic = like.tonic or 0
        size = like.bar // UNIT
        while at * UNIT < like.bars * like.bar and len(notes) < 5_000:
            gap = self.fields[0].draw(_contexts(0, at % size, before, (), size), dice)
            at += gap
            pitch = self.fields[1].draw(_contexts(1, at % size, before, (gap,), size), dice)
            length = self.fields[2].draw(_contexts(2, at % size, before, (gap, pitch), size), dice)
            before = ((gap, pitch, length), *before[:-1])
            notes.append((at * UNIT, length * UNIT, pitch + tonic))
        end = like.bars * like.bar
        inside = sorted((a, min(d, end - a), min(127, max(0, p))) for a, d, p in notes if a < end)
        return replace(like, name=f"Markov {number}", notes=tuple(inside or like.notes[:1]), pickup=0)


def _walk(piece: Piece) -> Iterable[tuple[int, tuple[Token, ...], Token]]:
    """(place in the bar of the onset before, the tokens before, the token) for each note."""
    before, at, size = (_BEGIN,) * ORDER, 0, piece.bar // UNIT
    for onset, duration, pitch in piece.notes:
        here = round((onset - piece.pickup) / UNIT)
        token = (max(0, here - at), pitch - (piece.tonic or 0), max(1, round(duration / UNIT)))
        yield at % size, before, token
        before, at = (token, *before[:-1]), max(at, here)


def _drawn(
    place: int, before: tuple[Token, ...], token: Token, piece: Piece
) -> Iterable[tuple[int, list[Hashable], int]]:
    size = piece.bar // UNIT
    for field in range(3):
        here = place if field == 0 else (place + token[0]) % size
        yield field, _contexts(field, here, before, token[:field], size), token[field]


def _contexts(field: int, place: int, before: tuple[Token, ...], chosen: tuple[int, ...], size: int) -> list[Hashable]:
    """From three notes before down to none; the place in the bar goes with all but the last."""
    longest: list[Hashable] = [(size, place, chosen, before[:k]) for k in range(ORDER, -1, -1)]
    return [*longest, (chosen, before[0][field]), ()]


def aabb(take: Piece) -> Piece:
    """The same with its first 8 bars heard twice, then its second 8 bars twice, over and over."""
    unit = 8 * take.bar
    notes = [
        (onset - source + index * unit, duration, pitch)
        for index in range(-(-take.bars // 8))
        for source in [(index // 2) % 2 * unit]
        for onset, duration, pitch in take.notes
        if source <= onset < source + unit and onset - source + index * unit < take.bars * take.bar
    ]
    return replace(take, notes=tuple(sorted(notes)) or take.notes)
