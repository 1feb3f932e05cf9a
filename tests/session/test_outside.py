"""What is said of tracks that sound on a MIDI output."""

from __future__ import annotations

from dataclasses import replace

from musegen_app.score.model import Output, Score, Track
from musegen_app.session.outside import disagreeing

PIANO = Track("Piano", 0, program=0, output=Output(False, "Expander", 2))
FLUTE = Track("Flute", 1, program=73, output=Output(True, "Expander", 2))


def said(*tracks: Track) -> str:
    return disagreeing(Score(tracks=tracks))


def test_two_instruments_on_one_channel_of_a_port_are_said() -> None:
    words = said(PIANO, FLUTE)
    assert words.startswith("“Piano” and “Flute” share channel 3 of “Expander”")


def test_what_a_device_can_play_is_not_said() -> None:
    assert not said(PIANO, replace(FLUTE, program=0))
    assert not said(PIANO, replace(FLUTE, mute=True))
    assert not said(PIANO, replace(FLUTE, output=Output(True, "Expander", 3)))
    assert not said(PIANO, replace(FLUTE, output=Output(True, "Box", 2)))
    assert not said(replace(PIANO, output=Output()), replace(FLUTE, output=Output()))
