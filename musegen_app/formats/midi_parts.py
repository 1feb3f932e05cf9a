"""The tracks of a MIDI file: one for each channel of each track chunk."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from musegen_app.formats.midi_events import Event
from musegen_app.formats.progress import tell
from musegen_app.score.gm import PROGRAMS
from musegen_app.score.model import IMPORTED, ControlEvent, ControlKind, Note, Track, new_ids

# (start, pitch, order, duration, velocity, release velocity): sorts like a track's notes.
RawNote = tuple[int, int, int, int, int, int]
DRUMS = 9
_PAUSE = 4096  # events or notes between two words about how far it is
_VOLUME, _PAN, _BANK, _REVERB, _CHORUS = 7, 10, 0, 91, 93
_MIX = ("volume", "pan", "reverb", "chorus")


@dataclass
class Part:
    """What one channel of one track chunk plays."""

    channel: int
    notes: list[RawNote] = field(default_factory=list)
    controls: list[ControlEvent] = field(default_factory=list)

    @property
    def first_tick(self) -> int:
        """The first onset; far away if there is none."""
        return self.notes[0][0] if self.notes else 1 << 40


def parts_of(events: list[Event], end_tick: int, place: Callable[[int], int]) -> list[Part]:
    """The channels of one chunk in the order of their first event; `place` turns the file's ticks into ours.

    A note-off ends the oldest sounding note of its pitch; notes that hang at `end_tick` end there.
    """
    parts: dict[int, Part] = {}
    sounding: defaultdict[tuple[int, int], deque[tuple[int, int, int]]] = defaultdict(deque)
    for order, (tick, status, data1, data2, _) in enumerate(events):
        if not order % _PAUSE:
            tell(order / len(events))
        if status >= 0xF0:
            continue
        channel, kind = status & 0x0F, status & 0xF0
        part = parts.get(channel) or parts.setdefault(channel, Part(channel))
        if kind == 0x90 and data2:
            sounding[channel, data1].append((tick, order, data2))
        elif kind > 0x90:
            part.controls.append(_control(place(tick), kind, data1, data2))
        elif waiting := sounding.get((channel, data1)):
            release = data2 if kind == 0x80 else 64
            part.notes.append(_note(waiting.popleft(), data1, tick, release, place))
    for (channel, pitch), waiting in sounding.items():
        parts[channel].notes.extend(_note(on, pitch, end_tick, 64, place) for on in waiting)
    for part in parts.values():
        part.notes.sort()
    return list(parts.values())


def _note(on: tuple[int, int, int], pitch: int, end: int, release: int, place: Callable[[int], int]) -> RawNote:
    start = place(on[0])
    return (start, pitch, on[1], max(1, place(end) - start), on[2], release)


def _control(tick: int, kind: int, data1: int, data2: int) -> ControlEvent:
    if kind == 0xB0:
        return ControlEvent(tick, ControlKind.CONTROL, data2, data1)
    if kind == 0xC0:
        return ControlEvent(tick, ControlKind.PROGRAM, data1)
    if kind == 0xE0:
        return ControlEvent(tick, ControlKind.BEND, (data2 << 7 | data1) - 8192)
    if kind == 0xA0:
        return ControlEvent(tick, ControlKind.POLY_PRESSURE, data2, data1)
    return ControlEvent(tick, ControlKind.PRESSURE, data1)


class ChannelState:
    """The sound settings of every channel over the whole file: chunks on one channel share them."""

    def __init__(self, parts: list[Part]) -> None:
        self._changes: defaultdict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
        for part in parts:
            for control in part.controls:
                if setting := _setting(control):
                    self._changes[part.channel, setting].append((control.tick, control.value))
        for changes in self._changes.values():
            changes.sort(key=lambda c: c[0])

    def at(self, channel: int, setting: str, tick: int, default: int) -> int:
        """The value in force at `tick`."""
        changes = self._changes.get((channel, setting), [])
        index = bisect_right(changes, tick, key=lambda c: c[0])
        return changes[index - 1][1] if index else default


def _setting(control: ControlEvent) -> str:
    """Which field of a track the event sets, "" for none."""
    if control.kind is ControlKind.PROGRAM:
        return "program"
    if control.kind is ControlKind.CONTROL:
        return _SETTINGS.get(control.number, "")
    return ""


_SETTINGS = {_VOLUME: "volume", _PAN: "pan", _BANK: "bank", _REVERB: "reverb", _CHORUS: "chorus"}
_DEFAULTS = {"program": 0, "bank": 0, "volume": 100, "pan": 64, "reverb": 40, "chorus": 0}


def track_of(part: Part, name: str, state: ChannelState, *, ours: bool) -> Track:
    """The part as a track: what sets its sound before the first note becomes the track's fields.

    Volume, pan, reverb and chorus: the first value is the field, later ones stay controllers. Instrument and bank:
    the last one before the first note counts and earlier ones, never heard, go (not in files of `ours`, where the
    first is the field). Without any of its own a part has what its channel has from other chunks.
    """
    fields: dict[str, int] = {}
    lifted: set[int] = set()
    for setting, default in _DEFAULTS.items():
        early = [i for i, c in enumerate(part.controls) if c.tick <= part.first_tick and _setting(c) == setting]
        if not early:
            fields[setting] = state.at(part.channel, setting, part.first_tick, default)
            continue
        keeps_first = ours or setting in _MIX
        fields[setting] = part.controls[early[0] if keeps_first else early[-1]].value
        lifted.update(early[:1] if keeps_first else early)
    controls = tuple(c for i, c in enumerate(part.controls) if i not in lifted)
    notes = _notes(part.notes)
    track = Track(name=name, channel=part.channel, notes=notes, controls=controls)
    return replace(
        track,
        program=fields["program"],
        bank=fields["bank"],
        volume=fields["volume"],
        pan=fields["pan"],
        reverb=fields["reverb"],
        chorus=fields["chorus"],
    )


def _notes(raw: list[RawNote]) -> tuple[Note, ...]:
    made: list[Note] = []
    for at in range(0, len(raw), _PAUSE):
        tell(at / len(raw))
        some = raw[at : at + _PAUSE]
        ids = new_ids(len(some))
        made.extend(Note(s, d, p, v, i, IMPORTED, False, r) for i, (s, p, _, d, v, r) in zip(ids, some, strict=True))
    return tuple(made)


def part_name(chunk_name: str, part: Part, state: ChannelState, alone: bool) -> str:
    """The chunk's name; parts that share a chunk are called by their instrument."""
    if alone:
        return chunk_name
    if part.channel == DRUMS:
        return "Drums"
    return PROGRAMS[state.at(part.channel, "program", part.first_tick, 0)]
