"""Hear at once what a control does: with "apply at once" a moved control or option does the last operation again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from musegen_app.ui.commands.actions import Actions
from musegen_app.ui.commands.compose_commands import ComposeCommands
from musegen_app.ui.commands.operation_commands import OperationCommands
from musegen_app.ui.commands.saying import failures_said

if TYPE_CHECKING:
    from musegen_app.sampling.take import Take
    from musegen_app.session.session import Session

AFTER_MS = 200  # a pause in moving, so that a pull does not ask at every pixel


class AutoCommands(QObject):
    """GUI thread. The take in the roll is written again with the same dice, so that only the setting differs; the one
    that made way is forgotten if it was written in this way itself. While a take plays, a control is heard from the
    next beat on anyway."""

    def __init__(
        self, session: Session, operations: OperationCommands, compose: ComposeCommands, actions: Actions
    ) -> None:
        super().__init__(compose)
        self._session = session
        self._operations = operations
        self._compose = compose
        self._actions = actions
        self._made = ""  # the id of the last take that was made here
        self._with_options = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(AFTER_MS)
        self._soon.timeout.connect(self._redo)
        self._unsubscribe = session.compose.steered.subscribe(lambda _steering: self._moved(options=False))
        self.destroyed.connect(self._unsubscribe)
        operations.options_chosen.connect(lambda: self._moved(options=True))
        compose.refreshed.connect(self.show)
        self.show()

    def auto_apply(self, on: bool) -> None:
        """Whether a moved control or option does the last operation again; then Ctrl+Enter keeps what is shown."""
        self._operations.set_auto(on)
        self.show()

    def hear_alone(self, on: bool) -> None:
        """Hear the take without the other tracks, or in context."""
        self._session.compose.hear_alone(on)
        self.show()

    def show(self) -> None:
        self._actions.show_checked("auto_apply", self._operations.auto)
        self._actions.show_checked("hear_alone", self._session.compose.alone)

    # -- inside --------------------------------------------------------------------------------------------------
    def _moved(self, options: bool) -> None:
        take = self._session.compose.current
        if not self._operations.auto or take is None or take.recorded or take.pieces:
            return
        if not options and self._session.transport.state.playing:
            return
        self._with_options = self._with_options or options
        self._soon.start()

    def _redo(self) -> None:
        compose, before = self._session.compose, self._session.compose.current
        options, self._with_options = self._with_options, False
        if before is None:
            return
        with failures_said(self._session.status):
            if not options:
                compose.again(same_dice=True, takes=1)
            elif not self._with_other_options(before):
                return
            self._forget(before)

    def _with_other_options(self, take: Take) -> bool:
        """The chosen task with the same dice. False if the take in the roll is not one of that task."""
        request, settings = self._operations.request(), self._session.settings
        if request is None or request.operation.kind is not take.operation.kind:
            return False
        again = replace(request, rng_seed=take.rng_seed, first_take=take.index, with_chords=settings.with_chords)
        self._session.compose.generate(again, parent=take.parent)
        return True

    def _forget(self, before: Take) -> None:
        """What made way, if it was a passing one."""
        compose, now = self._session.compose, self._session.compose.current
        compared = compose.ab or ()
        passing = before.id == self._made and not before.rating and before.id not in compared
        self._made = now.id if now is not None else ""
        if passing and before.id != self._made:
            compose.forget_take(before.id)
