"""Takes for benchmarks/style.py: from a bundle, and from the Markov baselines, for conditions of real tunes."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from musegen_app.codecs.lead import FIELDS, PITCH, Kind, LeadEvent, Metre, anchor_of, decode, grid_of
from musegen_app.codecs.lead_context import LeadContext
from musegen_app.codecs.lead_sheet import LeadNote, LeadSheet
from musegen_app.sampling.chords import harmonise
from musegen_app.sampling.continuation import Continuation, advance_all
from musegen_app.sampling.frame import Frame
from musegen_app.sampling.job import LoadedBundle
from musegen_app.sampling.loading import open_bundle
from musegen_app.sampling.messages import Steering
from musegen_app.sampling.rules import Rules
from musegen_app.training.ngram import MAX_ORDER, NGram, Step

BATCH = 25
_START = (-1, -1, -1)


def bundle_takes(bundle: Path, conditions: Sequence[LeadSheet], with_form: bool = True) -> tuple[list[LeadSheet], int]:
    """Take i has rng seed i and the metre, length, key and type of condition i (and its form), no seed phrase.

    Where the real tune has chord symbols, chords are drawn first from the bundle's chords net.

    Returns the takes and how many of them had to be mended.
    """
    loaded = open_bundle(str(bundle))
    takes: list[LeadSheet] = []
    mended = 0
    for first in range(0, len(conditions), BATCH):
        some = conditions[first : first + BATCH]
        running = [_begun(loaded, sheet, first + i, with_form) for i, sheet in enumerate(some)]
        while going := [take for take in running if not take.complete]:
            advance_all(loaded.opened.melody, going)
            for take in going:
                take.mend(take.start)
        takes += [replace(sheet, notes=take.notes) for sheet, take in zip(some, running, strict=True)]
        mended += sum(bool(take.recovered) for take in running)
    return takes, mended


def _begun(loaded: LoadedBundle, sheet: LeadSheet, rng_seed: int, with_form: bool) -> Continuation:
    context = LeadContext(
        numerator=sheet.numerator,
        denominator=sheet.denominator,
        pickup=sheet.pickup,
        length=sheet.length,
        key=sheet.key,
        tune_type=sheet.tune_type,
        sections=sheet.sections if with_form else (),
    )
    if loaded.opened.chords is not None and sheet.chords:  # half the real tunes have none
        harmony = harmonise(loaded.opened.chords, context, (), 0, sheet.length, (rng_seed, 0))
        context = replace(context, chords=harmony.sounding)
    rules = Rules(0, sheet.length, (0, FIELDS[PITCH].size - 1))
    frame = Frame(0, sheet.numerator, sheet.denominator, sheet.pickup)
    return Continuation(loaded.opened.melody, context, (), rules, frame, Steering(), (rng_seed, 0))


def markov_takes(model: NGram, conditions: Sequence[LeadSheet]) -> list[LeadSheet]:
    """Take i of the n-gram: rng seed i, the length, metre and key of condition i."""
    return [_markov(model, sheet, sheet.length, random.Random(i)) for i, sheet in enumerate(conditions)]


def _markov(model: NGram, sheet: LeadSheet, length: int, rng: random.Random) -> LeadSheet:
    metre = Metre(sheet.bar, sheet.pickup)
    before = (_START,) * (MAX_ORDER - 1)
    mode = sheet.key.mode.value if sheet.key else ""
    events: list[LeadEvent] = []
    position = 0
    while position < length:
        drawn = model.draw(Step(metre.place(position), metre.bar, before, _START, mode), rng)
        if drawn[0] == Kind.END:
            continue  # the length is given
        event = LeadEvent(Kind(drawn[0]), drawn[1], drawn[2])
        events.append(event)
        position += grid_of(event.duration, metre.to_bar_end(position))
        before = (drawn, *before[:-1])
    notes = decode(events, metre, anchor_of(sheet.key))
    kept = [LeadNote(n.start, min(n.duration, length - n.start), n.pitch) for n in notes if n.start < length]
    return replace(sheet, notes=tuple(kept or [LeadNote(0, length, 60)]))


def aabb(take: LeadSheet) -> LeadSheet:
    """The same tune with its first 8 bars heard twice, then its second 8 bars twice, over and over."""
    unit = 8 * take.bar
    notes: list[LeadNote] = []
    for index in range(-(-take.length // unit)):
        source = (index // 2) % 2 * unit
        for note in take.notes:
            start = note.start - source + index * unit
            if source <= note.start < source + unit and start < take.length:
                notes.append(
                    LeadNote(start, min(note.duration, source + unit - note.start, take.length - start), note.pitch)
                )
    return replace(take, notes=tuple(notes or take.notes))
