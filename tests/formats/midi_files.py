"""MIDI files made by hand, byte by byte."""

from __future__ import annotations

END = b"\0\xff\x2f\0"


def header(file_type: int = 1, tracks: int = 1, division: int = 960) -> bytes:
    return b"MThd\0\0\0\6" + b"".join(n.to_bytes(2, "big") for n in (file_type, tracks, division))


def chunk(body: bytes, name: bytes = b"MTrk") -> bytes:
    return name + len(body).to_bytes(4, "big") + body


def midi(*bodies: bytes, file_type: int = 1, division: int = 960, tracks: int | None = None) -> bytes:
    """A whole file; every body is a track's events without the end."""
    count = len(bodies) if tracks is None else tracks
    return header(file_type, count, division) + b"".join(chunk(body + END) for body in bodies)


def number(value: int) -> bytes:
    """A variable-length number."""
    parts = [value & 0x7F]
    while value := value >> 7:
        parts.insert(0, value & 0x7F | 0x80)
    return bytes(parts)


def meta(kind: int, data: bytes, delta: int = 0) -> bytes:
    return number(delta) + bytes([0xFF, kind]) + number(len(data)) + data


def on(pitch: int, delta: int = 0, velocity: int = 64, channel: int = 0) -> bytes:
    return number(delta) + bytes([0x90 | channel, pitch, velocity])


def off(pitch: int, delta: int = 0, channel: int = 0, velocity: int = 64) -> bytes:
    return number(delta) + bytes([0x80 | channel, pitch, velocity])


def note(pitch: int = 60, delta: int = 0, length: int = 480, channel: int = 0) -> bytes:
    return on(pitch, delta, channel=channel) + off(pitch, length, channel=channel)
