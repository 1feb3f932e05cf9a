"""The n-gram that a net has to beat: interpolated, with position in bar, over the events of the `lead` codec.

Each field of an event is predicted from the fields of the event drawn so far, the place in the bar and up to
four events before. `python -m musegen_app.training.ngram DATA CACHE` fits on train, chooses order, smoothing,
history and back-off on valid, and prints nats per note.
"""

from __future__ import annotations

import json
import math
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from musegen_app.codecs.lead import (
    DURATION,
    FIELDS,
    KIND,
    PITCH,
    Kind,
    LeadEvent,
    Metre,
    anchor_of,
    encode,
    fields_of,
    grid_of,
)
from musegen_app.codecs.lead_sheet import LeadSheet
from musegen_app.training.asked import asked_paths

Context = tuple[object, ...]
MAX_ORDER = 5


class Smoothing(StrEnum):
    """How counts of a context are mixed with those of the shorter one."""

    WITTEN_BELL = "Witten-Bell"
    KNESER_NEY = "Kneser-Ney"


class History(StrEnum):
    """What of the events before is seen: everything, or only what is like the field to predict."""

    EVENTS = "whole events"
    FIELD = "own field"


@dataclass(frozen=True, slots=True)
class Shape:
    """A member of the n-gram family. `order` counts the event itself; `place_after` events come before the place."""

    order: int
    history: History = History.EVENTS
    smoothing: Smoothing = Smoothing.KNESER_NEY
    place_after: int = 0  # -1: no position in bar at all
    discount: float = 0.8
    knows_mode: bool = False  # the mode of the key comes with the place


@dataclass(frozen=True, slots=True)
class Step:
    """One event of a tune with what comes before it: place in the bar, bar length, up to four events back, mode."""

    place: int
    bar: int
    before: tuple[tuple[int, int, int], ...]  # newest first
    event: tuple[int, int, int]
    mode: str = ""


_START = (-1, -1, -1)


def steps_of(events: Sequence[LeadEvent], metre: Metre, mode: str = "") -> list[Step]:
    """A tune as steps; the history of the first one is filled with start marks."""
    before = (_START,) * (MAX_ORDER - 1)
    position = 0
    steps: list[Step] = []
    for event in events:
        steps.append(Step(metre.place(position), metre.bar, before, event.fields, mode))
        if event.kind is not Kind.END:
            position += grid_of(event.duration, metre.to_bar_end(position))
        before = (event.fields, *before[:-1])
    return steps


def steps_of_sheet(sheet: LeadSheet) -> list[Step]:
    metre = Metre(sheet.bar, sheet.pickup)
    mode = sheet.key.mode.value if sheet.key else ""
    return steps_of(encode(sheet.notes, sheet.length, metre, anchor_of(sheet.key)), metre, mode)


class FieldModel:
    """Predicts one field. Levels go from the shortest context to the longest."""

    def __init__(self, field: int, shape: Shape) -> None:
        self.field = field
        self.shape = shape
        self.size = FIELDS[field].size
        self.levels = shape.order + (shape.place_after >= 0)
        self._counts: list[dict[Context, dict[int, int]]] = [{} for _ in range(self.levels)]
        self._totals: list[dict[Context, int]] = [{} for _ in range(self.levels)]

    def contexts(self, step: Step) -> list[Context]:
        """The context of every level, shortest first."""
        drawn = step.event[: self.field]
        past = [self._seen(event) for event in step.before[: self.shape.order - 1]]
        contexts: list[Context] = [drawn]
        placed: Context = ()
        for i in range(self.shape.order):
            if i == self.shape.place_after or (i == self.shape.order - 1 and 0 <= i < self.shape.place_after):
                placed = (step.place, step.bar, step.mode) if self.shape.knows_mode else (step.place, step.bar)
                contexts.append((drawn, placed, *past[:i]))
            if i < self.shape.order - 1:
                contexts.append((drawn, placed, *past[: i + 1]))
        return contexts

    def _seen(self, event: tuple[int, int, int]) -> object:
        if self.shape.history is History.EVENTS:
            return event
        return (event[KIND], event[PITCH]) if self.field == PITCH else event[:PITCH]

    def fit(self, steps: Iterable[Step]) -> None:
        """Count. With Kneser-Ney a shorter context counts the different longer ones that led to the value."""
        for step in steps:
            value = step.event[self.field]
            if value < 0:
                continue
            for level, context in reversed(list(enumerate(self.contexts(step)))):
                counts = self._counts[level].setdefault(context, {})
                new = value not in counts
                counts[value] = counts.get(value, 0) + 1
                if self.shape.smoothing is Smoothing.KNESER_NEY and not new:
                    break
        self._totals = [{c: sum(v.values()) for c, v in level.items()} for level in self._counts]

    def probability(self, value: int, contexts: Sequence[Context]) -> float:
        """The probability of one value."""
        p = 1.0 / self.size
        for level, context in enumerate(contexts):
            counts = self._counts[level].get(context)
            if counts is not None:
                p = self._mixed(counts.get(value, 0), len(counts), self._totals[level][context], p)
        return p

    def _mixed(self, count: int, kinds: int, total: int, shorter: float) -> float:
        if self.shape.smoothing is Smoothing.WITTEN_BELL:
            return (count + kinds * shorter) / (total + kinds)
        discount = self.shape.discount
        return (max(0.0, count - discount) + discount * kinds * shorter) / total

    def distribution(self, step: Step) -> list[float]:
        """The probabilities of all values of the field, given the fields of `step.event` before it."""
        contexts = self.contexts(step)
        return [self.probability(value, contexts) for value in range(self.size)]

    def nats(self, step: Step) -> float:
        return -math.log(self.probability(step.event[self.field], self.contexts(step)))


class NGram:
    """One `FieldModel` a field."""

    def __init__(self, shapes: Sequence[Shape]) -> None:
        self.models = [FieldModel(field, shape) for field, shape in enumerate(shapes)]

    def fit(self, tunes: Iterable[Sequence[Step]]) -> None:
        steps = [step for tune in tunes for step in tune]
        for model in self.models:
            model.fit(steps)

    def nats(self, tune: Sequence[Step]) -> float:
        """Nats of every sampled field of a tune."""
        return sum(self.models[f].nats(step) for step in tune for f in fields_of(step.event[KIND]))

    def draw(self, step: Step, rng: random.Random) -> tuple[int, int, int]:
        """An event for the place and history of `step`, field by field."""
        values = [-1, -1, -1]
        for field in (KIND, DURATION, PITCH):
            if field in fields_of(values[KIND] if field else Kind.NOTE):
                seen = replace(step, event=(values[0], values[1], values[2]))
                chances = self.models[field].distribution(seen)
                values[field] = rng.choices(range(len(chances)), chances)[0]
        return values[0], values[1], values[2]


def note_count(tunes: Iterable[Sequence[Step]]) -> int:
    return sum(step.event[KIND] == Kind.NOTE for tune in tunes for step in tune)


def field_nats(field: int, shape: Shape, train: Sequence[Step], held_out: Sequence[Step]) -> float:
    """Nats that one field costs over `held_out` under a model of that shape fitted on `train`."""
    model = FieldModel(field, shape)
    model.fit(train)
    return sum(model.nats(step) for step in held_out if step.event[field] >= 0)


def candidates(knows_mode: bool = False) -> list[Shape]:
    """Every shape that is tried for a field; those that know the mode are tried for pitches only."""
    shapes: list[Shape] = []
    for order in range(1, MAX_ORDER + 1):
        for history in History:
            for place_after in {-1, 0, min(1, order - 1), min(2, order - 1)}:
                shapes += [Shape(order, history, Smoothing.KNESER_NEY, place_after, d) for d in (0.75, 0.9)]
            shapes.append(Shape(order, history, Smoothing.WITTEN_BELL, 0))
    return [replace(shape, knows_mode=True) for shape in shapes if shape.place_after >= 0] if knows_mode else shapes


def best_shapes(train: Sequence[Step], valid: Sequence[Step]) -> tuple[list[Shape], dict[int, dict[Shape, float]]]:
    """For each field the shape that costs least on `valid`, and the cost of all of them."""
    costs: dict[int, dict[Shape, float]] = defaultdict(dict)
    for field in range(len(FIELDS)):
        for shape in [*candidates(), *(candidates(knows_mode=True) if field == PITCH else [])]:
            costs[field][shape] = field_nats(field, shape, train, valid)
    return [min(costs[f], key=lambda s: costs[f][s]) for f in range(len(FIELDS))], costs


def summary(shapes: Sequence[Shape], costs: dict[int, dict[Shape, float]], notes: int) -> dict[str, object]:
    """What was chosen and what each field costs a note."""
    fields: dict[str, dict[str, object]] = {}
    for f, shape in enumerate(shapes):
        unplaced = min(cost for s, cost in costs[f].items() if s.place_after < 0)
        fields[FIELDS[f].name] = {
            "nats per note": round(costs[f][shape] / notes, 4),
            "without position in bar": round(unplaced / notes, 4),
            "order": shape.order,
            "history": shape.history.value,
            "smoothing": shape.smoothing.value,
            "discount": shape.discount,
            "events before the place": shape.place_after,
            "knows the mode": shape.knows_mode,
        }
    total = sum(costs[f][shape] for f, shape in enumerate(shapes)) / notes
    return {"nats per note": round(total, 4), "notes": notes, "fields": fields}


def main(arguments: Sequence[str]) -> None:
    """Print the best n-gram and what it costs on the valid and test families, as JSON."""
    from musegen_app.training.corpus import load_corpus

    data, cache = asked_paths(__doc__, arguments, "DATA", "CACHE")
    sheets = load_corpus(data, cache)
    tunes = {split: [steps_of_sheet(s) for s in sheets if s.split == split] for split in ("train", "valid", "test")}
    flat = {split: [step for tune in some for step in tune] for split, some in tunes.items()}
    shapes, costs = best_shapes(flat["train"], flat["valid"])
    model = NGram(shapes)
    model.fit(tunes["train"])
    test = sum(model.nats(tune) for tune in tunes["test"]) / note_count(tunes["test"])
    report = {"valid": summary(shapes, costs, note_count(tunes["valid"])), "test nats per note": round(test, 4)}
    sys.stdout.write(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
