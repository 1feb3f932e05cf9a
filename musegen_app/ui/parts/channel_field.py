"""Which MIDI channels pass: all, one, or any set of them, from a menu."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton

from musegen_app.ui.availability import set_tip

ALL = 0xFFFF


class ChannelField(QPushButton):
    """`changed` brings the mask, bit n = channel n + 1."""

    changed = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._mask = ALL
        self.setProperty("kind", "choice")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumSize(72, 28)
        self.setAccessibleName(name)
        set_tip(self, self.tr("Only these MIDI channels are heard"))
        self._menu = QMenu(self)
        self._all = self._menu.addAction(self.tr("All channels"))
        self._all.triggered.connect(lambda: self._choose(ALL))
        self._menu.addSeparator()
        self._boxes = [self._box(channel) for channel in range(16)]
        self.setMenu(self._menu)
        self.show_mask(ALL)

    def show_mask(self, mask: int) -> None:
        """Show `mask` without telling anybody."""
        self._mask = mask
        self.setText(self._words())
        for channel, box in enumerate(self._boxes):
            box.setChecked(mask != ALL and bool(mask >> channel & 1))

    def toggle_channel(self, channel: int) -> None:
        """The first channel that is ticked stands alone; taking the last one away means all of them again."""
        before = 0 if self._mask == ALL else self._mask
        self._choose((before ^ (1 << channel)) or ALL)

    def _box(self, channel: int) -> QAction:
        box = self._menu.addAction(self.tr("Channel {0}").format(channel + 1))
        box.setCheckable(True)
        box.triggered.connect(lambda _checked=False: self.toggle_channel(channel))
        return box

    def _choose(self, mask: int) -> None:
        self.show_mask(mask)
        self.changed.emit(mask)

    def _words(self) -> str:
        if self._mask == ALL:
            return self.tr("all")
        if not self._mask:
            return self.tr("none")
        chosen = [str(i + 1) for i in range(16) if self._mask >> i & 1]
        return ", ".join(chosen) if len(chosen) <= 3 else self.tr("{0} channels").format(len(chosen))
