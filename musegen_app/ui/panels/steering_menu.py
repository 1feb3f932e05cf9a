"""What can be done with a control besides moving it: learn a MIDI knob, draw it over time, reset it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QMenu

from musegen_app.sampling.steering.control import ControlSpec
from musegen_app.ui.parts.steering_row import KnobSign, SteeringRow
from musegen_app.ui.steering_words import label

Verb = Callable[[str], None]  # takes the name of a control


def steering_menu(
    row: SteeringRow, knobs: Mapping[str, KnobSign], learning: str, learn: Verb, forget: Verb, draw: Verb
) -> QMenu:
    """The menu of `row`, ready to pop up. A range has each entry for both of its ends."""
    menu = QMenu(row)
    for spec in row.specs:
        if menu.actions():
            menu.addSeparator()
        _add(menu, row, spec, spec.name == learning, learn, draw)
        if spec.name in knobs:
            _verb(menu, row.tr("Forget {0}").format(knobs[spec.name].name), forget, spec.name)
    menu.addSeparator()
    menu.addAction(row.tr("Reset")).triggered.connect(lambda _checked=False: row.reset())
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


def _add(menu: QMenu, row: SteeringRow, spec: ControlSpec, learns: bool, learn: Verb, draw: Verb) -> None:
    if len(row.specs) > 1:
        menu.addSection(label(spec))
    _verb(menu, row.tr("Stop learning") if learns else row.tr("Learn MIDI control"), learn, spec.name)
    _verb(menu, row.tr("Draw over time"), draw, spec.name)


def _verb(menu: QMenu, words: str, verb: Verb, name: str) -> None:
    menu.addAction(words).triggered.connect(lambda _checked=False: verb(name))
