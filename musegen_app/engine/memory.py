"""What a fresh engine must be told to go on where the last one stopped."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from musegen_app.engine import messages as m


class EngineMemory:
    """Remembers the commands that are state, and the last place reported. One thread; knows no pipe."""

    def __init__(self) -> None:
        self._settings: dict[type, m.EngineCommand] = {m.OpenDevice: m.OpenDevice()}
        self._playlist: m.LoadPlaylist | None = None
        self._tick = 0
        self._playing = False
        self._to_tick: int | None = None

    def sent(self, command: m.EngineCommand) -> None:
        """`command` is on its way to the engine."""
        match command:
            case m.LoadPlaylist():
                self._playlist = command
            case m.PatchPlaylist():
                self._patch(command)
            case m.Play():
                self._tick = self._tick if command.from_tick is None else command.from_tick
                self._playing = True
                self._to_tick = command.to_tick
            case m.Seek():
                self._tick = command.tick
            case m.Stop() | m.Panic():
                self._playing = False
            case (
                m.OpenDevice()
                | m.LoadSoundFont()
                | m.SetLoop()
                | m.SetUntil()
                | m.SetMetronome()
                | m.SetMasterGain()
                | m.SetSpeed()
                | m.SetThru()
                | m.SetPorts()
                | m.SetSync()
                | m.SetPanicTrigger()
                | m.SetKnobs()
            ):
                self._settings[type(command)] = command
            case (
                m.PreviewOn()
                | m.PreviewOff()
                | m.ListDevices()
                | m.TestDevice()
                | m.LiveMessage()
                | m.ListPorts()
                | m.TestPort()
                | m.Quit()
            ):
                pass
            case _:
                assert_never(command)

    def heard(self, report: m.EngineReport) -> None:
        """The engine is (or was last) at this place."""
        if isinstance(report, m.Position):
            self._tick, self._playing = report.tick, report.playing

    def replay(self) -> list[m.EngineCommand]:
        """Commands for a fresh engine, in order."""
        commands = list(self._settings.values())
        if self._playlist is not None:
            commands.append(self._playlist)
        commands.append(m.Play(self._tick, 0, self._to_tick) if self._playing else m.Seek(self._tick))
        return commands

    def _patch(self, patch: m.PatchPlaylist) -> None:
        if self._playlist is not None:
            playlist = self._playlist.playlist.patched(patch.from_tick, patch.to_tick, patch.playlist)
            self._playlist = replace(self._playlist, revision=patch.revision, playlist=playlist)
