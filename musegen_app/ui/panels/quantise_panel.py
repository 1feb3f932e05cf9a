"""The quantise panel: a small board over the roll that shows at once what it would do."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from musegen_app.score.groove_edits import STRAIGHT, Distance
from musegen_app.ui.availability import set_enabled, set_tip
from musegen_app.ui.parts.choice_box import ChoiceBox
from musegen_app.ui.parts.offset_picture import OffsetPicture
from musegen_app.ui.parts.value_slider import ValueSlider
from musegen_app.ui.piano_roll import snap
from musegen_app.ui.piano_roll.groove import MOST_SWING, Groove
from musegen_app.ui.theme import GAP, GAP_DOUBLE

WIDTH = 272
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class QuantisePanel(QFrame):
    """Not modal: the song may play and the selection change meanwhile. `changed` brings the new `Groove`; `applied`
    and `closed` say what was pressed (Enter applies, Esc closes)."""

    changed = Signal(object)
    applied = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("surface", "popover")
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(self.tr("Quantise and humanise"))
        self._groove = Groove()
        self.words = QLabel()
        self.picture = OffsetPicture()
        self.grid = ChoiceBox(self.tr("Grid"), self.tr("The lines that notes are pulled to"))
        self.strength = ValueSlider(
            self.tr("Strength"), self.tr("How far notes go towards the grid"), 0, 1, 1, 0.05, "{:.0%}".format
        )
        self.swing = ValueSlider(
            self.tr("Swing"),
            self.tr("How late every second step comes: 67 % is a triplet feel"),
            *(STRAIGHT, MOST_SWING, STRAIGHT, 0.01),
            "{:.0%}".format,
        )
        self.human = ValueSlider(
            self.tr("Human touch"),
            self.tr("Small irregularities of time and velocity, as of a hand"),
            *(0, 1, 0, 0.05),
            "{:.0%}".format,
        )
        self.ends = QCheckBox(self.tr("Ends, too"))
        self.again = QPushButton(self.tr("Another hand"))
        self.apply = QPushButton(self.tr("Apply"))
        self.close_button = QPushButton(self.tr("Close"))
        self._build()
        self._connect()
        self.hide()

    def show_groove(self, groove: Groove) -> None:
        """Without telling anybody."""
        self._groove = groove
        names = [(self.tr("as the roll"), ""), *((n.replace("T", self.tr(" triplet")), n) for n in snap.SNAPS)]
        self.grid.show_choices([c for c in names if c[1] != snap.OFF], groove.grid)
        self.strength.set_value(groove.strength)
        self.swing.set_value(groove.swing)
        self.human.set_value(groove.human)
        self._allow_again(groove.human > 0)
        self.ends.blockSignals(True)
        self.ends.setChecked(groove.ends)
        self.ends.blockSignals(False)

    def show_distance(self, before: Distance, after: Distance, step_ticks: int, ms_a_tick: float) -> None:
        """How far the notes are from the grid, and would be."""
        self.picture.show_offsets(before.offsets, after.offsets, step_ticks)
        count = len(before.offsets)
        if not step_ticks:
            self.words.setText(self.tr("The roll has no grid: choose one here."))
        elif not count:
            self.words.setText(self.tr("There are no notes to look at."))
        else:
            line = self.tr("{0} of {1} on the grid; {2:.0f} ms beside it on average, {3:.0f} at most")
            self.words.setText(line.format(before.on_it, count, before.mean * ms_a_tick, before.most * ms_a_tick))

    def event(self, event: QEvent) -> bool:
        """Enter and Esc mean the panel, not the take that waits for a word."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return super().event(event)
        event.setAccepted(event.key() in (*_ENTER, Qt.Key.Key_Escape))
        return event.isAccepted()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() in _ENTER:
            self.applied.emit()
        else:
            super().keyPressEvent(event)

    def _choose(self, **fields: object) -> None:
        self._groove = replace(self._groove, **fields)  # type: ignore[arg-type]
        self._allow_again(self._groove.human > 0)
        self.changed.emit(self._groove)

    def _allow_again(self, ok: bool) -> None:
        set_enabled(self.again, ok, self.tr("Give it a human touch first"))

    def _connect(self) -> None:
        self.grid.picked.connect(lambda name: self._choose(grid=name))
        self.strength.changed.connect(lambda value: self._choose(strength=value))
        self.swing.changed.connect(lambda value: self._choose(swing=value))
        self.human.changed.connect(lambda value: self._choose(human=value))
        self.ends.toggled.connect(lambda on: self._choose(ends=on))
        self.again.clicked.connect(lambda: self._choose(seed=self._groove.seed + 1))
        self.apply.clicked.connect(self.applied)
        self.close_button.clicked.connect(self.closed)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_DOUBLE, GAP_DOUBLE, GAP_DOUBLE, GAP_DOUBLE)
        column.setSpacing(GAP)
        title = QLabel(self.tr("Quantise and humanise"))
        title.setProperty("role", "heading")
        self.words.setWordWrap(True)
        self.words.setProperty("role", "dim")
        set_tip(self.ends, self.tr("Pull the ends of the notes to the grid, too"))
        set_tip(self.again, self.tr("Other irregularities of the same size"))
        for part in (title, self.picture, self.words, self.grid, self.strength, self.swing, self.ends):
            column.addWidget(part)
        column.addWidget(self.human)
        column.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(GAP)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.close_button)
        row.addWidget(self.apply)
        self.again.setProperty("kind", "quiet")
        self.apply.setProperty("kind", "primary")
        column.addLayout(row)
