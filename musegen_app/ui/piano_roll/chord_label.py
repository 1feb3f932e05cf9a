"""The name of the chord that is selected, or that sounds at the playhead, in the corner of the notes."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget

from musegen_app.score.chord_names import chord_name
from musegen_app.ui.piano_roll.stage import Stage

_MARGIN = 8
_SOON_MS = 80
_MOST = 64  # selected notes; more are no chord


class ChordLabel(QLabel):
    """Lies over the upper right corner of `parent` and lets the mouse through. GUI thread."""

    def __init__(self, stage: Stage, parent: QWidget) -> None:
        super().__init__(parent)
        self._stage = stage
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setProperty("role", "chord")
        self.setAccessibleName(self.tr("Chord"))
        self.hide()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self.refresh)
        stage.playhead_moved.connect(self._moved)
        for signal in (stage.selection_changed, stage.music_changed, stage.shown_changed):
            signal.connect(self.refresh)

    def _moved(self, _before: int, _after: int) -> None:
        """While it plays, looking a few times a second is enough."""
        if not self._stage.playing:
            self.refresh()
        elif not self._soon.isActive():
            self._soon.start()

    def refresh(self) -> None:
        """Name the chord, or hide."""
        stage = self._stage
        key = stage.key_at(stage.playhead)
        pitches = self._pitches()
        chord = len({p % 12 for p in pitches}) > 2  # of two notes the name ("D5") would read like a pitch
        name = chord_name(pitches, flats=key is not None and key.uses_flats) if chord else ""
        if name != self.text():
            self.setText(name)
            self.adjustSize()
            self.place()
            self.setVisible(bool(name))

    def place(self) -> None:
        """Into the corner: call it when the parent has another size."""
        parent = self.parentWidget()
        if parent is not None:
            self.move(parent.width() - self.width() - _MARGIN, _MARGIN)

    def _pitches(self) -> list[int]:
        stage = self._stage
        if len(stage.selection) > 1:
            return [n.pitch for n in stage.selected_notes()] if len(stage.selection) <= _MOST else []
        tick = stage.playhead
        heard = [t for t in stage.score.tracks if not t.is_drums and not t.mute]
        notes = (n for t in heard for n in stage.indexes.of(t).between(tick, tick + 1))
        return [n.pitch for n in notes if n.start_tick <= tick and not n.muted]
