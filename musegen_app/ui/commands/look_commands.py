"""View menu: which rows and notes the roll shows, and zooming to what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from musegen_app.ui.commands.actions import Actions

if TYPE_CHECKING:
    from musegen_app.ui.piano_roll.view import RollView


class LookCommands:
    """Switches of the roll and their ticks in the menu. Nothing here touches the document."""

    def __init__(self, roll: RollView, actions: Actions) -> None:
        self._roll, self._stage, self._actions = roll, roll.stage, actions
        self._stage.shown_changed.connect(self.refresh)
        self._stage.music_changed.connect(self.refresh)
        self.refresh()

    @property
    def layout(self) -> str:
        """What is switched off, for the next start."""
        stage = self._stage
        on = {"overview": self._roll.minimap.is_open, "names": stage.names, "scale": stage.scale_shown}
        return " ".join(name for name, shown in {**on, "ghosts": stage.ghosts}.items() if not shown)

    def restore(self, layout: str) -> None:
        """Switch off what was off."""
        off = layout.split()
        self._roll.minimap.open("overview" not in off)
        self._stage.show_names("names" not in off)
        self._stage.show_scale("scale" not in off)
        self._stage.show_ghosts("ghosts" not in off)
        self.refresh()

    def refresh(self) -> None:
        """Show what is on, and what makes sense for the active track."""
        stage, actions = self._stage, self._actions
        drums = stage.track is not None and stage.track.is_drums
        for name, on in (
            ("scale_highlight", stage.scale_shown),
            ("fold_scale", stage.rows_mode == "scale"),
            ("fold_used", stage.rows_mode == "used"),
            ("drum_rows", stage.rows_mode == "drums"),
            ("ghost_notes", stage.ghosts),
            ("note_names", stage.names),
            ("show_minimap", self._roll.minimap.is_open),
        ):
            actions.show_checked(name, on)
        actions.allow("drum_rows", drums, self._roll.tr("Only a drum track (channel 10) has drum rows"))
        actions.allow("fold_scale", not drums, self._roll.tr("A drum track has no scale"))

    def scale_highlight(self, on: bool) -> None:
        self._stage.show_scale(on)
        self._say_without_key(on)

    def fold_scale(self, on: bool) -> None:
        self._stage.set_rows("scale" if on else "all")
        self._say_without_key(on)
        self.refresh()

    def fold_used(self, on: bool) -> None:
        drums = self._stage.track is not None and self._stage.track.is_drums
        self._stage.set_rows("used" if on else "drums" if drums else "all")
        self.refresh()

    def drum_rows(self, on: bool) -> None:
        self._stage.set_rows("drums" if on else "all")
        self.refresh()

    def ghost_notes(self, on: bool) -> None:
        self._stage.show_ghosts(on)

    def note_names(self, on: bool) -> None:
        self._stage.show_names(on)

    def show_minimap(self, on: bool) -> None:
        self._roll.minimap.open(on)
        self.refresh()

    def zoom_height(self) -> None:
        self._roll.zooming.height()

    def zoom_back(self) -> None:
        self._roll.zooming.back()

    def _say_without_key(self, on: bool) -> None:
        if on and not self._stage.score.keys:
            self._stage.hint.emit(self._roll.tr("The song has no key yet: choose one in the bar at the top"))
