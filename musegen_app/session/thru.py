"""How keys sound that are played on a track, and which key silences everything. Pure functions."""

from __future__ import annotations

from musegen_app.engine import messages as engine
from musegen_app.engine.channels import route_of
from musegen_app.score.model import Track

KEY, CONTROLLER = 0x90, 0xB0
_PRESSED = 64  # a controller from here on


def live_sound(track: Track | None) -> engine.LiveSound:
    """How keys sound that are played on the track; without one like a piano."""
    if track is None:
        return engine.LiveSound()
    return engine.LiveSound(
        bank=track.bank,
        program=track.program,
        volume=track.volume,
        pan=track.pan,
        reverb=track.reverb,
        chorus=track.chorus,
        drums=track.is_drums,
        synth=track.output.synth,
        route=route_of(track),
    )


def trigger_of(event: engine.PlayedEvent) -> engine.SetPanicTrigger | None:
    """The event as what silences everything, if it can be that: a key struck, a button pressed."""
    kind = event.status & 0xF0
    if (kind == KEY and event.data2 > 0) or (kind == CONTROLLER and event.data2 >= _PRESSED):
        return engine.SetPanicTrigger(kind, event.data1)
    return None
