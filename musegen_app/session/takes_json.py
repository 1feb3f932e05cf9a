"""Takes <-> the JSON beside the song in a project file: all that is needed to show, hear, compare and accept them
again, without the net that made them. What is as it is for every take (no steering, no pedals …) is left out.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator

from musegen_app.formats.project_rows import Json, control_json, note_json, origin_json, origins_of, symbol_json
from musegen_app.formats.project_steering import steering_json
from musegen_app.sampling.messages import Hearing, Operation, Steering
from musegen_app.sampling.take import Take
from musegen_app.session.takes import Kept

_EMPTY = Take("", 0, 0, 0, 0, 0, done=True)
_PLAIN = (
    "bundle",
    "parent",
    "varies",
    "recovered",
    "rng_seed",
    "index",
    "rating",
    "bars",
    "seed_from_tick",
    "replaces",
    "with_chords",
)
_IDS = ("track_ids", "part_of", "making")
_DIGITS = 6  # of a log-probability
_NO_CHANCE = -1e6  # nats; what a rule enforced although the net gave it none: JSON knows no infinity


def kept_json(kept: Kept) -> Json:
    """All takes of a song; {} for none."""
    return json.loads(b"".join(kept_pieces(kept))) if kept.takes else {}


def kept_pieces(kept: Kept) -> Iterator[bytes]:
    """The text of `kept_json`, a take a piece: any thread may write it in small steps."""
    yield b'{"takes":['
    for place, take in enumerate(kept.takes):
        shown = _take_json(take) | {"number": kept.numbers.get(take.id, 0)}
        yield (b"," if place else b"") + json.dumps(shown, separators=(",", ":"), allow_nan=False).encode("ascii")
    yield b"]}"


def _take_json(take: Take) -> Json:
    origins = origins_of(take.notes)
    whole_take: Json = {
        "id": take.id,
        "track": take.track_id,
        "span": [take.start_tick, take.end_tick],
        "origins": [origin_json(o) for o in origins],
        "notes": [note_json(n, origins) for n in take.notes],
        "logp": [round(max(value, _NO_CHANCE), _DIGITS) for value in take.logp],
    }
    plain = {name: getattr(take, name) for name in _PLAIN}
    ids: Json = {name: list(getattr(take, name)) for name in _IDS}
    several: Json = ids | {
        "chords": [symbol_json(c) for c in take.chords],
        "parts": [[p.name, p.track_id, p.program, p.is_drums] for p in take.parts],
        "controls_of": [[of, *control_json(c)] for of, c in take.controls_of],
        "pieces": [list(piece) for piece in take.pieces],
        "gave_way": list(take.gave_way),
    }
    seldom: Json = {
        "steering": _steering_json(take.steering),
        "operation": _changed(take.operation, Operation()),
        "wish": _wish_json(take.wish),
        "critique": _all_of(take.critique),
        "nearest": _all_of(take.nearest),
    }
    usual = {name: value for name, value in plain.items() if value != getattr(_EMPTY, name)}
    there = {name: value for name, value in (several | seldom).items() if value}
    played: Json = {} if take.controls is None else {"controls": [control_json(c) for c in take.controls]}
    return whole_take | usual | there | played


def _steering_json(steering: Steering) -> Json:
    values = _changed(dataclasses.replace(steering, lanes=()), Steering())
    return values | ({"lanes": steering_json(steering.lanes)} if steering.lanes else {})


def _changed(value: object, usual: object) -> Json:
    """The fields that are not as usual."""
    return {name: found for name, found in _all_of(value).items() if found != _all_of(usual)[name]}


def _all_of(value: object) -> Json:
    """A flat dataclass as JSON; None is an empty one."""
    return {} if value is None else json.loads(json.dumps(dataclasses.asdict(value)))  # type: ignore[call-overload]


def _wish_json(wish: Hearing) -> Json:
    plain = {"numerator": wish.numerator, "denominator": wish.denominator, "pickup_ticks": wish.pickup_ticks}
    told: Json = {name: value for name, value in plain.items() if value is not None}
    told |= {} if wish.key is None else {"key": [wish.key.tonic, wish.key.mode.value]}
    return told | ({} if wish.tune_type is None else {"tune_type": wish.tune_type.value})
