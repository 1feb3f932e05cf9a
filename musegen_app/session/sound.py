"""Verbs of the sound: audio device, volume, SoundFont, note preview. GUI thread; the engine process does the work.

A device that was lost: PortAudio cannot be trusted in that process any more, so the engine is started anew and opens
the default device; the user's wish stays in the settings and is tried again at the next start. While there is no
device at all, the new engine looks for one by itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from musegen_app.base.event import Event
from musegen_app.document.document import Document
from musegen_app.engine import messages as engine
from musegen_app.engine.channels import DRUM_CHANNEL, assigned_channels, route_of
from musegen_app.session.settings import Settings
from musegen_app.session.status import Status
from musegen_app.session.transport import EngineLine

NOTHING_OPEN = engine.AudioState(
    device="", host_api="", sample_rate=48_000, block_frames=0, latency_ms=0.0, synth="", soundfont="", problem=""
)
DEFAULT_DEVICE = engine.OpenDevice("", 0, 0)  # as it likes it
STEADY_SECONDS = 10.0  # a device that is lost again sooner than that is not opened a third time
_SLOT = "sound"


class SoundVerbs:
    """`state` is what the engine last said; the wishes live in `Settings` and outlast a restart of the engine."""

    def __init__(
        self,
        line: EngineLine,
        document: Document,
        status: Status,
        settings: Callable[[], Settings],
        change: Callable[..., None],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.changed: Event[engine.AudioState] = Event()
        self.state: engine.AudioState = NOTHING_OPEN
        self._line = line
        self._document = document
        self._status = status
        self._settings = settings
        self._change = change
        self._now = now
        self._devices: tuple[engine.AudioDevice, ...] = ()
        self._font = engine.LoadSoundFont("")
        self._lost_at: float | None = None
        self._crippled = False  # the engine's process lost its device and can open no other one

    def devices(self) -> tuple[engine.AudioDevice, ...]:
        """The audio outputs known so far; `refresh_devices` asks anew and `changed` fires when the answer is there."""
        return self._devices

    def refresh_devices(self) -> None:
        if not self._crippled:
            self._line.send(engine.ListDevices())

    def open_device(self, name: str = "", sample_rate: int = 48_000, block_frames: int = 0) -> None:
        """Play through the device `name` ("" = the default one); remembered for the next start."""
        self._change(audio_device=name, sample_rate=sample_rate, block_frames=block_frames)
        self._open(engine.OpenDevice(name, sample_rate, block_frames))

    def test(self) -> None:
        """Sound a short chord through the device that is open."""
        self._line.send(engine.TestDevice())

    def set_gain_db(self, gain_db: float) -> None:
        """Master volume in dB; remembered."""
        self._change(gain_db=gain_db)
        self._line.send(engine.SetMasterGain(gain_db))

    def load_soundfont(self, path: str) -> None:
        """Play with the SoundFont file `path` ("" = the one that comes with the program); remembered. A song that
        names its own keeps it."""
        self._change(soundfont=path)
        self.follow_song()

    def preview_on(self, track_id: int, pitch: int, velocity: int = 80) -> None:
        """Sound one note at once where the track sounds: with its instrument, on its MIDI output, or both."""
        score = self._document.score
        track, channel = score.track(track_id), assigned_channels(score.tracks).get(track_id)
        if channel is None:  # it has no place in the synth
            channel = DRUM_CHANNEL if track.is_drums else 0
        route = route_of(track)
        inside = track.output.synth or route is None
        self._line.send(engine.PreviewOn(channel, track.bank, track.program, pitch, velocity, inside, route))

    def preview_off(self) -> None:
        """End all previewed notes."""
        self._line.send(engine.PreviewOff())

    # --- for the session -------------------------------------------------------------------------------
    def wishes(self) -> tuple[engine.EngineCommand, ...]:
        """What a new engine is told first: open what the user wants."""
        wish = self._settings()
        self._font = self._soundfont()
        return (
            self._font,
            engine.OpenDevice(wish.audio_device, wish.sample_rate, wish.block_frames),
            engine.SetMasterGain(wish.gain_db),
        )

    def on_audio_state(self, report: engine.AudioState) -> None:
        self.state = report
        self._status.set(_SLOT, "warn", report.problem)
        self.changed.emit(report)

    def follow_song(self) -> None:
        """Play with the SoundFont that the song names, or else with the user's usual one."""
        font = self._soundfont()
        if font != self._font:
            self._font = font
            self._line.send(font)

    def on_device_lost(self, report: engine.DeviceLost) -> None:
        """One word, and the sound comes back through the default device."""
        now, before = self._now(), self._lost_at
        self._lost_at, self._crippled = now, True
        if before is not None and now - before < STEADY_SECONDS:
            words = f"The audio device “{report.device}” keeps stopping; choose another one in the sound settings"
            self._status.say("warn", words)
            return
        self._status.say("warn", f"The audio device “{report.device}” has stopped; looking for another one")
        self._open(DEFAULT_DEVICE)

    def on_devices(self, report: engine.DeviceList) -> None:
        self._devices = report.devices
        self.changed.emit(self.state)

    def on_lost(self) -> None:
        """The engine is gone for good: nothing sounds."""
        self.on_audio_state(replace(NOTHING_OPEN, problem="The sound engine does not run; playing starts it again"))

    # --- inside ----------------------------------------------------------------------------------------
    def _open(self, wish: engine.OpenDevice) -> None:
        """After a loss the wish is for the next process: the one that hears it ends."""
        if self._crippled:
            self._crippled = False
            self._line.renew()
        self._line.send(wish)

    def _soundfont(self) -> engine.LoadSoundFont:
        song, usual = self._document.score.soundfont, self._settings().soundfont
        return engine.LoadSoundFont(song, usual) if song else engine.LoadSoundFont(usual)
