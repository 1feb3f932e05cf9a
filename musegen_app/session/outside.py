"""What must be said of tracks that sound on a MIDI output. Pure functions: a sentence, or "" when there is nothing."""

from __future__ import annotations

from collections.abc import Iterable

from musegen_app.engine.channels import route_of
from musegen_app.engine.messages import PortInfo
from musegen_app.engine.route import Route
from musegen_app.score.model import Score, Track


def not_in_file(score: Score) -> str:
    """Which tracks a sound file leaves out."""
    names = [t.name or "Track" for t in score.tracks if t.notes and not t.mute and not t.output.synth]
    if not names:
        return ""
    verbs = "sounds on a MIDI output only and is" if len(names) == 1 else "sound on MIDI outputs only and are"
    return f"{listed(names)} {verbs} not in the file: switch on “Built-in synth” in the track's mix to have it there"


def not_connected(score: Score, outputs: Iterable[PortInfo]) -> str:
    """Which outputs of the song's tracks are not there."""
    wanted = {t.output.port for t in score.tracks if t.output.port and not t.mute}
    missing = sorted(p.name for p in outputs if p.name in wanted and not p.present)
    if not missing:
        return ""
    verb, it = ("is", "it") if len(missing) == 1 else ("are", "them")
    return f"{listed(missing)} {verb} not connected: plug {it} in, or choose another MIDI port in the track's mix"


def disagreeing(score: Score) -> str:
    """Which tracks share one channel of a MIDI output with another instrument: a device plays one on a channel."""
    first: dict[Route, Track] = {}
    for track in score.tracks:
        route = route_of(track)
        if route is None or track.mute or track.is_drums:
            continue
        other = first.setdefault(route, track)
        if (other.bank, other.program) != (track.bank, track.program):
            names = listed([other.name or "Track", track.name or "Track"])
            place = f"channel {route.channel + 1} of “{route.port}”"
            return f"{names} share {place}, which plays one instrument: choose another channel in the track's mix"
    return ""


def listed(names: list[str]) -> str:
    """“A”, “B” and “C”."""
    quoted = [f"“{name}”" for name in names]
    return " and ".join(part for part in (", ".join(quoted[:-1]), quoted[-1]) if part)
