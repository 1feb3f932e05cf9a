from __future__ import annotations

from musegen_app.engine import messages as m
from musegen_app.engine.build import playlist_of
from musegen_app.engine.memory import EngineMemory
from tests.engine.conftest import melody


def test_a_fresh_engine_opens_the_default_device_and_stands_at_the_start() -> None:
    assert EngineMemory().replay() == [m.OpenDevice(), m.Seek(0)]


def test_settings_playlist_and_place_are_told_again_in_order() -> None:
    memory = EngineMemory()
    playlist = playlist_of(melody(0, 960))
    for command in (
        m.OpenDevice("card", 44_100, 128),
        m.SetLoop(True, 5, 10),
        m.SetLoop(False),
        m.SetMasterGain(-3.0),
        m.LoadSoundFont("a.sf2"),
        m.LoadPlaylist(4, playlist),
        m.Play(100),
        m.PreviewOn(0, 0, 0, 60, 80),
    ):
        memory.sent(command)
    assert set(memory.replay()[:-2]) == {
        m.OpenDevice("card", 44_100, 128),
        m.SetLoop(False),
        m.SetMasterGain(-3.0),
        m.LoadSoundFont("a.sf2"),
    }
    assert memory.replay()[-2:] == [m.LoadPlaylist(4, playlist), m.Play(100)]
    memory.heard(m.Position(700, True, 4, 0, 0, 0.0))
    assert memory.replay()[-1] == m.Play(700)
    memory.sent(m.Stop())
    assert memory.replay()[-1] == m.Seek(700)


def test_patches_are_part_of_what_is_told_again() -> None:
    memory = EngineMemory()
    old, new = playlist_of(melody(0, 960)), playlist_of(melody(0, 960, 1_920))
    memory.sent(m.LoadPlaylist(1, old))
    memory.sent(m.PatchPlaylist(2, 0, 9_999, new.between(0, 9_999)))
    load = next(c for c in memory.replay() if isinstance(c, m.LoadPlaylist))
    assert load.revision == 2
    assert load.playlist.events.tolist() == new.events.tolist()


def test_the_end_of_a_range_is_told_again_and_its_count_in_is_not() -> None:
    memory = EngineMemory()
    memory.sent(m.Play(100, 2, 900))
    memory.heard(m.Position(500, True, 0, 0, 0, 0.0))
    assert memory.replay()[-1] == m.Play(500, 0, 900)
    memory.sent(m.Play(0))
    assert memory.replay()[-1] == m.Play(0)


def test_ports_keys_speed_and_sync_are_told_again() -> None:
    memory = EngineMemory()
    commands = [
        m.SetPorts(outputs=(m.OutPort("Piano", clock=True),)),
        m.SetThru(m.LiveSound(program=5)),
        m.SetSpeed(50),
        m.SetSync("Box"),
        m.SetPanicTrigger(0x90, 21),
        m.SetKnobs((("Keys", 0, 21),)),
    ]
    for command in (*commands, m.LiveMessage("Keys", b"\x90\x40\x40"), m.TestPort("Piano"), m.ListPorts()):
        memory.sent(command)
    assert memory.replay() == [m.OpenDevice(), *commands, m.Seek(0)]
