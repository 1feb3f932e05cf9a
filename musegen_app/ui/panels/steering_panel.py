"""The controls that steer the net, made from their catalogue: the main ones in sight, the others behind "More"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from musegen_app.sampling.messages import Steering
from musegen_app.ui.availability import set_tip
from musegen_app.ui.parts.value_slider import ValueSlider
from musegen_app.ui.steering_words import label, tip
from musegen_app.ui.theme import GAP

if TYPE_CHECKING:
    from musegen_app.sampling.steering.control import ControlSpec


class SteeringPanel(QWidget):
    """`steered` brings a whole `Steering` at every step of the user's hand. Empty until `fill`."""

    steered = Signal(object)
    more_wanted = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.sliders: dict[str, ValueSlider] = {}
        self.more = QPushButton()
        self._main: set[str] = set()
        self._steering = Steering()
        self._column = QVBoxLayout(self)
        self._place()
        self.more.toggled.connect(self._show_more)
        self._show_more(False)

    def fill(self) -> None:
        """Make the sliders: after the window's first picture, since the controls need numpy."""
        from musegen_app.sampling.steering.catalog import CONTROLS

        for spec in (c.spec for c in CONTROLS):
            slider = _slider(spec)
            slider.changed.connect(lambda value, name=spec.name: self._steer(name, value))
            self.sliders[spec.name] = slider
            self._column.insertWidget(self._column.count() - 1, slider)
        self._main = {c.spec.name for c in CONTROLS if c.spec.main}
        self._show_more(self.more.isChecked())
        self.show_steering(self._steering)

    def show_steering(self, steering: Steering) -> None:
        """The remembered values; nothing is told."""
        self._steering = steering
        for name, slider in self.sliders.items():
            slider.set_value(float(getattr(steering, name)))

    def _steer(self, name: str, value: float) -> None:
        from musegen_app.sampling.steering.catalog import with_values

        self._steering = with_values(self._steering, {name: value})
        self.steered.emit(self._steering)

    def _show_more(self, on: bool) -> None:
        self.more.setText(self.tr("Less  ▴") if on else self.tr("More  ▾"))
        for name, slider in self.sliders.items():
            slider.setVisible(on or name in self._main)
        self.more_wanted.emit(on)

    def _place(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP)
        self.more.setCheckable(True)
        self.more.setProperty("kind", "heading")
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_tip(self.more, self.tr("Controls that are needed less often"))
        self._column.addWidget(self.more)


def _slider(spec: ControlSpec) -> ValueSlider:
    return ValueSlider(label(spec), tip(spec), spec.minimum, spec.maximum, spec.default, spec.step)
