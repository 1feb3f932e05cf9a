"""The events of a Standard MIDI File, read under guard.

One walk over the bytes checks everything and decodes on the way: the usual libraries take 5 s for a million
events, accept lengths of years and read a wrong track count as an empty song.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from musegen_app.formats.guard import MAX_EVENTS, MAX_MIDI_TRACKS, MAX_SECONDS, Refusal
from musegen_app.formats.progress import tell
from musegen_app.score.time import DEFAULT_US_PER_QUARTER, MAX_BPM, MIN_BPM

META = 0xFF
SYSEX = 0xF0
ESCAPE = 0xF7
_PAUSE = 4096  # events between two words about how far it is
_DAMAGED = "get an undamaged copy of it"


class Event(NamedTuple):
    """`status` as in the file; channel messages have `data1`, `data2`; META (type in `data1`) and sysex `data`."""

    tick: int
    status: int
    data1: int
    data2: int
    data: bytes


@dataclass
class MidiEvents:
    """A whole file: events of each track chunk, times in ticks of `division` to the quarter."""

    file_type: int
    division: int
    tracks: list[list[Event]] = field(default_factory=list)
    end_ticks: list[int] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def clamp_tempo(us_per_quarter: int) -> int:
    """A tempo of the file inside 4 to 1000 quarters a minute."""
    return min(max(us_per_quarter, 60_000_000 // MAX_BPM), 60_000_000 // MIN_BPM)


def walk(data: bytes) -> MidiEvents:
    """Everything in the file. Raises Refusal with the reason."""
    start = _unwrapped(data)
    found, declared, position = _header(data, start)
    left = MAX_EVENTS
    while position + 8 <= len(data) and len(found.tracks) < declared:
        name, length = data[position : position + 4], int.from_bytes(data[position + 4 : position + 8], "big")
        position += 8
        if position + length > len(data):
            raise Refusal(f"it is cut short at byte {len(data)}; {_DAMAGED}")
        if name == b"MTrk":
            events, end_tick = _track(data, position, position + length, left)
            left -= len(events)
            found.tracks.append(events)
            found.end_ticks.append(end_tick)
        position += length
    _check_count(found, declared)
    _check_length(found)
    return found


def _unwrapped(data: bytes) -> int:
    """Where the header chunk begins; some programs wrap the file in a RIFF envelope."""
    if data[:4] == b"RIFF" and data[8:12] == b"RMID":
        return max(data.find(b"MThd", 12, 4096), 0)
    return 0


def _header(data: bytes, start: int) -> tuple[MidiEvents, int, int]:
    """(an empty file with its type and division, number of tracks declared, position of the first chunk)."""
    if data[start : start + 4] != b"MThd" or len(data) < start + 14:
        raise Refusal("it does not begin like a MIDI file; choose a file that is one")
    length = int.from_bytes(data[start + 4 : start + 8], "big")
    if length < 6 or start + 8 + length > len(data):
        raise Refusal(f"its header is damaged; {_DAMAGED}")
    file_type, declared, division = (int.from_bytes(data[start + i : start + i + 2], "big") for i in (8, 10, 12))
    if file_type == 2:
        raise Refusal("it is a type 2 MIDI file, a set of separate patterns; save it as type 1 with its program")
    if file_type > 2:
        raise Refusal(f"its header is damaged; {_DAMAGED}")
    if division & 0x8000:
        raise Refusal("it counts film frames (SMPTE) instead of beats; save it with beats with its program")
    if division == 0:
        raise Refusal(f"it does not say how long a beat is; {_DAMAGED}")
    if not 1 <= declared <= MAX_MIDI_TRACKS:
        raise Refusal(f"it declares {declared} tracks, and 1 to {MAX_MIDI_TRACKS} are possible; {_DAMAGED}")
    return MidiEvents(file_type, division), declared, start + 8 + length


def _check_count(found: MidiEvents, declared: int) -> None:
    if not found.tracks:
        raise Refusal(f"it has no tracks; {_DAMAGED}")
    missing = declared - len(found.tracks)
    if missing:
        found.remarks.append(f"The file declares {declared} tracks, but {missing} of them are not there.")


def _check_length(found: MidiEvents) -> None:
    slowest = max((clamp_tempo(t) for t in _tempi(found)), default=0)
    longest = max(found.end_ticks) / found.division * max(slowest, DEFAULT_US_PER_QUARTER) / 1_000_000
    if longest > MAX_SECONDS:
        raise Refusal(f"it would last {longest / 3600:,.0f} hours, and 24 are possible; {_DAMAGED}")


def _tempi(found: MidiEvents) -> list[int]:
    return [
        int.from_bytes(e.data, "big")
        for events in found.tracks
        for e in events
        if e.status == META and e.data1 == 0x51 and len(e.data) == 3
    ]


def _track(data: bytes, position: int, end: int, left: int) -> tuple[list[Event], int]:
    """(events, tick of the end). One flat loop: it runs a million times and has to be quick."""
    events: list[Event] = []
    add, make = events.append, Event._make
    tick = status = 0
    pause = min(left, _PAUSE)
    while position < end:
        delta = data[position]
        position += 1
        if delta > 0x7F:
            if position < end and data[position] < 0x80:  # two bytes, as most are
                delta = (delta & 0x7F) << 7 | data[position]
                position += 1
            else:
                delta, position = _long_number(data, position - 1, end)
        tick += delta
        first = data[position] if position < end else -1
        if first > 0x7F:
            position += 1
            if first >= 0xF0:
                event, position = _special(data, position, end, tick, first)
                if event.status == META and event.data1 == 0x2F:
                    break
                add(event)
                _check_events(len(events), left)
                continue
            status = first
        elif first < 0 or status == 0:
            raise _broken(position)
        size = 1 if 0xC0 <= status < 0xE0 else 2
        if position + size > end:
            raise _broken(position)
        data1, data2 = data[position], data[position + 1] if size == 2 else 0
        if (data1 | data2) & 0x80:
            raise _broken(position)
        position += size
        add(make((tick, status, data1, data2, b"")))
        if len(events) > pause:
            _check_events(len(events), left)
            tell(position / len(data))
            pause = min(left, pause + _PAUSE)
    return events, tick


def _check_events(count: int, left: int) -> None:
    if count > left:
        raise Refusal(f"it has more than {MAX_EVENTS:,} events; split it with the program that made it")


def _special(data: bytes, position: int, end: int, tick: int, status: int) -> tuple[Event, int]:
    """A meta event or system exclusive message, and the position behind it."""
    kind = 0
    if status == META and position < end:
        kind = data[position]
        position += 1
    elif status not in (SYSEX, ESCAPE):
        raise _broken(position)
    length, position = _long_number(data, position, end)
    if position + length > end:
        raise _broken(position)
    return Event(tick, status, kind, 0, data[position : position + length]), position + length


def _long_number(data: bytes, position: int, end: int) -> tuple[int, int]:
    """A variable-length number of at most four bytes, and the position behind it."""
    value = 0
    for at in range(position, min(position + 4, end)):
        value = value << 7 | data[at] & 0x7F
        if data[at] < 0x80:
            return value, at + 1
    raise _broken(position)


def _broken(position: int) -> Refusal:
    return Refusal(f"its music is damaged at byte {position}; {_DAMAGED}")
