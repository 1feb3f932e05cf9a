"""Where a track's messages go beside or instead of the synth."""

from __future__ import annotations

from dataclasses import dataclass

FIRST_ROUTE = 64  # in a playlist, `channel` 64 + i means `routes[i]`; 0..15 are the synth's


@dataclass(frozen=True, slots=True)
class Route:
    """One MIDI channel (0..15) of the output port `port` (its stable name)."""

    port: str
    channel: int
