"""Edits of what belongs to the whole song: tempo, metre, keys, chords, sections, and taking over a take.

Pure functions `Score -> Score`; values out of range raise SettingsError with a sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from musegen_app.base.errors import SettingsError
from musegen_app.score.controls import cut_out
from musegen_app.score.harmony import ChordSymbol, parse_chord
from musegen_app.score.keys import Key, KeyChange
from musegen_app.score.model import ControlEvent, Note, Score, Section, Track, new_id
from musegen_app.score.note_table import table_of
from musegen_app.score.time import MAX_BPM, MIN_BPM, MeterChange, MeterMap, TempoChange, TempoMap

T = TypeVar("T")
_Sound = tuple[int, int, int, int]  # begin, length, pitch, velocity


def set_title(score: Score, title: str) -> Score:
    return replace(score, title=title)


def set_soundfont(score: Score, path: str) -> Score:
    """The SoundFont file that this song wants to be heard with; "" = the user's usual one."""
    return replace(score, soundfont=path)


def set_tempo(score: Score, tick: int, bpm: float) -> Score:
    """From `tick` on `bpm` quarters a minute, until the next change that is already there."""
    if not MIN_BPM <= bpm <= MAX_BPM:
        raise SettingsError(f"The tempo has to be between {MIN_BPM} and {MAX_BPM} quarter notes a minute.")
    change = TempoChange(max(0, tick), round(60_000_000 / bpm))
    return replace(score, tempo=TempoMap(_put(score.tempo.changes, change, lambda c: c.tick)))


def remove_tempo(score: Score, tick: int) -> Score:
    """Without the change at `tick`; the first one stays."""
    changes = tuple(c for c in score.tempo.changes if c.tick != tick or c.tick == 0)
    return replace(score, tempo=TempoMap(changes))


def set_meter(score: Score, tick: int, numerator: int, denominator: int) -> Score:
    """From the bar of `tick` on another metre, until the next change that is already there."""
    if not 1 <= numerator <= 64 or denominator not in (1, 2, 4, 8, 16, 32, 64):
        raise SettingsError("A metre has 1 to 64 beats of a whole note, half, quarter … or 64th, such as 6/8.")
    meter = score.meter
    bar = meter.position(max(0, tick)).bar
    bar_line = meter.bar_start(bar) if bar > 0 else 0
    change = MeterChange(bar_line, numerator, denominator)
    changes = _put(meter.changes, change, lambda c: c.tick)
    return replace(score, meter=MeterMap(changes, min(meter.pickup_ticks, changes[0].bar_ticks - 1)))


def set_pickup(score: Score, ticks: int) -> Score:
    """The length of an incomplete first bar, 0 for none; less than a bar."""
    if not 0 <= ticks < score.meter.at(0).bar_ticks:
        raise SettingsError("A pickup is shorter than a bar.")
    if any(c.tick <= ticks for c in score.meter.changes[1:]):
        raise SettingsError("A pickup ends before the first change of metre.")
    return replace(score, meter=MeterMap(score.meter.changes, ticks))


def remove_meter(score: Score, tick: int) -> Score:
    """Without the change at `tick`; the first one stays."""
    changes = tuple(c for c in score.meter.changes if c.tick != tick or c.tick == 0)
    return replace(score, meter=MeterMap(changes, score.meter.pickup_ticks))


def set_key(score: Score, tick: int, key: Key) -> Score:
    """From `tick` on the music is in `key`; the notes stay as they are."""
    return replace(score, keys=_put(score.keys, KeyChange(max(0, tick), key), lambda c: c.tick))


def remove_key(score: Score, tick: int) -> Score:
    return replace(score, keys=tuple(c for c in score.keys if c.tick != tick))


def set_chord(score: Score, tick: int, text: str) -> Score:
    """The symbol at `tick` written or overwritten. Raises SettingsError if `text` is no chord."""
    symbol = ChordSymbol(max(0, tick), parse_chord(text), text.strip())
    return _with_symbols(score, _put(score.chords.symbols, symbol, lambda s: s.tick))


def remove_chord(score: Score, tick: int) -> Score:
    return _with_symbols(score, tuple(s for s in score.chords.symbols if s.tick != tick))


def move_chord(score: Score, from_tick: int, to_tick: int) -> Score:
    """The symbol moved; it replaces one that stands at `to_tick`. Nothing there: nothing happens."""
    to_tick = max(0, to_tick)
    moved = [replace(s, tick=to_tick) for s in score.chords.symbols if s.tick == from_tick]
    if not moved or from_tick == to_tick:
        return score
    others = tuple(s for s in score.chords.symbols if s.tick != from_tick)
    return _with_symbols(score, _put(others, moved[0], lambda s: s.tick))


def write_chords(score: Score, symbols: Iterable[ChordSymbol], low: int, high: int) -> Score:
    """`symbols` in place of those of [low, high); one that says what was there before is that one, whoever wrote it."""
    others = [s for s in score.chords.symbols if not low <= s.tick < high]
    known = {(s.tick, s.text): s for s in score.chords.symbols if low <= s.tick < high}
    written = tuple(sorted((*others, *(known.get((s.tick, s.text), s) for s in symbols)), key=lambda s: s.tick))
    return score if written == score.chords.symbols else _with_symbols(score, written)


def remove_chords(score: Score, low: int, high: int) -> Score:
    """Without the symbols of [low, high)."""
    return write_chords(score, (), low, high)


def copy_chord(score: Score, from_tick: int, to_tick: int) -> Score:
    """The symbol at `from_tick` once more at `to_tick`, in place of one that stands there."""
    found = [replace(s, tick=max(0, to_tick)) for s in score.chords.symbols if s.tick == from_tick]
    if not found or from_tick == to_tick:
        return score
    return _with_symbols(score, _put(score.chords.symbols, found[0], lambda s: s.tick))


def set_chords_sound(
    score: Score, *, program: int | None = None, volume: int | None = None, mute: bool | None = None
) -> Score:
    """How the chord symbols sound; None leaves a value as it is."""
    lane = score.chords
    lane = lane if program is None else replace(lane, program=min(max(program, 0), 127))
    lane = lane if volume is None else replace(lane, volume=min(max(volume, 0), 127))
    lane = lane if mute is None else replace(lane, mute=mute)
    return replace(score, chords=lane)


def set_section(score: Score, tick: int, label: str) -> Score:
    """A formal part begins at `tick`; an empty label removes the mark there."""
    others = tuple(s for s in score.sections if s.start_tick != tick)
    if label.strip():
        others = _put(others, Section(max(0, tick), label.strip()), lambda s: s.start_tick)
    return replace(score, sections=others)


def insert_take(
    score: Score,
    track_id: int,
    notes: Iterable[Note],
    chords: Iterable[ChordSymbol],
    from_tick: int,
    to_tick: int,
    controls: Iterable[ControlEvent] | None = None,
    only: Collection[int] = (),
) -> Score:
    """Take over what a take proposes in [from_tick, to_tick).

    Its notes that begin there replace the track's unlocked notes that begin there, but for muted ones: nobody heard
    them, the net neither, so nothing stands in for them. A note that the take leaves as it is stays the very note, with
    its author. Where a locked note sounds on the same pitch the take gives way. Chord symbols fill ticks that have
    none: written ones stay. `controls` (None: the take has none to say) replace the track's there, the very end counted
    in. The notes get fresh ids (the worker counts its own) and keep their origin. `only`: ids of the notes that may be
    replaced, the others of the span count as locked; () = all may.
    """
    track = score.track(track_id)
    if controls is not None:
        track = _with_controls(track, controls, from_tick, to_tick)
    inside = [n for n in notes if from_tick <= n.start_tick < to_tick]
    first, last = table_of(track.notes).span(from_tick - 1, max([to_tick, *(n.end_tick for n in inside)]))
    near = track.notes[first:last]
    here = [n for n in near if not n.muted and from_tick <= n.start_tick < to_tick]
    spared = [n for n in here if only and not n.locked and n.id not in only]
    gone = [n for n in here if not n.locked and (not only or n.id in only)]
    alike = Counter(map(_sound, gone)) & Counter(map(_sound, inside))
    gone, fresh = _without(gone, alike), _without(inside, alike)
    locked = [*(n for n in near if n.locked and not n.muted), *spared]
    accepted = [replace(n, id=new_id()) for n in fresh if not any(_collide(n, fixed) for fixed in locked)]
    return fill_chords(score.with_track(track.exchanged(gone, accepted)), chords, from_tick, to_tick)


def fill_chords(score: Score, chords: Iterable[ChordSymbol], from_tick: int, to_tick: int) -> Score:
    """With those of `chords` in [from_tick, to_tick) that stand where no symbol is written."""
    written = {s.tick for s in score.chords.symbols}
    new_symbols = [c for c in chords if from_tick <= c.tick < to_tick and c.tick not in written]
    if not new_symbols:
        return score
    return _with_symbols(score, tuple(sorted((*score.chords.symbols, *new_symbols), key=lambda s: s.tick)))


def _with_controls(track: Track, controls: Iterable[ControlEvent], from_tick: int, to_tick: int) -> Track:
    others = cut_out(track.controls, from_tick, to_tick)
    new = [c for c in controls if from_tick <= c.tick <= to_tick]
    return replace(track, controls=tuple(sorted([*new, *others], key=lambda c: c.tick)))


def _sound(note: Note) -> _Sound:
    return note.start_tick, note.duration_ticks, note.pitch, note.velocity


def _without(notes: Iterable[Note], some: Mapping[_Sound, int]) -> list[Note]:
    """`notes` but for so many of each sound."""
    left = Counter(some)
    stay = []
    for note in notes:
        if left[_sound(note)]:
            left[_sound(note)] -= 1
        else:
            stay.append(note)
    return stay


def _collide(note: Note, other: Note) -> bool:
    return note.pitch == other.pitch and note.start_tick < other.end_tick and other.start_tick < note.end_tick


def _with_symbols(score: Score, symbols: tuple[ChordSymbol, ...]) -> Score:
    return replace(score, chords=replace(score.chords, symbols=symbols))


def _put(items: tuple[T, ...], item: T, tick_of: Callable[[T], int]) -> tuple[T, ...]:
    """`items` with `item` in place of one at the same tick, sorted."""
    others = [i for i in items if tick_of(i) != tick_of(item)]
    return tuple(sorted((*others, item), key=tick_of))
