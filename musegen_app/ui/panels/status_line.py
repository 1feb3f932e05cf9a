"""The line at the bottom: what is going on, what a touch would do, and what MIDI is connected."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from musegen_app.ui.commands.actions import Actions
from musegen_app.ui.panels.midi_state import MidiState
from musegen_app.ui.parts.elided_label import ElidedLabel
from musegen_app.ui.parts.icon_button import IconButton
from musegen_app.ui.theme import GAP, GAP_DOUBLE, Theme
from musegen_app.ui.translation import said

_SHARE = 16  # pixels of words for one share of the line
# The sign says the same as the colour.
_SIGNS = {"info": ("", "dim"), "busy": ("…", "generated"), "warn": ("▲", "warm"), "error": ("✕", "bad")}


class StatusBarLine(QFrame):
    """`show_status` for the session's word, `show_hint` for what lies under the pointer."""

    def __init__(self, theme: Theme, actions: Actions, keys: str) -> None:
        super().__init__()
        self.setProperty("surface", "foot")
        self.setFixedHeight(28)
        self.sign = QLabel()
        self.sentence = ElidedLabel()
        self.picked = QLabel()
        self.hint = ElidedLabel()
        self._kind = "info"
        self.midi = MidiState(theme, actions)
        self.piano = IconButton("piano", actions["keyboard_plays"], role="dim")
        self.keys = QLabel(keys)
        self._row = QHBoxLayout(self)
        self._place()

    def show_status(self, kind: str, sentence: str) -> None:
        sign, role = _SIGNS[kind]
        self._kind = kind
        self._give_room()
        self.sign.setText(sign)
        self.sign.setVisible(bool(sign))
        for label, wanted in ((self.sign, role), (self.sentence, role if kind == "error" else "dim")):
            label.setProperty("role", wanted)
            label.style().unpolish(label)
            label.style().polish(label)
        words = said(sentence)  # the session speaks English; sentences with names in them stay so
        self.sentence.setText(words)
        self.sentence.setAccessibleName(words)

    def show_hint(self, hint: str) -> None:
        self.hint.setText(hint)
        self._give_room()

    def show_selection(self, words: str) -> None:
        """What is selected in the roll; "" for nothing."""
        self.picked.setText(words)
        self._give_room()

    def _give_room(self) -> None:
        """An error, and any sentence while there is no hint, has the whole line; else the longer words have more."""
        free = self._kind != "error"
        for label, least in ((self.sentence, 3), (self.hint, 2)):
            words = label.fontMetrics().horizontalAdvance(label.text()) // _SHARE
            stretch = max(least, words) if free else least
            if self._row.stretch(self._row.indexOf(label)) != stretch:  # setting it lays the whole line out anew
                self._row.setStretchFactor(label, stretch)
        self.hint.setVisible(bool(self.hint.text()) and free)
        self.picked.setVisible(bool(self.picked.text()) and free)

    def _place(self) -> None:
        row = self._row
        row.setContentsMargins(GAP_DOUBLE, 0, GAP_DOUBLE, 0)
        row.setSpacing(GAP)
        row.addWidget(self.sign)
        row.addWidget(self.sentence, 3)
        self.hint.setProperty("role", "hint")
        self.keys.setProperty("role", "hint")
        self.picked.setProperty("role", "small")
        self.picked.setAccessibleName(self.tr("Selection"))
        self.picked.hide()
        row.addWidget(self.picked)
        row.addWidget(self.hint, 2)
        self.piano.setProperty("kind", "row")
        self.piano.setFixedSize(26, 22)
        row.addWidget(self.piano)
        row.addWidget(self.midi)
        row.addWidget(self.keys)
