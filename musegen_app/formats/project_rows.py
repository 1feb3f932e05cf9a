"""The rows of a project's JSON and what checks them: notes, origins, chord symbols, controls.

Reading checks every value, so that nothing from a file can be out of range in the program. Notes are rows, not
objects: [start, duration, pitch, velocity, id, origin, marks, release velocity]; origins by their number, marks are 1
for a locked note plus 2 for a muted one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from musegen_app.score.harmony import Chord, ChordSymbol, Quality
from musegen_app.score.model import ControlEvent, ControlKind, Note, Origin, OriginKind

Json = dict[str, object]
FAR = 2**31 - 1
ANY = 2**63 - 1
MAX_ID = 2**30  # the engine and Qt's signals carry ids in 32 bits, and the new ones come after those of the file
_LOCKED, _MUTED = 1, 2


class WrongValue(ValueError):
    """The JSON holds something that a project cannot hold; the text says where."""


# --- writing -----------------------------------------------------------------------------------------------
def origins_of(notes: Iterable[Note]) -> dict[Origin, int]:
    """Each origin of these notes with its number."""
    return {origin: number for number, origin in enumerate(dict.fromkeys(n.origin for n in notes))}


def origin_json(o: Origin) -> list[object]:
    return [o.kind.value, o.bundle, o.rng_seed, o.take, o.settings]


def note_json(n: Note, origins: dict[Origin, int]) -> list[int]:
    row = [n.start_tick, n.duration_ticks, n.pitch, n.velocity, n.id, origins[n.origin]]
    return [*row, _LOCKED * n.locked + _MUTED * n.muted, n.release_velocity]


def symbol_json(symbol: ChordSymbol) -> list[object]:
    """A fourth value, true, only for a generated one."""
    return [symbol.tick, symbol.text, _chord_json(symbol.chord), *([True] if symbol.generated else [])]


def _chord_json(chord: Chord | None) -> list[object] | None:
    return None if chord is None else [chord.root, chord.quality.value, chord.bass]


def control_json(c: ControlEvent) -> list[object]:
    return [c.tick, c.kind.value, c.value, c.number]


# --- reading -----------------------------------------------------------------------------------------------
def origin_from(kind: object, bundle: object, seed: object, take: object, settings: object) -> Origin:
    return Origin(OriginKind(text(kind)), text(bundle), whole(seed, -ANY, ANY), text(take), text(settings))


def note_from(row: list[object], origins: Sequence[Origin]) -> Note:
    start, duration, pitch, velocity, number, origin, marks, release = row
    start_tick = tick(start)
    mark = whole(marks, 0, _LOCKED | _MUTED)
    return Note(
        start_tick,
        whole(duration, 1, FAR - start_tick),
        whole(pitch, 0, 127),
        whole(velocity, 1, 127),
        whole(number, 0, MAX_ID),
        origins[whole(origin, 0, len(origins) - 1)],
        bool(mark & _LOCKED),
        whole(release, 0, 127),
        bool(mark & _MUTED),
    )


def symbol_from(at: object, words: object, chord: object, generated: object = False) -> ChordSymbol:
    if chord is None:
        return ChordSymbol(tick(at), None, text(words), generated is True)
    root, quality, bass = row_of(chord)
    return ChordSymbol(
        tick(at),
        Chord(whole(root, 0, 11), Quality(text(quality)), whole(bass, -1, 11)),
        text(words),
        generated is True,
    )


def control_from(at: object, kind: object, value: object, number: object) -> ControlEvent:
    control = ControlKind(text(kind))
    low, high = (-8192, 8191) if control is ControlKind.BEND else (0, 127)
    return ControlEvent(tick(at), control, whole(value, low, high), whole(number, 0, 127))


# --- values ------------------------------------------------------------------------------------------------
def object_of(value: object) -> Json:
    if not isinstance(value, dict):
        raise WrongValue("an object is missing")
    return value


def list_of(data: Json, name: str) -> list[object]:
    return row_of(data[name])


def rows_of(data: Json, name: str) -> list[list[object]]:
    return [row_of(value) for value in list_of(data, name)]


def row_of(value: object) -> list[object]:
    if not isinstance(value, list):
        raise WrongValue("a list is missing")
    return value


def tick(value: object) -> int:
    return whole(value, 0, FAR)


def whole(value: object, low: int, high: int) -> int:
    if type(value) is not int or not low <= value <= high:
        raise WrongValue(f"{str(value)[:40]} is not a whole number from {low} to {high}")
    return value


def text(value: object) -> str:
    if not isinstance(value, str):
        raise WrongValue("a text is missing")
    return value


def yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise WrongValue("a yes or no is missing")
    return value
