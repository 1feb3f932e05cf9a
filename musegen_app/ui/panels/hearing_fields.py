"""What the net hears in the seed: key, metre, pickup and tune type, each of which the user may overrule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from musegen_app.codecs.lead_sheet import TuneType
from musegen_app.sampling.messages import Heard, Hearing
from musegen_app.score.keys import Key, Mode
from musegen_app.ui.availability import set_tip
from musegen_app.ui.field_text import meter_text, pickup_text
from musegen_app.ui.parts.elided_label import ElidedLabel
from musegen_app.ui.parts.icon_button import IconButton
from musegen_app.ui.parts.menu_field import MenuField
from musegen_app.ui.theme import GAP, GAP_HALF, Theme

METERS = ((4, 4), (2, 4), (3, 4), (2, 2), (3, 2), (6, 8), (9, 8), (12, 8))
PICKUPS = (0, 240, 480, 720, 960, 1440, 1920)


class HearingFields(QWidget):
    """`wished` brings a `Hearing` whose None fields are to be estimated."""

    wished = Signal(object)
    unheard_wanted = Signal(object)  # ids of the notes to be shown

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._wish = Hearing()
        self._heard: Heard | None = None
        self.sentence = QLabel()
        self.sees = ElidedLabel()
        self.fold = IconButton("chevron_down", role="dim")
        self.fields = QWidget()
        self.key = MenuField(self.tr("Key"), theme)
        self.meter = MenuField(self.tr("Metre"), theme)
        self.pickup = MenuField(self.tr("Pickup"), theme)
        self.tune_type = MenuField(self.tr("Tune type"), theme)
        self.unheard = QLabel()
        self._place()
        self._fill_when_opened()
        self._show()

    def show_heard(self, heard: Heard | None, wish: Hearing) -> None:
        """The net's answer (None: nothing heard yet) and what the user wants it to hear."""
        if (heard, wish) != (self._heard, self._wish):
            self._heard, self._wish = heard, wish
            self._show()

    def show_seen(self, names: Sequence[str], chords: bool) -> None:
        """The tracks that the net looks at for what it is to do, and whether it does at the chord track."""
        seen = [*names, self.tr("chord track")] if chords else list(names)
        self.sees.setText(self.tr("Sees {0}").format(", ".join(seen)) if seen else "")
        self.sees.setVisible(bool(seen))

    def _show(self) -> None:
        hearing = self._heard.hearing if self._heard else Hearing()
        wish = self._wish
        waiting = "–"
        key = wish.key or hearing.key
        self.key.show_value(key.name if key else waiting, wish.key is not None)
        numerator, denominator = wish.numerator or hearing.numerator, wish.denominator or hearing.denominator
        meter = meter_text(numerator, denominator) if numerator and denominator else waiting
        self.meter.show_value(meter, wish.numerator is not None)
        self.pickup.show_value(self._pickup_words() or waiting, wish.pickup_ticks is not None)
        tune = wish.tune_type or hearing.tune_type
        self.tune_type.show_value(_tune_text(self, tune) if tune else waiting, wish.tune_type is not None)
        self._show_sentences()

    def _pickup_words(self) -> str:
        """The sentence knows best: `pickup_ticks` counts from tick 0, the music may begin after some rests."""
        if self._wish.pickup_ticks is not None:
            return pickup_text(self._wish.pickup_ticks)
        if self._heard is None:
            return ""
        parts = self._heard.sentence.split(" · ")
        said = [p.removeprefix("pickup ") for p in parts if p.startswith("pickup ")]
        return said[0] if said else self.tr("no pickup")

    def _show_sentences(self) -> None:
        heard = self._heard
        nothing = self.tr("Hears nothing yet: any seed will do, or none")
        self.sentence.setText(self.tr("Hears {0}").format(heard.sentence) if heard else nothing)
        why = heard.why if heard else ""
        show = self.tr("Show them")
        link = f' <a href="show">{show}</a>' if heard and heard.unheard else ""
        self.unheard.setText(escape(why) + link)
        self.unheard.setVisible(bool(why))

    def _on_show(self, _link: str) -> None:
        if self._heard is not None:
            self.unheard_wanted.emit(frozenset(self._heard.unheard))

    def _fill_when_opened(self) -> None:
        fillers: tuple[tuple[MenuField, Callable[[QMenu], None]], ...] = (
            (self.key, self._fill_keys),
            (self.meter, self._fill_meters),
            (self.pickup, self._fill_pickups),
            (self.tune_type, self._fill_tune_types),
        )
        for field, fill in fillers:
            field.choices.aboutToShow.connect(lambda fill=fill, menu=field.choices: fill(menu))

    def _fill_keys(self, menu: QMenu) -> None:
        self._start(menu, self._wish.key is None, replace(self._wish, key=None))
        for mode in Mode:
            tonics = menu.addMenu(mode.value)
            for tonic in range(12):
                key = Key(tonic, mode)
                self._add(tonics, key.name, key == self._wish.key, replace(self._wish, key=key))

    def _fill_meters(self, menu: QMenu) -> None:
        estimate = replace(self._wish, numerator=None, denominator=None)
        self._start(menu, self._wish.numerator is None, estimate)
        for numerator, denominator in METERS:
            on = (numerator, denominator) == (self._wish.numerator, self._wish.denominator)
            wish = replace(self._wish, numerator=numerator, denominator=denominator)
            self._add(menu, meter_text(numerator, denominator), on, wish)

    def _fill_pickups(self, menu: QMenu) -> None:
        self._start(menu, self._wish.pickup_ticks is None, replace(self._wish, pickup_ticks=None))
        for ticks in PICKUPS:
            on = ticks == self._wish.pickup_ticks
            self._add(menu, pickup_text(ticks), on, replace(self._wish, pickup_ticks=ticks))

    def _fill_tune_types(self, menu: QMenu) -> None:
        self._start(menu, self._wish.tune_type is None, replace(self._wish, tune_type=None))
        for tune in TuneType:
            on = tune == self._wish.tune_type
            self._add(menu, _tune_text(self, tune), on, replace(self._wish, tune_type=tune))

    def _start(self, menu: QMenu, estimated: bool, wish: Hearing) -> None:
        menu.clear()
        self._add(menu, self.tr("As heard"), estimated, wish)
        menu.addSeparator()

    def _add(self, menu: QMenu, text: str, on: bool, wish: Hearing) -> None:
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(on)
        action.triggered.connect(lambda _checked=False: self.wished.emit(wish))

    def _place(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_HALF)
        column.addLayout(self._head())
        column.addWidget(self.sees)
        self.sees.setProperty("role", "dim")
        self.sees.hide()
        grid = QGridLayout(self.fields)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GAP)
        for place, field in enumerate((self.key, self.meter, self.tune_type, self.pickup)):
            grid.addWidget(field, place // 2, place % 2)
            set_tip(field, self.tr("Estimated from the seed; click to say it yourself"))
        column.addWidget(self.fields)
        self.fields.hide()
        self.unheard.setProperty("role", "warm")
        self.unheard.setWordWrap(True)
        self.unheard.linkActivated.connect(self._on_show)
        column.addWidget(self.unheard)

    def _head(self) -> QHBoxLayout:
        """The sentence, and what opens the fields below it."""
        row = QHBoxLayout()
        self.sentence.setProperty("role", "dim")
        self.sentence.setWordWrap(True)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignTop)
        self.fold.setCheckable(True)
        self.fold.setProperty("kind", "fold")
        self.fold.setFixedSize(24, 18)
        self.fold.setIconSize(QSize(14, 14))
        self.fold.setAccessibleName(self.tr("What it is to hear"))
        set_tip(self.fold, self.tr("Say yourself in which key, metre and kind of tune it goes on"))
        self.fold.toggled.connect(self.fields.setVisible)
        return row


def _tune_text(widget: QWidget, tune: TuneType) -> str:
    return widget.tr("any tune") if tune is TuneType.UNKNOWN else tune.value
