"""How ABC voices sound: their names and the `%%MIDI` directives that players know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from musegen_app.score.model import Score, Track

_VOICE = re.compile(r"\s*V:\s*(\S+)(.*)")
_NAME = re.compile(r'\b(?:name|nm)\s*=\s*"([^"]*)"')
_DIRECTIVE = re.compile(r"%%MIDI\s+(program|channel|control)\s+(\d{1,3})(?:\s+(\d{1,3}))?\s*$")
_VOLUME, _PAN = 7, 10
DRUMS = 9
_USUAL = Track()


@dataclass
class VoiceSound:
    """What is said about one voice; fields of a track by name."""

    fields: dict[str, int] = field(default_factory=dict)
    name: str = ""

    def applied(self, track: Track) -> Track:
        fields = self.fields
        return replace(
            track,
            name=self.name or track.name,
            program=fields.get("program", track.program),
            channel=fields.get("channel", track.channel),
            volume=fields.get("volume", track.volume),
            pan=fields.get("pan", track.pan),
        )


def with_sound(score: Score, tune: str) -> Score:
    """The tracks of a tune as read (named like their voices) with name, instrument, volume and pan from its text."""
    sounds = _sounds(tune)
    if len(score.tracks) == 1:
        last = list(sounds.values())[-1]
        return replace(score, tracks=(last.applied(score.tracks[0]),))
    return replace(score, tracks=tuple(sounds.get(t.name, VoiceSound()).applied(t) for t in score.tracks))


def _sounds(tune: str) -> dict[str, VoiceSound]:
    """By voice; what stands before the first voice is "" and counts for all."""
    common = VoiceSound()
    sounds = {"": common}
    current = common
    for line in tune.splitlines():
        if voice := _VOICE.match(line):
            current = sounds.setdefault(voice[1], VoiceSound(dict(common.fields)))
            name = _NAME.search(voice[2])
            current.name = name[1].strip() if name else current.name
        elif directive := _DIRECTIVE.match(line.strip()):
            _apply(current, directive)
    return sounds


def _apply(sound: VoiceSound, directive: re.Match[str]) -> None:
    number, value = int(directive[2]), int(directive[3] or 0)
    if number > 127 or value > 127:
        return
    if directive[1] == "program":
        # "program 2 40" names a channel first; the channel is ours to choose.
        sound.fields["program"] = value if directive[3] else number
    elif directive[1] == "control" and number in (_VOLUME, _PAN):
        sound.fields["volume" if number == _VOLUME else "pan"] = value
    elif directive[1] == "channel" and number == DRUMS + 1:
        sound.fields["channel"] = DRUMS


def sound_lines(track: Track) -> Iterator[str]:
    """The directives of a track; nothing for what is usual."""
    if track.is_drums:
        yield f"%%MIDI channel {DRUMS + 1}"
    if track.program:
        yield f"%%MIDI program {track.program}"
    if track.volume != _USUAL.volume:
        yield f"%%MIDI control {_VOLUME} {track.volume}"
    if track.pan != _USUAL.pan:
        yield f"%%MIDI control {_PAN} {track.pan}"
