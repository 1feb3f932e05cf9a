"""Meta events as texts and bytes, and what MuseGen writes into texts for itself.

A MIDI file has no place for chord symbols, sections, a pickup or who wrote a note. MuseGen puts them into text
events that begin with "MuseGen"; other programs ignore them, and what was changed elsewhere is taken from the
file, not from the texts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from musegen_app.formats.midi_events import ESCAPE, META, SYSEX, Event
from musegen_app.score.model import TextEvent

TRACK_NAME = 0x03
TEXT = 0x01
DEVICE_NAME = 0x09
TEMPO = 0x51
TIME_SIGNATURE = 0x58
KEY_SIGNATURE = 0x59
_TEXTS = {
    TEXT: "text",
    0x02: "copyright",
    TRACK_NAME: "track_name",
    0x04: "instrument_name",
    0x05: "lyrics",
    0x06: "marker",
    0x07: "cue_marker",
    DEVICE_NAME: "device_name",
}
# Kept as hexadecimal text; any other type is "meta_xx".
_DATA = {
    0x00: "sequence_number",
    0x20: "channel_prefix",
    0x21: "midi_port",
    0x54: "smpte_offset",
    0x7F: "sequencer_specific",
}
_TYPES = {name: kind for kind, name in (_TEXTS | _DATA).items()}
_OTHER = re.compile("meta_([0-7][0-9a-f])")
_NOT_KEPT = {TEMPO, TIME_SIGNATURE, KEY_SIGNATURE, 0x2F}  # said by the score itself; the end of a track by its length
_MARK = "MuseGen "


def decoded(data: bytes) -> str:
    """UTF-8, or Latin-1 where it is not."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def text_event(event: Event, tick: int) -> TextEvent:
    """A meta or sysex event of the file as it is kept."""
    if event.status != META:
        return TextEvent(tick, "sysex" if event.status == SYSEX else "escape", event.data.hex())
    if event.data1 in _TEXTS:
        return TextEvent(tick, _TEXTS[event.data1], decoded(event.data))
    return TextEvent(tick, _DATA.get(event.data1, f"meta_{event.data1:02x}"), event.data.hex())


def text_bytes(text: TextEvent) -> bytes:
    """The event as it stands in a file, without its time. A kind that MIDI does not know becomes a text."""
    if text.kind in ("sysex", "escape"):
        data = _from_hex(text.text)
        return bytes([SYSEX if text.kind == "sysex" else ESCAPE]) + number_bytes(len(data)) + data
    other = _OTHER.fullmatch(text.kind)
    if other is not None and int(other[1], 16) not in _NOT_KEPT:
        return meta_bytes(int(other[1], 16), _from_hex(text.text))
    data = _from_hex(text.text) if text.kind in _DATA.values() else text.text.encode("utf-8", "replace")
    return meta_bytes(_TYPES.get(text.kind, TEXT), data)


def meta_bytes(kind: int, data: bytes) -> bytes:
    return bytes([META, kind]) + number_bytes(len(data)) + data


def number_bytes(value: int) -> bytes:
    """A variable-length number."""
    parts = [value & 0x7F]
    while value := value >> 7:
        parts.append(value & 0x7F | 0x80)
    return bytes(reversed(parts))


def _from_hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


@dataclass(frozen=True, slots=True)
class Own:
    """A text of our own: `word` is "song", "track", "notes" (`value` is from JSON), "chord", "netchord" (one that a
    net wrote) or "section" (text)."""

    tick: int
    word: str
    value: object


def own_text(tick: int, word: str, value: object) -> TextEvent:
    text = value if isinstance(value, str) else json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return TextEvent(tick, "text", f"{_MARK}{word} {text}")


def parse_own(text: TextEvent) -> Own | None:
    """None if it is just a text, or one of ours that somebody broke."""
    if text.kind != "text" or not text.text.startswith(_MARK):
        return None
    word, _, rest = text.text[len(_MARK) :].partition(" ")
    if word in ("chord", "netchord", "section"):
        return Own(text.tick, word, rest)
    if word not in ("song", "track", "notes"):
        return None
    try:
        return Own(text.tick, word, json.loads(rest))
    except (ValueError, RecursionError):
        return None


def own_values(own: list[Own], word: str) -> Iterator[dict[str, object]]:
    """The JSON objects under `word`."""
    for o in own:
        if o.word == word and isinstance(o.value, dict):
            yield o.value
