"""Which synth channel each track plays on, and which MIDI outputs."""

from __future__ import annotations

from musegen_app.engine.route import FIRST_ROUTE, Route
from musegen_app.score.model import Track

DRUM_CHANNEL = 9
CHORD_CHANNEL = 15
MOST_ROUTES = 256 - FIRST_ROUTE  # a channel is one byte of an event
MELODIC_CHANNELS = tuple(c for c in range(16) if c not in (DRUM_CHANNEL, CHORD_CHANNEL))


def assigned_channels(tracks: tuple[Track, ...]) -> dict[int, int]:
    """Track id -> channel. Mutes do not matter, so that muting moves nobody. Tracks that do not sound on the synth
    have none.

    Drums share channel 9. Melodic tracks keep their written channel when it is free, else get another free one;
    when all are taken, a track joins the first with the same instrument, else with the nearest one.
    """
    tracks = tuple(t for t in tracks if t.output.synth)
    channels: dict[int, int] = {t.id: DRUM_CHANNEL for t in tracks if t.is_drums}
    owners: dict[int, Track] = {}
    for track in sorted((t for t in tracks if not t.is_drums), key=lambda t: t.channel not in MELODIC_CHANNELS):
        channel = _free(track, owners)
        if channel is None:
            channel = _nearest(track, owners)
        else:
            owners[channel] = track
        channels[track.id] = channel
    return channels


def routes_of(tracks: tuple[Track, ...]) -> tuple[Route, ...]:
    """The channels of MIDI outputs that the tracks want, muted or not, in the order of the tracks."""
    wanted = dict.fromkeys(route for t in tracks if (route := route_of(t)) is not None)
    return tuple(wanted)[:MOST_ROUTES]


def route_of(track: Track) -> Route | None:
    """Where the track goes beside or instead of the synth."""
    return Route(track.output.port, track.output.channel) if track.output.port else None


def _free(track: Track, owners: dict[int, Track]) -> int | None:
    if track.channel in MELODIC_CHANNELS and track.channel not in owners:
        return track.channel
    return next((c for c in MELODIC_CHANNELS if c not in owners), None)


def _nearest(track: Track, owners: dict[int, Track]) -> int:
    """General MIDI numbers instruments by family: the nearest number sounds nearest."""
    return min(owners, key=lambda c: (owners[c].bank != track.bank, abs(owners[c].program - track.program), c))
