"""The General MIDI instruments as a menu: sixteen families, drum kits for the drum channel."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from musegen_app.score import gm


class InstrumentMenu(QMenu):
    """`picked` brings the program 0..127. Built anew each time it is shown, so that the present one is ticked."""

    picked = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)

    def show_at(self, place: QPoint, program: int, drums: bool) -> None:
        """Open below `place` (global) with `program` ticked."""
        self.clear()
        if drums:
            for kit, name in gm.DRUM_KITS.items():
                self._add(self, name, kit, program)
        else:
            self._add_families(program)
        self.popup(place)

    def _add_families(self, program: int) -> None:
        for index, family in enumerate(gm.FAMILIES):
            menu = self.addMenu(family)
            if program // 8 == index:
                bold = menu.menuAction().font()
                bold.setBold(True)
                menu.menuAction().setFont(bold)
            for each in range(index * 8, index * 8 + 8):
                self._add(menu, gm.PROGRAMS[each], each, program)

    def _add(self, menu: QMenu, name: str, program: int, present: int) -> None:
        action = menu.addAction(name)
        action.setCheckable(True)
        action.setChecked(program == present)
        action.triggered.connect(lambda _checked=False: self.picked.emit(program))
