"""Which MIDI inputs are in use, in a few words; its light blinks with what comes in, a click opens the MIDI window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from musegen_app.session.ports import PortsState
from musegen_app.ui.availability import set_tip
from musegen_app.ui.commands.actions import Actions
from musegen_app.ui.field_text import is_own_port
from musegen_app.ui.parts.activity_light import ActivityLight
from musegen_app.ui.parts.elided_button import ElidedButton
from musegen_app.ui.theme import GAP_HALF, Theme

WIDEST = 190


class MidiState(QWidget):
    """Names one input, counts several."""

    def __init__(self, theme: Theme, actions: Actions) -> None:
        super().__init__()
        self.words = ElidedButton()
        self.words.setProperty("kind", "small")
        self.words.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.words.setMaximumWidth(WIDEST)
        self.words.clicked.connect(lambda: actions["midi_settings"].trigger())
        self.light = ActivityLight(theme)
        self.light.setAccessibleName(self.tr("MIDI comes in"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_HALF)
        row.addWidget(self.words)
        row.addWidget(self.light)
        self.show_ports(PortsState())

    def show_ports(self, state: PortsState) -> None:
        """The tooltip names every input, and says why there are none."""
        names = [row.info.name for row in state.inputs if row.info.opened and not is_own_port(row.info.name)]
        words = self._words(names)
        if state.sync.port and state.sync.bpm > 0:
            words += self.tr(" · clock {0:.1f}").format(state.sync.bpm)
        self.words.setText(words)
        self.words.setAccessibleName(self.tr("MIDI: {0}").format(words))
        reason = state.problem or self.tr("Plug in a MIDI keyboard: it is used at once")
        story = "\n".join(names) if names else reason
        set_tip(self.words, self.tr("{0}\nClick for MIDI settings").format(story))
        self.light.show_in_use(bool(names))

    def _words(self, names: list[str]) -> str:
        if not names:
            return self.tr("no MIDI input")
        return names[0] if len(names) == 1 else self.tr("{0} MIDI inputs").format(len(names))
