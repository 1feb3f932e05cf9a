"""Time put into a song and cut out of it: everything after it moves, in all tracks. Pure functions `Score -> Score`.

A locked note never moves: an edit that would move or cut one is refused with a SettingsError.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from musegen_app.base.errors import SettingsError
from musegen_app.score.controls import name_of
from musegen_app.score.model import ControlEvent, Note, Score, Section, TextEvent, Track, new_id
from musegen_app.score.note_edits import MAX_TICK
from musegen_app.score.steering_edits import steering_closed, steering_copied, steering_opened
from musegen_app.score.time import MeterChange, MeterMap, TempoMap

T = TypeVar("T")
_TIMED = frozenset({"marker", "cue_marker", "lyrics"})  # texts that belong to a place, even to tick 0


def insert_time(score: Score, at: int, ticks: int) -> Score:
    """`ticks` of silence at `at`: what begins there or later moves. Notes that sound on into it stay as they are; what
    holds from tick 0 on (tempo, metre, key, settings of a track) holds in the new time too. Raises SettingsError."""
    at = max(0, at)
    if ticks <= 0:
        return score
    if max(score.end_tick, at) + ticks > MAX_TICK:
        raise SettingsError("The song would become too long: insert fewer bars.")
    _refuse_locked(score, lambda n: n.start_tick >= at)

    def later(tick: int) -> int:
        return tick + ticks if tick >= at else tick

    def change_later(tick: int) -> int:
        return later(tick) if tick else 0

    meter, tempo = score.meter, score.tempo
    return replace(
        score,
        tracks=tuple(_track_shifted(t, at, ticks, later) for t in score.tracks),
        tempo=TempoMap(tuple(replace(c, tick=change_later(c.tick)) for c in tempo.changes)),
        meter=MeterMap(tuple(replace(c, tick=change_later(c.tick)) for c in meter.changes), meter.pickup_ticks),
        keys=tuple(replace(k, tick=change_later(k.tick)) for k in score.keys),
        chords=replace(score.chords, symbols=tuple(replace(s, tick=later(s.tick)) for s in score.chords.symbols)),
        sections=tuple(replace(s, start_tick=change_later(s.start_tick)) for s in score.sections),
        texts=_texts_shifted(score.texts, later),
        steering=steering_opened(score.steering, at, ticks),
    )


def delete_time(score: Score, low: int, high: int) -> Score:
    """Without [low, high): what comes later moves there, notes that reach into it are cut. What was in force at `high`
    (tempo, metre, key, chord, section, controls) is in force at `low`. Raises SettingsError."""
    low = max(0, low)
    if high <= low:
        return score
    _refuse_locked(score, lambda n: n.end_tick > low)
    cut = _Cut(low, high, high < _end(score))
    pickup = low + max(0, score.meter.pickup_ticks - high) if low < score.meter.pickup_ticks else None
    return replace(
        score,
        tracks=tuple(_track_cut(t, cut) for t in score.tracks),
        tempo=TempoMap(cut.of(score.tempo.changes, keep=True)),
        meter=_meter_cut(score.meter, cut, score.meter.pickup_ticks if pickup is None else pickup),
        keys=cut.of(score.keys, keep=True),
        chords=replace(score.chords, symbols=cut.of(score.chords.symbols)),
        sections=cut.of(score.sections, "start_tick"),
        texts=_texts_cut(score.texts, cut),
        steering=steering_closed(score.steering, low, high),
    )


class _Cut:
    """What happens to ticks when [low, high) goes; `goes_on`: is there music at or after `high`?"""

    def __init__(self, low: int, high: int, goes_on: bool) -> None:
        self.low, self.high, self.goes_on = low, high, goes_on

    def tick(self, tick: int) -> int:
        if tick <= self.low:
            return tick
        return max(self.low, tick - (self.high - self.low))

    def of(self, items: tuple[Any, ...], field: str = "tick", keep: bool = False) -> tuple[Any, ...]:
        """Things that hold until the next of their kind; the last one inside holds from `low` on, if anything comes
        after the cut (or in any case, with `keep`)."""
        before = [i for i in items if getattr(i, field) < self.low]
        inside = [i for i in items if self.low <= getattr(i, field) < self.high]
        after = [replace(i, **{field: self.tick(getattr(i, field))}) for i in items if getattr(i, field) >= self.high]
        meets = bool(after) and getattr(after[0], field) == self.low
        if not inside or meets or not (self.goes_on or keep):
            return (*before, *after)
        carried = replace(inside[-1], **{field: self.low})
        same = bool(before) and replace(before[-1], **{field: self.low}) == carried
        return (*before, *([] if same else [carried]), *after)


def _refuse_locked(score: Score, touched: Callable[[Note], bool]) -> None:
    for track in score.tracks:
        note = next((n for n in track.notes if n.locked and touched(n)), None)
        if note is not None:
            bar = score.meter.position(note.start_tick).bar + 1
            name = f" of {track.name}" if track.name else ""
            raise SettingsError(
                f"A locked note{name} in bar {bar} would have to move: unlock it, or choose bars behind it."
            )


def _end(score: Score) -> int:
    """Where the last thing of the song ends or stands, exclusive."""
    marks = [c.tick + 1 for c in score.chords.symbols]
    marks += [t.tick + 1 for t in score.texts if t.kind in _TIMED]
    return max([score.end_tick, *marks])


def _track_shifted(track: Track, at: int, ticks: int, later: Callable[[int], int]) -> Track:
    first = bisect_left(track.notes, at, key=lambda n: n.start_tick)
    notes = track.notes
    if first < len(notes):  # their order stays
        notes = (*notes[:first], *(n.moved(ticks, 0) for n in notes[first:]))
    controls = tuple(replace(c, tick=later(c.tick) if c.tick else 0) for c in track.controls)
    return replace(track, notes=notes, controls=controls, texts=_texts_shifted(track.texts, later))


def _texts_shifted(texts: tuple[TextEvent, ...], later: Callable[[int], int]) -> tuple[TextEvent, ...]:
    moved = (t if t.tick == 0 and t.kind not in _TIMED else replace(t, tick=later(t.tick)) for t in texts)
    return tuple(sorted(moved, key=lambda t: t.tick))


def _track_cut(track: Track, cut: _Cut) -> Track:
    notes = tuple(n for note in track.notes if (n := _note_cut(note, cut)) is not None)  # their order stays
    return replace(track, notes=notes, controls=_controls_cut(track.controls, cut), texts=_texts_cut(track.texts, cut))


def _note_cut(note: Note, cut: _Cut) -> Note | None:
    if note.start_tick >= cut.high:
        return note.moved(cut.low - cut.high, 0)
    if note.start_tick >= cut.low:
        return None
    end = note.start_tick + note.duration_ticks
    return note if end <= cut.low else replace(note, duration_ticks=cut.tick(end) - note.start_tick)


def _controls_cut(controls: tuple[ControlEvent, ...], cut: _Cut) -> tuple[ControlEvent, ...]:
    """Each control stands after the cut where it stood before it. What came on one tick stays together: a registered
    parameter is several controls in a row, some of them twice."""
    before = [c for c in controls if c.tick < cut.low]
    after = [replace(c, tick=cut.tick(c.tick)) for c in controls if c.tick >= cut.high]
    inside = [c for c in controls if cut.low <= c.tick < cut.high]
    last = {name_of(c): c.tick for c in inside}
    carried = [replace(c, tick=cut.low) for c in inside if c.tick == last[name_of(c)]]
    return (*before, *carried, *after)


def _texts_cut(texts: tuple[TextEvent, ...], cut: _Cut) -> tuple[TextEvent, ...]:
    stay = (t for t in texts if t.kind not in _TIMED or not cut.low <= t.tick < cut.high)
    return tuple(replace(t, tick=cut.tick(t.tick)) for t in stay)


def _meter_cut(meter: MeterMap, cut: _Cut, pickup: int) -> MeterMap:
    """A change that would fall into the pickup becomes the first metre."""
    changes: list[MeterChange] = list(cut.of(meter.changes, keep=True))
    early = [c for c in changes if c.tick <= pickup]
    first = replace(early[-1], tick=0)
    return MeterMap((first, *changes[len(early) :]), min(pickup, first.bar_ticks - 1))


# -- sections with everything inside ---------------------------------------------------------------------------------


def duplicate_section(score: Score, start_tick: int, end_tick: int) -> Score:
    """[start, end) once more right behind itself, with all that is in it; the new section's label gets a prime.

    Notes of the copy have fresh ids, keep their origin and are not locked. Raises SettingsError when a locked note
    behind it would have to move.
    """
    length = end_tick - start_tick
    if length <= 0:
        return score
    opened = insert_time(score, end_tick, length)
    label = next((s.label for s in reversed(score.sections) if s.start_tick <= start_tick), "")
    meter, tempo = score.meter, score.tempo
    copy = _Copy(start_tick, end_tick)
    return replace(
        opened,
        tracks=tuple(_track_copied(old, new, copy) for old, new in zip(score.tracks, opened.tracks, strict=True)),
        tempo=TempoMap(copy.into(tempo.changes, opened.tempo.changes)),
        meter=MeterMap(copy.into(meter.changes, opened.meter.changes), meter.pickup_ticks),
        keys=copy.into(score.keys, opened.keys),
        chords=replace(opened.chords, symbols=copy.into(score.chords.symbols, opened.chords.symbols)),
        sections=_sections_copied(opened, end_tick, label),
        texts=_sorted_by_tick((*opened.texts, *copy.timed(score.texts))),
        steering=steering_copied(opened.steering, start_tick, end_tick, score.steering),
    )


class _Copy:
    """Things of [low, high) once more from `high` on."""

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, high

    def inside(self, items: Iterable[T]) -> list[T]:
        held: list[Any] = [i for i in items if self.low <= _tick_of(i) < self.high]
        return [replace(i, tick=i.tick + self.high - self.low) for i in held]

    def timed(self, texts: Iterable[TextEvent]) -> list[TextEvent]:
        return self.inside(t for t in texts if t.kind in _TIMED or t.tick > 0)

    def into(self, items: tuple[T, ...], opened: tuple[T, ...]) -> tuple[T, ...]:
        """`opened` with the copies; the copy begins with what was in force at `low`. What would only say again what
        is in force is left out."""
        copies: list[Any] = self.inside(items)
        force = _last_before(items, self.low)
        if force is not None and (not copies or copies[0].tick > self.high):
            copies = [replace(force, tick=self.high), *copies]
        held = _last_before(items, self.high)
        if copies and held is not None and copies[0] == replace(held, tick=copies[0].tick):
            copies = copies[1:]
        return _sorted_by_tick((*opened, *copies))


def _last_before(items: tuple[Any, ...], tick: int) -> Any:
    """What is in force just before `tick`; None if nothing is."""
    return next((i for i in reversed(items) if i.tick < tick), None)


def _track_copied(old: Track, opened: Track, copy: _Copy) -> Track:
    length = copy.high - copy.low
    inside = [n for n in old.notes if copy.low <= n.start_tick < copy.high]
    notes = [replace(n, start_tick=n.start_tick + length, id=new_id(), locked=False) for n in inside]
    controls = _sorted_by_tick((*opened.controls, *_controls_at_start(old, copy), *copy.inside(old.controls)))
    texts = _sorted_by_tick((*opened.texts, *copy.timed(old.texts)))
    return replace(opened, controls=controls, texts=texts).with_notes([*opened.notes, *notes])


def _controls_at_start(track: Track, copy: _Copy) -> list[ControlEvent]:
    """Controls that stood otherwise at the start of the section than at its end."""
    start = {name_of(c): c.value for c in track.controls if c.tick < copy.low}
    end = {name_of(c): c.value for c in track.controls if c.tick < copy.high}
    back = [(name, value) for name, value in start.items() if end[name] != value]
    return [ControlEvent(copy.high, kind, value, number) for (kind, number), value in back]


def _sections_copied(opened: Score, at: int, label: str) -> tuple[Section, ...]:
    if not label:
        return opened.sections
    return tuple(sorted((*opened.sections, Section(at, f"{label}'")), key=lambda s: s.start_tick))


def _tick_of(item: Any) -> int:
    tick: int = item.tick
    return tick


def _sorted_by_tick(items: Iterable[T]) -> tuple[T, ...]:
    return tuple(sorted(items, key=_tick_of))
