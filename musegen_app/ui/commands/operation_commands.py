"""What a net may do besides continuing: fill bars in, harmonise, accompany, write a melody, vary. A plain menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from musegen_app.sampling.messages import Operation, OperationKind
from musegen_app.ui.commands.actions import Actions, translated
from musegen_app.ui.commands.compose_commands import ComposeCommands
from musegen_app.ui.commands.track_commands import TrackCommands

if TYPE_CHECKING:
    from musegen_app.session.session import Session
    from musegen_app.ui.piano_roll.view import RollView

HALF = 0.5  # how much a variation changes
KINDS = {
    "fill_in": OperationKind.INFILL,
    "harmonise": OperationKind.HARMONISE,
    "accompany": OperationKind.ACCOMPANY,
    "write_melody": OperationKind.MELODY,
    "vary": OperationKind.VARY,
}
OF_THE_TRACK = {OperationKind.INFILL, OperationKind.HARMONISE, OperationKind.VARY}


class OperationCommands(QObject):
    """GUI thread. Each is about the bars with selected notes, else the loop, else the whole song."""

    def __init__(
        self, session: Session, roll: RollView, compose: ComposeCommands, tracks: TrackCommands, actions: Actions
    ) -> None:
        super().__init__(compose)
        self._session = session
        self._roll = roll
        self._compose = compose
        self._tracks = tracks
        self._actions = actions
        compose.refreshed.connect(self.refresh)
        roll.stage.loop_changed.connect(self.refresh)
        self.refresh()

    def fill_in(self) -> None:
        """The chosen bars of the active track anew, so that they lead from what is before to what comes after."""
        self._ask(OperationKind.INFILL)

    def harmonise(self) -> None:
        """Voices for the active track."""
        self._ask(OperationKind.HARMONISE)

    def accompany(self) -> None:
        """Parts that go with what is there."""
        self._ask(OperationKind.ACCOMPANY)

    def write_melody(self) -> None:
        """A melody over the chords and parts that are there."""
        self._ask(OperationKind.MELODY)

    def vary(self) -> None:
        """Half of what the active track has in the chosen bars, written anew."""
        self._ask(OperationKind.VARY)

    def refresh(self) -> None:
        """Offer what the loaded net can do and there is something to do it with."""
        state, song = self._session.compose.state, self._session.document.score
        for name, kind in KINDS.items():
            why = ""
            if kind not in state.operations:
                why = translated("This net has not learned that: pick another one.")
            elif self._tracks.active is None or not song.end_tick:
                why = translated("There is nothing to work on yet: draw, play or open something first.")
            elif state.busy:
                why = translated("The net is writing: stop it first.")
            elif kind is OperationKind.INFILL and not self._chosen():
                why = translated("Select notes in the bars to fill, or put the loop around them.")
            self._actions.allow(name, not why, why)

    def _ask(self, kind: OperationKind) -> None:
        track = self._tracks.active
        if track is None:
            return
        score = self._session.document.score
        low, high = self._chosen() or (0, score.end_tick)
        meter = score.meter
        start = max(0, meter.bar_start(meter.position(low).bar))
        end = meter.bar_start(meter.position(max(low, high - 1)).bar + 1)
        ids = (track.id,) if kind in OF_THE_TRACK else ()
        self._compose.ask(Operation(kind, end, ids, HALF if kind is OperationKind.VARY else 1.0), start)

    def _chosen(self) -> tuple[int, int] | None:
        """What is selected, else the loop if it is on."""
        state = self._session.transport.state
        return self._roll.selected_range() or ((state.loop_from, state.loop_to) if state.loop else None)
