"""What the window remembers of itself between two starts, as the text that the settings keep."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Layout:
    """Size in points, folded columns, theme and switches. What cannot be read is the default."""

    width: int = 1280
    height: int = 800
    maximised: bool = False
    tracks: bool = True
    compose: bool = True
    theme: str = "system"
    listen_at_once: bool = True
    lanes: str = "velocity:100"  # open below the notes, with their heights, see `piano_roll.lane_kinds`
    strips: str = ""  # unfolded or folded by hand above the notes, see `piano_roll.timeline`
    groove: str = ""  # what the quantise panel is set to, see `piano_roll.groove`
    recent_commands: str = ""  # of the palette, a line each, the latest first
    authors: bool = False  # are notes coloured by who wrote them?
    history: bool = False  # is the list of steps folded out?
    track_width: int = 236
    compose_width: int = 312
    mixer: bool = False  # is the mixer folded out?
    controls: str = ""  # the group of controls that is open behind "More", "" = none
    roll_without: str = ""  # what of the roll is switched off, see `commands.look_commands`

    def text(self) -> str:
        return json.dumps(asdict(self))


def layout_of(text: str) -> Layout:
    """Never fails."""
    usual = Layout()
    try:
        raw = json.loads(text) if text else {}
    except ValueError:
        return usual
    if not isinstance(raw, dict):
        return usual
    known = {k: v for k, v in raw.items() if k in asdict(usual) and type(v) is type(getattr(usual, k))}
    return Layout(**known)
