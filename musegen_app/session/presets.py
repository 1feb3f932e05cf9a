"""Verbs of settings of the controls that are kept under a name. GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from musegen_app.base.errors import SettingsError
from musegen_app.base.event import Event
from musegen_app.sampling.messages import Steering
from musegen_app.session.knobs import MOST, Preset
from musegen_app.session.settings import Settings
from musegen_app.session.status import Status


class PresetVerbs:
    """`changed` brings the names that there are now. Remembered with the settings, not with the song."""

    def __init__(
        self,
        status: Status,
        settings: Callable[[], Settings],
        change: Callable[..., None],
        steer: Callable[[Steering], None],
    ) -> None:
        self.changed: Event[tuple[str, ...]] = Event()
        self._status = status
        self._settings = settings
        self._change = change
        self._steer = steer

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(preset.name for preset in self._settings().presets)

    def keep(self, name: str) -> None:
        """The settings of now under `name`, in place of what bore it. Raises SettingsError."""
        name = name.strip()
        if not name:
            raise SettingsError("Settings need a name to be found again.")
        others = tuple(p for p in self._settings().presets if p.name != name)
        if len(others) >= MOST:
            raise SettingsError(f"There are {MOST} presets already: forget one first.")
        self._set((*others, Preset(name, replace(self._settings().steering, lanes=()))))
        self._status.say("info", f"These settings are kept as “{name}”")

    def recall(self, name: str) -> None:
        """Steer by the settings of that name. Raises SettingsError."""
        found = next((p for p in self._settings().presets if p.name == name), None)
        if found is None:
            raise SettingsError(f"There are no settings called “{name}”.")
        self._steer(found.steering)

    def forget(self, name: str) -> None:
        """No settings of that name any more."""
        self._set(tuple(p for p in self._settings().presets if p.name != name))

    def neutral(self) -> None:
        """No control changes anything: the net as it learned."""
        from musegen_app.sampling.steering.catalog import neutral_steering  # numpy

        self._steer(neutral_steering())

    def usual(self) -> None:
        """All controls where a new song starts."""
        self._steer(Steering())

    def _set(self, presets: tuple[Preset, ...]) -> None:
        self._change(presets=presets)
        self.changed.emit(self.names)
