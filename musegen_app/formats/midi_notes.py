"""Who wrote which note, which are locked or muted, and how long overlapping ones are: the "MuseGen notes" texts.

A text is JSON that people and other programs can read: {"origins": [{"by": "generated", "bundle": "folk-lstm",
"seed": 7, "take": "…", "settings": "pitch 1.1"}, …], "notes": [[start, pitch, count, locked, duration, origin], …],
"muted": …}; ticks are 960 to the quarter, origins are called by their place in the list.

MIDI pairs a note-off with the oldest sounding note of its pitch, so of two notes on one pitch where one lies
inside the other the lengths would change places. Notes are named by start, pitch and count.
"""

from __future__ import annotations

import contextlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from musegen_app.formats.midi_muted import muted_notes, muted_rows, with_muted
from musegen_app.score.model import IMPORTED, Note, Origin, OriginKind

_NOTES_A_TEXT = 500
_Row = list[int]


def own_notes(notes: Iterable[Note]) -> list[dict[str, object]]:
    """The texts' values; nothing for notes that were imported, are free, heard and pair well."""
    notes = tuple(notes)
    sounding = tuple(n for n in notes if not n.muted)
    values = [_text("notes", rows) for rows in _texts_of(_sounding_rows(sounding))]
    return values + [_text("muted", rows) for rows in _texts_of(muted_rows(notes))]


def _sounding_rows(notes: tuple[Note, ...]) -> list[tuple[Note, _Row]]:
    """The notes of which there is something to say, each with its row but for the origin."""
    nested = _nested(notes)
    counts: Counter[tuple[int, int]] = Counter()
    rows: list[tuple[Note, _Row]] = []
    for n in notes:
        count = counts[n.start_tick, n.pitch]
        counts[n.start_tick, n.pitch] += 1
        if n.origin != IMPORTED or n.locked or n.id in nested:
            rows.append((n, [n.start_tick, n.pitch, count, int(n.locked), n.duration_ticks if n.id in nested else 0]))
    return rows


def _texts_of(rows: list[tuple[Note, _Row]]) -> Iterator[list[tuple[Note, _Row]]]:
    """As many as fit one text."""
    return (rows[i : i + _NOTES_A_TEXT] for i in range(0, len(rows), _NOTES_A_TEXT))


def _text(word: str, rows: list[tuple[Note, _Row]]) -> dict[str, object]:
    origins = list(dict.fromkeys(n.origin for n, _ in rows))
    index = {origin: i for i, origin in enumerate(origins)}
    return {"origins": [_origin_json(o) for o in origins], word: [[*row, index[n.origin]] for n, row in rows]}


def _origin_json(origin: Origin) -> dict[str, object]:
    """In words, without what is not known of it."""
    if origin == Origin(origin.kind):
        return {"by": origin.kind.value}
    told: dict[str, object] = {"by": origin.kind.value, "bundle": origin.bundle, "seed": origin.rng_seed}
    return told | {"take": origin.take, "settings": origin.settings}


def _origin(value: object) -> Origin:
    """The origin of `_origin_json`, or of the row that earlier versions wrote. Raises TypeError, ValueError."""
    if isinstance(value, list):
        value = dict(zip(("by", "bundle", "seed", "take"), value, strict=True))
    if not isinstance(value, dict):
        raise TypeError
    bundle, take, settings = (str(value.get(name, "")) for name in ("bundle", "take", "settings"))
    return Origin(OriginKind(value["by"]), bundle, int(value.get("seed", 0)), take, settings)


def _nested(notes: tuple[Note, ...]) -> set[int]:
    """Ids of the notes that sound together with another one of their pitch."""
    found: set[int] = set()
    longest: dict[int, Note] = {}
    for n in notes:
        other = longest.get(n.pitch)
        if other is not None and other.end_tick > n.start_tick:
            found |= {other.id, n.id}
        if other is None or n.end_tick >= other.end_tick:
            longest[n.pitch] = n
    return found


def with_own_notes(notes: list[Note], values: Iterable[dict[str, object]]) -> list[Note]:
    """`notes` as read from the file, with what the texts say about those that are still there, and the muted ones."""
    values = list(values)
    notes = _with_rows(notes, list(_rows(values))) if values else notes
    return with_muted(notes, _muted(values))


def _muted(values: Iterable[dict[str, object]]) -> Iterator[tuple[int, Note]]:
    for value in values:
        with contextlib.suppress(TypeError, ValueError, KeyError):
            yield from muted_notes(value["muted"], [_origin(o) for o in value["origins"]])  # type: ignore[arg-type, attr-defined]


def _with_rows(notes: list[Note], rows: list[tuple[int, int, int, int, int, Origin]]) -> list[Note]:
    places: dict[tuple[int, int], list[int]] = defaultdict(list)
    for i, n in enumerate(notes):
        places[n.start_tick, n.pitch].append(i)
    lengths: dict[int, int] = {}
    result = list(notes)
    for tick, pitch, count, locked, duration, origin in rows:
        at = places.get((tick, pitch), [])
        if count < len(at):
            result[at[count]] = replace(result[at[count]], locked=bool(locked), origin=origin)
            lengths |= {at[count]: duration} if duration > 0 else {}
    return _with_lengths(result, lengths)


def _rows(values: Iterable[dict[str, object]]) -> Iterator[tuple[int, int, int, int, int, Origin]]:
    for value in values:
        with contextlib.suppress(TypeError, ValueError, KeyError, IndexError):
            origins = [_origin(o) for o in value["origins"]]  # type: ignore[attr-defined]
            for tick, pitch, count, locked, duration, origin in value["notes"]:  # type: ignore[attr-defined]
                yield int(tick), int(pitch), abs(int(count)), int(locked), int(duration), origins[abs(int(origin))]


def _with_lengths(notes: list[Note], lengths: dict[int, int]) -> list[Note]:
    """Lengths put right, pitch by pitch, where they are the file's own ends in another order."""
    by_pitch: dict[int, list[int]] = defaultdict(list)
    for i in lengths:
        by_pitch[notes[i].pitch].append(i)
    for indices in by_pitch.values():
        ends = sorted(notes[i].end_tick for i in indices)
        if ends == sorted(notes[i].start_tick + lengths[i] for i in indices):
            release = {(notes[i].end_tick, k): notes[i].release_velocity for k, i in enumerate(indices)}
            _assign(notes, indices, lengths, release)
    return notes


def _assign(
    notes: list[Note], indices: list[int], lengths: dict[int, int], release: dict[tuple[int, int], int]
) -> None:
    """Give each note its length, and the release velocity that came with that end."""
    waiting: dict[int, list[int]] = defaultdict(list)
    for (end, _), velocity in release.items():
        waiting[end].append(velocity)
    for i in indices:
        end = notes[i].start_tick + lengths[i]
        notes[i] = replace(notes[i], duration_ticks=lengths[i], release_velocity=waiting[end].pop(0))
