"""The takes in a project file, read: every value is checked, so that nothing from a file can be out of range in the
program; only what a control says is any number, as in the song's lanes: it is held in its range where it acts
(`steering.catalog.clamped`). What is left out is as it is for every take."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from musegen_app.codecs.lead_sheet import TuneType
from musegen_app.formats.project_rows import (
    ANY,
    FAR,
    MAX_ID,
    Json,
    WrongValue,
    control_from,
    list_of,
    note_from,
    object_of,
    origin_from,
    row_of,
    rows_of,
    symbol_from,
    text,
    tick,
    whole,
    yes_or_no,
)
from musegen_app.formats.project_steering import steering_from
from musegen_app.sampling.critic import Critique
from musegen_app.sampling.likeness import Nearest
from musegen_app.sampling.messages import Hearing, Operation, OperationKind, Part, Steering
from musegen_app.sampling.take import Take
from musegen_app.score.keys import Key, Mode
from musegen_app.session.takes import STARS, Kept

T = TypeVar("T")
_TEXTS = ("bundle", "parent", "varies", "recovered")
_WHOLE = {"rng_seed": ANY, "index": FAR, "rating": STARS, "bars": FAR, "seed_from_tick": FAR}
_YES_OR_NO = ("replaces", "with_chords")
_IDS = ("track_ids", "part_of", "making")


def kept_from(data: Json) -> Kept:
    """The takes of `kept_json`. Raises WrongValue."""
    try:
        rows = [object_of(row) for row in list_of(data, "takes")]
        takes = tuple(map(_take, rows))
        numbers = {take.id: whole(row["number"], 0, FAR) for take, row in zip(takes, rows, strict=True)}
    except (KeyError, TypeError, IndexError, ValueError, OverflowError) as error:
        raise WrongValue(str(error)) from error
    if len(numbers) != len(takes):
        raise WrongValue("the same take twice")
    return Kept(takes, numbers)


def highest_id(takes: Iterable[Take]) -> int:
    """Of all notes and of tracks that are to be made; 0 for none."""
    return max((i for t in takes for i in (*(n.id for n in t.notes), *t.track_ids, *t.making)), default=0)


def _take(data: Json) -> Take:
    start, end = (tick(value) for value in list_of(data, "span"))
    origins = [origin_from(*row) for row in rows_of(data, "origins")]
    notes = tuple(note_from(row, origins) for row in rows_of(data, "notes"))
    parts = tuple(_part(*row) for row in _rows(data, "parts"))
    take = Take(
        id=text(data["id"]),
        request=0,
        track_id=whole(data["track"], 0, MAX_ID),
        start_tick=start,
        until_tick=end,
        end_tick=end,
        notes=notes,
        logp=tuple(_number(value) for value in list_of(data, "logp")),
        chords=tuple(symbol_from(*row) for row in _rows(data, "chords")),
        controls=tuple(control_from(*row) for row in _rows(data, "controls")) if "controls" in data else None,
        steering=_steering(object_of(data.get("steering", {}))),
        done=True,
        gave_way=tuple(map(text, row_of(data.get("gave_way", [])))),
        parts=parts,
        controls_of=tuple((whole(of, 0, len(parts)), control_from(*row)) for of, *row in _rows(data, "controls_of")),
        operation=_operation(object_of(data.get("operation", {}))),
        critique=_critique(data.get("critique")),
        nearest=_nearest(data.get("nearest"), len(notes)),
        wish=_wish(object_of(data.get("wish", {}))),
        pieces=tuple((tick(low), tick(high), text(name)) for low, high, name in _rows(data, "pieces")),
    )
    take = dataclasses.replace(take, **_plain(data))
    _check(take)
    return take


def _plain(data: Json) -> dict[str, Any]:
    found: dict[str, Any] = {name: text(data[name]) for name in _TEXTS if name in data}
    found |= {name: whole(data[name], 0, most) for name, most in _WHOLE.items() if name in data}
    found |= {name: yes_or_no(data[name]) for name in _YES_OR_NO if name in data}
    return found | {name: _ids(data[name]) for name in _IDS if name in data}


def _check(take: Take) -> None:
    """What has to fit together."""
    parts = max(1, len(take.parts))
    fits = (
        take.start_tick < take.end_tick
        and len(take.logp) == len(take.notes)
        and len(take.track_ids) == len(take.parts)
        and len(take.part_of) in (0, len(take.notes))
        and all(of < parts for of in (*take.part_of, *(of for of, _ in take.controls_of)))
        and len({n.id for n in take.notes}) == len(take.notes)
    )
    if not fits:
        raise WrongValue("a take that does not fit together")


def _part(name: object, track_id: object, program: object, is_drums: object) -> Part:
    return Part(text(name), whole(track_id, 0, MAX_ID), whole(program, 0, 127), yes_or_no(is_drums))


def _steering(data: Json) -> Steering:
    known = {f.name for f in dataclasses.fields(Steering)} - {"lanes"}
    values = {name: _number(value) for name, value in data.items() if name in known}
    return dataclasses.replace(Steering(), lanes=steering_from(_rows(data, "lanes")), **values)


def _operation(data: Json) -> Operation:
    keep = text(data.get("keep", ""))
    if keep not in ("", "rhythm", "contour"):
        raise WrongValue(f"“{keep[:40]}” is nothing that a variation keeps")
    return Operation(
        OperationKind(text(data.get("kind", "continue"))),
        tick(data.get("end_tick", 0)),
        _ids(data.get("track_ids", [])),
        _share(data.get("amount", 1.0)),
        keep,  # type: ignore[arg-type]
        tick(data.get("to_from_tick", 0)),
        tick(data.get("to_end_tick", 0)),
        tuple((text(name), _number(weight)) for name, weight in _rows(data, "style")),
        _ids(data.get("note_ids", [])),
    )


def _wish(data: Json) -> Hearing:
    key = row_of(data["key"]) if "key" in data else None
    return Hearing(
        None if key is None else Key(whole(key[0], 0, 11), Mode(text(key[1]))),
        _maybe(data, "numerator", lambda value: whole(value, 1, 255)),
        _maybe(data, "denominator", lambda value: whole(value, 1, 64)),
        _maybe(data, "pickup_ticks", tick),
        _maybe(data, "tune_type", lambda value: TuneType(text(value))),
    )


def _critique(value: object) -> Critique | None:
    if value is None:
        return None
    data = object_of(value)
    words = tuple(map(text, list_of(data, "words")))
    numbers = {f.name: _number(data[f.name]) for f in dataclasses.fields(Critique) if f.name != "words"}
    return Critique(**numbers, words=words)


def _nearest(value: object, notes: int) -> Nearest | None:
    if value is None:
        return None
    data = object_of(value)
    places = tuple(whole(place, 0, notes - 1) for place in list_of(data, "notes"))
    spans = tick(data["from_tick"]), tick(data["to_tick"])
    return Nearest(text(data["title"]), tick(data["length"]), places, *spans, yes_or_no(data["in_bars"]))


def _rows(data: Json, name: str) -> list[list[object]]:
    """None at all if they were left out."""
    return rows_of(data, name) if name in data else []


def _ids(value: object) -> tuple[int, ...]:
    return tuple(whole(number, 0, MAX_ID) for number in row_of(value))


def _maybe(data: Json, name: str, read: Callable[[object], T]) -> T | None:
    return read(data[name]) if name in data else None


def _share(value: object) -> float:
    share = _number(value)
    if not 0 <= share <= 1:
        raise WrongValue(f"{share:g} is not from 0 to 1")
    return share


def _number(value: object) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not math.isfinite(value):
        raise WrongValue(f"{str(value)[:40]} is not a number")
    return float(value)
