"""Edits of whole tracks: pure functions `Score -> Score`. An unknown track id raises KeyError."""

from __future__ import annotations

from dataclasses import replace

from musegen_app.score.model import ControlEvent, ControlKind, Note, Output, Score, TextEvent, Track, new_id
from musegen_app.score.note_edits import with_free_ids

DRUM_CHANNEL = 9
MAX_COLOUR = 255  # colours are counted round the theme's row, which may be of any length


def free_channel(score: Score) -> int:
    """The first channel that no track uses, never the drums'; channels repeat after fifteen tracks."""
    used = [t.channel for t in score.tracks]
    melodic = [c for c in range(16) if c != DRUM_CHANNEL]
    return min(melodic, key=lambda c: (used.count(c), c))


def add_track(score: Score, track: Track | None = None, index: int | None = None) -> Score:
    """`track` (an empty one on a free channel without it) at the end or at `index`; fresh ids where they clash."""
    track = Track(channel=free_channel(score)) if track is None else track
    if any(t.id == track.id for t in score.tracks):
        track = replace(track, id=new_id())
    track = track.with_notes(with_free_ids(track.notes, score))
    index = len(score.tracks) if index is None else max(0, index)
    return replace(score, tracks=(*score.tracks[:index], track, *score.tracks[index:]))


def remove_track(score: Score, track_id: int) -> Score:
    """Without that track. One that holds locked notes is refused (the same score comes back)."""
    track = score.track(track_id)
    if any(n.locked for n in track.notes):
        return score
    return replace(score, tracks=tuple(t for t in score.tracks if t.id != track_id))


def duplicate_track(score: Score, track_id: int) -> Score:
    """A copy right below, with fresh ids, on a channel of its own (drums stay drums)."""
    track = score.track(track_id)
    index = score.tracks.index(track) + 1
    copied = replace(
        track,
        id=new_id(),
        channel=track.channel if track.is_drums else free_channel(score),
        notes=tuple(replace(n, id=new_id()) for n in track.notes),
    )
    return replace(score, tracks=(*score.tracks[:index], copied.with_notes(copied.notes), *score.tracks[index:]))


def move_track(score: Score, track_id: int, index: int) -> Score:
    """The track at another place in the list."""
    track = score.track(track_id)
    others = [t for t in score.tracks if t.id != track_id]
    others.insert(max(0, index), track)
    return replace(score, tracks=tuple(others))


def rename_track(score: Score, track_id: int, name: str) -> Score:
    return score.with_track(replace(score.track(track_id), name=name))


def set_program(score: Score, track_id: int, program: int, bank: int = 0) -> Score:
    """Another instrument, 0..127; changes in mid-track are dropped, or the choice would not be heard."""
    track = score.track(track_id)
    controls = tuple(c for c in track.controls if not _chooses_sound(c))
    return score.with_track(replace(track, program=_clamp(program), bank=_clamp(bank), controls=controls))


def set_instrument(score: Score, track_id: int, program: int, drums: bool) -> Score:
    """Another instrument, or a kit: then the track moves to the drums' channel, and off it for an instrument."""
    if drums != score.track(track_id).is_drums:
        score = set_channel(score, track_id, DRUM_CHANNEL if drums else free_channel(score))
    return set_program(score, track_id, program)


def set_channel(score: Score, track_id: int, channel: int) -> Score:
    """Another MIDI channel, 0..15; 9 is drums."""
    return score.with_track(replace(score.track(track_id), channel=min(max(channel, 0), 15)))


def set_volume(score: Score, track_id: int, volume: int) -> Score:
    """The level at the start of the track, 0..127."""
    return score.with_track(replace(score.track(track_id), volume=_clamp(volume)))


def set_pan(score: Score, track_id: int, pan: int) -> Score:
    """0 left, 64 middle, 127 right."""
    return score.with_track(replace(score.track(track_id), pan=_clamp(pan)))


def set_reverb(score: Score, track_id: int, reverb: int) -> Score:
    """How much of the track goes to the reverb, 0..127."""
    return score.with_track(replace(score.track(track_id), reverb=_clamp(reverb)))


def set_chorus(score: Score, track_id: int, chorus: int) -> Score:
    """How much of the track goes to the chorus, 0..127."""
    return score.with_track(replace(score.track(track_id), chorus=_clamp(chorus)))


def set_output(score: Score, track_id: int, output: Output) -> Score:
    """Where the track sounds: the synth, a channel of a MIDI port, or both."""
    output = replace(output, channel=min(max(output.channel, 0), 15))
    return score.with_track(replace(score.track(track_id), output=output))


def set_colour(score: Score, track_id: int, colour: int) -> Score:
    """A place in the theme's row of track colours, -1 = by the track's place in the list."""
    track = score.track(track_id)
    colour = min(max(colour, -1), MAX_COLOUR)
    return score if track.colour == colour else score.with_track(replace(track, colour=colour))


def set_mute(score: Score, track_id: int, mute: bool) -> Score:
    return score.with_track(replace(score.track(track_id), mute=mute))


def set_solo(score: Score, track_id: int, solo: bool) -> Score:
    return score.with_track(replace(score.track(track_id), solo=solo))


def with_fresh_ids(score: Score) -> Score:
    """The same song with new ids everywhere, to be put beside another one."""

    def fresh(note: Note) -> Note:
        return replace(note, id=new_id())

    tracks = (replace(t, id=new_id()).with_notes([fresh(n) for n in t.notes]) for t in score.tracks)
    return replace(score, tracks=tuple(tracks))


def set_track_texts(score: Score, track_id: int, texts: tuple[TextEvent, ...]) -> Score:
    """The track's texts (lyrics and the like), sorted."""
    ordered = tuple(sorted(texts, key=lambda t: t.tick))
    return score.with_track(replace(score.track(track_id), texts=ordered))


def _chooses_sound(control: ControlEvent) -> bool:
    bank_select = control.kind is ControlKind.CONTROL and control.number in (0, 32)
    return control.kind is ControlKind.PROGRAM or bank_select


def _clamp(value: int) -> int:
    return min(max(value, 0), 127)
