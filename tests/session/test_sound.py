"""The verbs of the sound between session and engine: the song's SoundFont, and a device that is lost."""

from __future__ import annotations

from dataclasses import replace

from musegen_app.engine import messages as engine
from musegen_app.sampling.messages import BundleReady
from musegen_app.score.model import Score, Track
from musegen_app.session.sound import STEADY_SECONDS
from tests.session.conftest import Room

OPEN = engine.AudioState("Speakers", "ALSA", 48_000, 256, 5.3, "FluidSynth", "", "")
NONE = replace(OPEN, device="", problem="There is no audio device, so nothing sounds")


def lose(room: Room, device: str = "Speakers") -> list[str]:
    """What the user reads from the loss until the next engine has something to say."""
    room.worker.reports = [BundleReady("/nowhere/folk-lstm", "folk-lstm", 0.01)]  # it has nothing to say from now on
    room.step()
    lines: list[str] = []
    room.session.on_status.subscribe(lambda status: lines.append(status.line))
    gone = replace(NONE, problem="The audio device has stopped")
    room.engine.reports = [engine.DeviceLost(device), gone]
    room.step()
    return lines


def end_process(room: Room) -> None:
    """The engine's process ends, as it does after a loss when it is told to open a device."""
    room.engine.alive = False
    room.step()


def test_a_lost_device_is_one_word_and_the_next_engine_opens_the_default_one(room: Room) -> None:
    room.session.sound.open_device("Speakers", 44_100, 128)
    lines = lose(room)
    assert lines == ["The audio device “Speakers” has stopped; looking for another one"]
    assert room.engine.last(engine.OpenDevice) == engine.OpenDevice("", 0, 0)
    end_process(room)
    assert room.engine.starts == 2
    room.engine.reports = [replace(OPEN, device="Other")]
    room.step()
    assert len(lines) == 1, "nothing but that word"
    assert room.session.sound.state.device == "Other"
    assert room.session.settings.audio_device == "Speakers", "the next start tries it again"
    room.step(60.0)
    assert lines[1:] == ["Ready"]


def test_without_another_device_the_status_says_what_is_missing_until_one_is_there(room: Room) -> None:
    lines = lose(room)
    end_process(room)
    room.engine.reports = [NONE]
    room.step()
    room.step(60.0)
    assert lines[1:] == [NONE.problem]
    room.engine.reports = [OPEN]
    room.step()
    assert lines[2:] == ["Ready"]


def test_a_device_that_keeps_stopping_is_left_alone_until_the_user_chooses(room: Room) -> None:
    lose(room)
    end_process(room)
    room.step(STEADY_SECONDS / 2)
    room.engine.sent.clear()
    lines = lose(room)
    assert "keeps stopping; choose another one" in lines[0]
    room.session.sound.refresh_devices()
    assert room.engine.sent == [], "that process can neither open nor look for devices"
    room.session.sound.open_device("Phones")
    assert room.engine.last(engine.OpenDevice).device == "Phones"
    lines.clear()
    end_process(room)
    assert room.engine.starts == 3
    assert lines == []


def test_losses_far_apart_are_each_made_good(room: Room) -> None:
    for starts in (2, 3, 4, 5, 6):
        lose(room)
        end_process(room)
        assert room.engine.starts == starts
        room.step(2 * STEADY_SECONDS)


def test_an_engine_that_crashes_later_is_a_crash_all_the_same(room: Room) -> None:
    lines = lose(room)
    room.step(60.0)
    end_process(room)
    assert "was started again" in lines[-1]


def test_a_song_plays_with_the_soundfont_that_it_names_and_the_next_one_with_the_usual(room: Room) -> None:
    room.session.sound.load_soundfont("usual.sf2")
    assert room.engine.last(engine.LoadSoundFont) == engine.LoadSoundFont("usual.sf2")
    document = room.session.document
    document.edit("SoundFont of the song", replace(document.score, soundfont="grand.sf2"))
    assert room.engine.last(engine.LoadSoundFont) == engine.LoadSoundFont("grand.sf2", instead="usual.sf2")
    document.undo()
    assert room.engine.last(engine.LoadSoundFont) == engine.LoadSoundFont("usual.sf2")
    document.replace(Score(tracks=(Track(),), soundfont="organ.sf2"), None)
    assert room.engine.last(engine.LoadSoundFont).path == "organ.sf2"
    sent = len(room.engine.of(engine.LoadSoundFont))
    document.edit("Title", replace(document.score, title="Song"))
    assert len(room.engine.of(engine.LoadSoundFont)) == sent
    room.session.sound.load_soundfont("other.sf2")
    assert room.engine.last(engine.LoadSoundFont) == engine.LoadSoundFont("organ.sf2", instead="other.sf2")
    assert room.session.sound.wishes()[0] == engine.LoadSoundFont("organ.sf2", instead="other.sf2")


def test_the_test_button_sounds_a_chord(room: Room) -> None:
    room.session.sound.test()
    assert room.engine.last(engine.TestDevice) == engine.TestDevice()
