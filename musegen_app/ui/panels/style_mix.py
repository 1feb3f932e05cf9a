"""What a net can be told besides notes: composers or genres to mix, how busy, fills. Made from the bundle's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QMenu, QVBoxLayout, QWidget

from musegen_app.ui.availability import set_tip
from musegen_app.ui.parts.menu_field import MenuField
from musegen_app.ui.parts.menu_words import plain
from musegen_app.ui.parts.value_slider import ValueSlider
from musegen_app.ui.theme import GAP_HALF, Theme
from musegen_app.ui.translation import marked, said

if TYPE_CHECKING:
    from musegen_app.bundles.catalog import BundleInfo

Style = tuple[tuple[str, float], ...]
MIXED = "styles"  # the list of words of which several can be told at once
ONE_OF = frozenset({"satb16"})  # codecs of which they are ways of writing: one at a time
CAPTIONS = {MIXED: marked("Style"), "densities": marked("How busy"), "fills": marked("Fills")}
WAY = marked("Way of writing")
WORDS = {
    "nade": marked("voice by voice (NADE)"),
    "rbm": marked("all voices at once (RBM)"),
    "fill": marked("every fourth bar"),
    "hiphop": marked("hip-hop"),
    "afrocuban": marked("Afro-Cuban"),
    "neworleans": marked("New Orleans"),
    "afrobeat": marked("Afrobeat"),
    "latin": marked("Latin"),
    "Albeniz": marked("Albéniz"),
    "Burgmueller": marked("Burgmüller"),
}


class StyleMix(QWidget):
    """`mixed` brings names of the bundle's words with their weights 0..1, at every step of the user's hand."""

    mixed = Signal(object)

    def __init__(self, theme: Theme, before: QWidget) -> None:
        """The Tab key comes here from `before`."""
        super().__init__()
        self._theme = theme
        self._before = before
        self._lists: Mapping[str, Sequence[str]] = {}
        self._one_of = False
        self._style: dict[str, float] = {}
        self.fields: dict[str, MenuField] = {}
        self.sliders: dict[str, ValueSlider] = {}
        self._grid = QGridLayout()
        self._weights = QVBoxLayout()
        self._place()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme

    def show_bundle(self, info: BundleInfo | None) -> None:
        """The words that the bundle knows; hidden where it knows none."""
        lists = {} if info is None or info.problem else {k: tuple(w) for k, w in info.extras.items() if w}
        if lists != self._lists:
            self._lists, self._one_of = lists, info is not None and info.codec in ONE_OF
            self._make_fields()
        self.setVisible(bool(lists))

    def show_style(self, style: Style) -> None:
        """What is told now; nothing is told anew."""
        known = {word for words in self._lists.values() for word in words}
        self._style = {name: weight for name, weight in style if name in known}
        self._show()

    # -- inside --------------------------------------------------------------------------------------------------
    def _show(self) -> None:
        for key, field in self.fields.items():
            chosen = [name for name in self._lists[key] if name in self._style]
            field.show_value(", ".join(map(_word, chosen)) or self.tr("any"), bool(chosen))
        mixed = [n for n in self._lists.get(MIXED, ()) if n in self._style] if self._mixes(MIXED) else []
        self._make_sliders(mixed if len(mixed) > 1 else [])
        for name, slider in self.sliders.items():
            slider.set_value(self._style[name])

    def _mixes(self, key: str) -> bool:
        return key == MIXED and not self._one_of

    def _choose(self, key: str, name: str) -> None:
        """A click on a word: of a mixture, in or out; else this one alone, or none."""
        was_in = name in self._style
        if not self._mixes(key):
            self._style = {n: w for n, w in self._style.items() if n not in self._lists[key]}
        if was_in:
            self._style.pop(name, None)
        else:
            self._style[name] = 1.0
        self._tell()

    def _clear(self, key: str) -> None:
        self._style = {n: w for n, w in self._style.items() if n not in self._lists[key]}
        self._tell()

    def _weigh(self, name: str, weight: float) -> None:
        self._style[name] = max(0.01, weight)
        self.mixed.emit(tuple(self._style.items()))

    def _tell(self) -> None:
        self._show()
        self.mixed.emit(tuple(self._style.items()))

    def _make_fields(self) -> None:
        for field in self.fields.values():
            self._grid.removeWidget(field)
            field.hide()
            field.deleteLater()
        self.fields = {key: self._field(key) for key in self._lists}
        for place, (key, field) in enumerate(self.fields.items()):
            self._grid.addWidget(field, 0, place)
            self._grid.setColumnStretch(place, 14 if key == MIXED else len(key))
        self._order_stops()

    def _field(self, key: str) -> MenuField:
        caption = said(WAY) if key == MIXED and self._one_of else said(CAPTIONS.get(key, key.capitalize()))
        field = MenuField(caption, self._theme)
        many = self.tr("Choose one, or several to mix them. Heard from the next take on.")
        one = self.tr("Heard from the next take on.")
        set_tip(field, many if self._mixes(key) else one)
        field.choices.aboutToShow.connect(lambda: self._fill(field.choices, key))
        return field

    def _fill(self, menu: QMenu, key: str) -> None:
        menu.clear()
        anything = menu.addAction(self.tr("any"))
        anything.setCheckable(True)
        anything.setChecked(not any(name in self._style for name in self._lists[key]))
        anything.triggered.connect(lambda _checked=False: self._clear(key))
        menu.addSeparator()
        for name in self._lists[key]:
            action = menu.addAction(plain(_word(name)))
            action.setCheckable(True)
            action.setChecked(name in self._style)
            action.triggered.connect(lambda _checked=False, name=name: self._choose(key, name))

    def _make_sliders(self, names: Sequence[str]) -> None:
        if list(self.sliders) == list(names):
            return
        for slider in self.sliders.values():
            self._weights.removeWidget(slider)
            slider.hide()
            slider.deleteLater()
        self.sliders = {}
        for name in names:
            tip = self.tr("How much of this style is in the mixture")
            slider = ValueSlider(_word(name), tip, 0.0, 1.0, 1.0, 0.05, per_cent)
            slider.changed.connect(lambda weight, name=name: self._weigh(name, weight))
            self.sliders[name] = slider
            self._weights.addWidget(slider)
        self._order_stops()

    def _order_stops(self) -> None:
        """Fields and sliders are made late, so of themselves the Tab key would come to them last in the window."""
        last = self._before
        for part in (*self.fields.values(), *(stop for slider in self.sliders.values() for stop in slider.stops)):
            QWidget.setTabOrder(last, part)
            last = part

    def _place(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_HALF)
        self._grid.setSpacing(GAP_HALF)
        self._weights.setSpacing(GAP_HALF)
        column.addLayout(self._grid)
        column.addLayout(self._weights)
        self.hide()


def per_cent(share: float) -> str:
    return f"{share * 100:.0f} %"


def _word(name: str) -> str:
    return said(WORDS[name]) if name in WORDS else name
