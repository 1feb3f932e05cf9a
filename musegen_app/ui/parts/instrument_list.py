"""The General MIDI instruments and drum kits in one list: type to find, arrows and clicks are heard at once."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from musegen_app.score import gm
from musegen_app.ui.parts.popping import open_within_screen
from musegen_app.ui.parts.search_line import SearchLine
from musegen_app.ui.theme import GAP, GAP_HALF, Theme

WIDTH, HEIGHT = 260, 380
_ENTRY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Sound:
    """What can be chosen: a program 0..127, of the drum kits if `drums`. `family` is another word to find it by."""

    name: str
    family: str
    program: int
    drums: bool = False


def all_sounds(kits_word: str) -> tuple[Sound, ...]:
    """Every instrument in the order of the standard, then the kits."""
    tuned = tuple(Sound(name, gm.FAMILIES[i // 8], i) for i, name in enumerate(gm.PROGRAMS))
    return (*tuned, *(Sound(name, kits_word, program, True) for program, name in gm.DRUM_KITS.items()))


def matching(sounds: tuple[Sound, ...], text: str) -> list[Sound]:
    """Those with every typed word in their name or family; first the one of that very name, then names that begin
    with the text."""
    text = text.casefold().strip()
    words = text.split()
    found = [s for s in sounds if all(w in f"{s.name} {s.family}".casefold() for w in words)]
    return sorted(found, key=lambda s: _distance(s.name.casefold(), text)) if words else found


def _distance(name: str, text: str) -> int:
    return 0 if name == text else 1 if name.startswith(text) else 2


class InstrumentList(QFrame):
    """`tried` brings the program and whether it is a kit, at every step through the list; `closed` whether the last
    one tried is to stay (Enter, double click, a click beside the list) or not (Esc)."""

    tried = Signal(int, bool)
    closed = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("surface", "popover")
        self._sounds = all_sounds(self.tr("Drum kits"))
        self._only_tuned = False
        self._keep = True
        self.search = SearchLine(theme, self.tr("Find an instrument"))
        self.list = QListWidget()
        self.nothing = QLabel(self.tr("No instrument of that name: try another word."))
        self._place()
        self.search.textChanged.connect(lambda text: self._fill(text))
        self.search.stepped.connect(self._step)
        self.search.entered.connect(self.close)
        self.search.left.connect(self._give_up)
        self.list.itemClicked.connect(self._try)
        self.list.itemDoubleClicked.connect(lambda _item: self.close())

    def set_theme(self, theme: Theme) -> None:
        self.search.set_theme(theme)

    def open_for(self, program: int, drums: bool, at: QPoint, only_tuned: bool = False) -> None:
        """Below `at` (on the screen), at the present sound; `only_tuned` leaves the kits out."""
        self._only_tuned, self._keep = only_tuned, True
        self.search.clear()
        self._fill("")
        self._show(next((i for i in self._items() if _same(i, program, drums)), None))
        open_within_screen(self, at)
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    @property
    def names(self) -> list[str]:
        """What can be chosen now."""
        return [item.text() for item in self._items()]

    @property
    def present(self) -> str:
        """The name the list stands at, "" without one."""
        item = self.list.currentItem()
        return item.text() if item is not None else ""

    def hideEvent(self, event: QEvent) -> None:
        super().hideEvent(event)  # type: ignore[arg-type]
        self.closed.emit(self._keep)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that the list does not know are typed into the search."""
        if event.text() and event.text().isprintable():
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)
            self.search.insert(event.text())
        else:
            super().keyPressEvent(event)

    def _items(self) -> list[QListWidgetItem]:
        items = [self.list.item(row) for row in range(self.list.count())]
        return [item for item in items if item.data(_ENTRY) is not None]

    def _fill(self, text: str) -> None:
        offered = tuple(s for s in self._sounds if not (s.drums and self._only_tuned))
        self.list.clear()
        family = ""
        for sound in matching(offered, text):
            if not text and sound.family != family:
                family = sound.family
                self.list.addItem(_heading(family))
            self.list.addItem(_entry(sound))
        self.nothing.setVisible(not self.list.count())
        self.list.setVisible(self.list.count() > 0)
        if text and self.list.count():
            self.list.setCurrentRow(0)

    def _step(self, by: int) -> None:
        items, item = self._items(), self.list.currentItem()
        if items:
            at = items.index(item) + by if item in items else 0
            self._show(items[max(0, min(len(items) - 1, at))])
            self._try(self.list.currentItem())

    def _show(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.list.setCurrentItem(item)
            self.list.scrollToItem(item, QListWidget.ScrollHint.PositionAtCenter)

    def _try(self, item: QListWidgetItem) -> None:
        sound = item.data(_ENTRY)
        if sound is not None:
            self.tried.emit(sound[0], sound[1])

    def _give_up(self) -> None:
        self._keep = False
        self.close()

    def _place(self) -> None:
        self.setFixedSize(WIDTH, HEIGHT)
        self.list.setAccessibleName(self.tr("Instruments"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.nothing.setProperty("role", "hint")
        self.nothing.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP_HALF, GAP_HALF)
        column.setSpacing(GAP)
        column.addWidget(self.search)
        column.addWidget(self.nothing)
        column.addWidget(self.list, 1)
        column.addStretch(0)


def _entry(sound: Sound) -> QListWidgetItem:
    item = QListWidgetItem(sound.name)
    item.setData(_ENTRY, (sound.program, sound.drums))
    return item


def _heading(family: str) -> QListWidgetItem:
    item = QListWidgetItem(family)
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    font = item.font()
    font.setBold(True)
    item.setFont(font)
    return item


def _same(item: QListWidgetItem, program: int, drums: bool) -> bool:
    return bool(item.data(_ENTRY) == (program, drums))
