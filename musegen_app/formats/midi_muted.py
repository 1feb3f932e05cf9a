"""Muted notes in a MIDI file: other programs must not sound them, so they stand in the "MuseGen notes" texts only.

A row is [start, pitch, which, duration, velocity, release velocity, locked, origin]; `which` counts all notes, muted
or not, of that start and pitch, so that they come back in their order.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from musegen_app.score.model import Note, Origin, new_id

MutedRow = list[int]
_FAR = 2**31 - 1


def muted_rows(notes: Iterable[Note]) -> list[tuple[Note, MutedRow]]:
    """The muted ones of a track's `notes`, each with its row but for the origin."""
    counts: dict[tuple[int, int], int] = {}
    rows: list[tuple[Note, MutedRow]] = []
    for n in notes:
        which = counts.get((n.start_tick, n.pitch), 0)
        counts[n.start_tick, n.pitch] = which + 1
        if n.muted:
            row = [n.start_tick, n.pitch, which, n.duration_ticks, n.velocity, n.release_velocity, int(n.locked)]
            rows.append((n, row))
    return rows


def muted_notes(rows: Iterable[object], origins: Sequence[Origin]) -> Iterator[tuple[int, Note]]:
    """Each muted note of the text, with the place it has among those of its start and pitch; broken rows are left
    out."""
    for row in rows:
        with contextlib.suppress(TypeError, ValueError, IndexError):
            start, pitch, which, duration, velocity, release, locked, origin = map(int, row)  # type: ignore[call-overload]
            note = Note(
                start, duration, pitch, velocity, new_id(), origins[abs(origin)], bool(locked), release, muted=True
            )
            if _possible(note):
                yield abs(which), note


def with_muted(notes: list[Note], muted: Iterable[tuple[int, Note]]) -> list[Note]:
    """`notes` together with the `muted` ones in their order."""
    found = sorted(muted, key=lambda one: (one[1].start_tick, one[1].pitch, one[0]))
    if not found:
        return notes
    places: dict[tuple[int, int], list[Note]] = {}
    for n in notes:
        places.setdefault((n.start_tick, n.pitch), []).append(n)
    for which, n in found:
        places.setdefault((n.start_tick, n.pitch), []).insert(which, n)
    return [n for place in sorted(places) for n in _in_order_of_ids(places[place])]


def _in_order_of_ids(together: list[Note]) -> list[Note]:
    """Notes of one start and pitch are sorted by their ids: where a muted one came between, all get new ones."""
    return together if len(together) == 1 else [replace(n, id=new_id()) for n in together]


def _possible(note: Note) -> bool:
    """Is everything where a note of ours can be? The text may come from anywhere."""
    in_time = note.start_tick >= 0 and note.duration_ticks >= 1 and note.end_tick <= _FAR
    return in_time and 0 <= note.pitch < 128 and 1 <= note.velocity < 128 and 0 <= note.release_velocity < 128
