"""What a control of the net and a range of pitches have in common: a name, a value in words, a slider, a menu."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from musegen_app.sampling.messages import Steering
from musegen_app.sampling.steering.control import ControlSpec
from musegen_app.ui.availability import set_tip
from musegen_app.ui.parts.elided_label import ElidedLabel
from musegen_app.ui.parts.inline_edit import InlineEdit
from musegen_app.ui.theme import GAP_HALF

_VALUE_WIDTHS = (34, 124)  # pixels
_TITLE_WIDTH, _LINED_UP = 114, (84, 84)  # in one line
_FREE = 16_777_215  # no limit, as Qt has it


@dataclass(frozen=True, slots=True)
class KnobSign:
    """A learned MIDI knob: its name such as "CC 21", and where it stands (0..1) until it is picked up."""

    name: str
    waiting: float | None = None


class SteeringRow(QWidget):
    """`changed` brings values by name of control at every step of the user's hand, not when the program sets them;
    `menu_wanted` the place on the screen."""

    changed = Signal(object)
    menu_wanted = Signal(QPoint)

    def __init__(self, title: str, specs: tuple[ControlSpec, ...], slider: QWidget) -> None:
        super().__init__()
        self.specs = specs
        self.number = InlineEdit()
        self.title = ElidedLabel(title)
        self.badge = QLabel()
        self.ruled = False
        self._left = QWidget()
        self._grid = QGridLayout(self)
        self._slider = slider
        self._name(title)
        self._place()
        self.number.committed.connect(self._on_typed)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(spec.name for spec in self.specs)

    @property
    def is_neutral(self) -> bool:
        """Does it wish nothing?"""
        raise NotImplementedError

    @property
    def is_usual(self) -> bool:
        """Is it where a new song starts?"""
        raise NotImplementedError

    def show_steering(self, steering: Steering) -> None:
        """Its value in `steering`; nothing is told."""
        raise NotImplementedError

    def reset(self) -> None:
        """Where a new song starts."""
        raise NotImplementedError

    def show_knobs(self, knobs: Mapping[str, KnobSign]) -> None:
        """The learned knobs by name of control."""
        mine = [knobs[name].name for name in self.names if name in knobs]
        self.badge.setText(" · ".join(mine))
        self.badge.setVisible(bool(mine))

    def show_ruled(self, names: Collection[str]) -> None:
        """Lanes of the song say what counts for the controls of these names."""
        self.ruled = any(name in names for name in self.names)
        self._show_words()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())
        event.accept()

    # -- for the kinds of row ------------------------------------------------------------------------------------
    def _words(self) -> str:
        raise NotImplementedError

    def _on_typed(self, text: str) -> None:
        raise NotImplementedError

    def _show_words(self) -> None:
        words = self.tr("drawn") if self.ruled else self._words()
        self.number.show_text(words)
        self._slider.setAccessibleDescription(words)
        wished = not self.ruled and not self.is_neutral
        if self.number.property("wished") != wished:  # "any" is dim
            self.number.setProperty("wished", wished)
            self.number.style().unpolish(self.number)
            self.number.style().polish(self.number)

    def _explain(self, tip: str) -> None:
        for part in (self, self.title, self._slider, self.number):
            set_tip(part, tip)

    def _name(self, title: str) -> None:
        self.title.setProperty("keeps_tip", True)
        self._slider.setAccessibleName(title)
        self.number.setAccessibleName(self.tr("{0}, as a value").format(title))
        self.number.setProperty("role", "inline")
        self.number.setProperty("textSize", "value")
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.number.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.badge.setProperty("role", "badge")
        self.badge.hide()

    def set_compact(self, on: bool) -> None:
        """The slider between name and value, in one line, where there is little room; else below them."""
        for part in (self._left, self.number, self._slider):
            self._grid.removeWidget(part)
        self._arrange(on)

    def _place(self) -> None:
        left = QHBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(GAP_HALF)
        left.addWidget(self.title, 1)
        left.addWidget(self.badge)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self._grid.setHorizontalSpacing(GAP_HALF)
        self._arrange(False)

    def _arrange(self, in_one_line: bool) -> None:
        grid = self._grid
        grid.addWidget(self._left, 0, 0)
        grid.addWidget(self.number, 0, 2, Qt.AlignmentFlag.AlignRight)
        if in_one_line:
            grid.addWidget(self._slider, 0, 1)
        else:
            grid.addWidget(self._slider, 1, 0, 1, 3)
        self._left.setMinimumWidth(_TITLE_WIDTH if in_one_line else 0)
        self._left.setMaximumWidth(_TITLE_WIDTH if in_one_line else _FREE)
        self.number.fit_between(*(_LINED_UP if in_one_line else _VALUE_WIDTHS))
        grid.setColumnStretch(0, 0 if in_one_line else 1)
        grid.setColumnStretch(1, 1 if in_one_line else 0)
