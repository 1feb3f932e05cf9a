"""One track in the list: its colour, name, instrument, mute, solo, arm, volume and level."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from musegen_app.ui.availability import set_enabled, set_tip
from musegen_app.ui.parts.elided_button import ElidedButton
from musegen_app.ui.parts.icon_button import IconButton
from musegen_app.ui.parts.level_meter import LevelMeter
from musegen_app.ui.parts.name_field import NameField
from musegen_app.ui.parts.value_slider import JumpSlider
from musegen_app.ui.theme import GAP, GAP_DOUBLE, Theme, colour

CHORDS = -1  # the id under which the chord lane stands in the list
FULL_VOLUME = 127
USUAL_VOLUME = 100
SLIDER_WIDTH = 78
STRIP_REACH = 8  # pixels at the left edge that mean the colour


@dataclass(frozen=True, slots=True)
class RowView:
    """What a row shows. The chord lane (`is_lane`) cannot be renamed, soloed, armed or mixed."""

    track_id: int
    name: str
    instrument: str
    ink: str
    volume: int
    mute: bool
    solo: bool
    active: bool
    is_lane: bool = False
    armed: bool = False


class TrackRow(QFrame):
    """Tells what the user did with the track's id; shows nothing of its own accord. It is dragged by any place that is
    no control."""

    picked = Signal(int)
    renamed = Signal(int, str)
    instrument_wanted = Signal(int, QPoint)
    muted = Signal(int, bool)
    soloed = Signal(int, bool)
    armed = Signal(int, bool)
    mix_wanted = Signal(int, QPoint)
    volume_changed = Signal(int, int)
    menu_wanted = Signal(int, QPoint)
    colour_wanted = Signal(int, QPoint)
    tip_wanted = Signal(int, QPoint)
    drag_begun = Signal(int)
    drag_moved = Signal(QPoint)
    drag_ended = Signal()
    volume_settled = Signal()

    def __init__(self, track_id: int, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._id = track_id
        self._ink = ""
        self._active = False
        self._view: RowView | None = None
        self._is_lane = False
        self._pressed: QPoint | None = None  # where, while a drag may begin
        self._dragging = False
        self.name = NameField()
        self.instrument = ElidedButton()
        self.mute = chip("M", self.tr("Mute: this track is not heard"))
        self.solo = chip("S", self.tr("Solo: only soloed tracks are heard"))
        self.arm = chip("R", self.tr("Arm: keys sound like this track and are recorded into it"))
        self.mix = IconButton("mix", role="dim")
        self.volume = _RowSlider()
        self.level = LevelMeter(theme, SLIDER_WIDTH, 3)
        self.mix.set_theme(theme)
        self._place()
        self._connect()

    @property
    def track_id(self) -> int:
        return self._id

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_view(self, view: RowView) -> None:
        """Costs next to nothing when nothing is another than before: every edit comes by here."""
        for button, on in ((self.mute, view.mute), (self.solo, view.solo), (self.arm, view.armed)):
            button.setChecked(on)
        if view != self._view:
            self._view = view
            self._show(view)

    def _show(self, view: RowView) -> None:
        if view.ink != self._ink:
            self.volume.setStyleSheet(f"QSlider::sub-page:horizontal {{ background: {view.ink}; }}")
        self._ink, self._active, self._is_lane = view.ink, view.active, view.is_lane
        self.name.show_text(view.name)
        self.name.fixed = view.is_lane
        self.instrument.setText(view.instrument)
        set_tip(self.instrument, self.tr("{0}: click to choose another instrument").format(view.instrument))
        if view.is_lane:
            self._explain_lane()
        self.level.set_ink(view.ink)
        self.volume.blockSignals(True)
        self.volume.setValue(view.volume)
        self.volume.blockSignals(False)
        set_tip(self.volume, self.tr("Volume {0} of 127; double click: {1}").format(view.volume, USUAL_VOLUME))
        self.setAccessibleName(self.tr("Track {0}, {1}").format(view.name, view.instrument))
        name_controls(view.name, self.mute, self.solo, self.arm, self.volume)
        self.mix.setAccessibleName(self.tr("Mix and output of {0}").format(view.name))
        self.update()

    def show_level(self, peak: float) -> None:
        """`peak`: the track's highest sample since the last report."""
        self.level.show_peak(peak)

    def mix_place(self) -> QPoint:
        """Where the mix of this track opens, on the screen."""
        return self.mix.mapToGlobal(QPoint(0, self.mix.height()))

    def colour_place(self) -> QPoint:
        """Where the colours open, on the screen."""
        return self.mapToGlobal(QPoint(0, self.height()))

    def instrument_place(self) -> QPoint:
        """Where the instruments open, on the screen."""
        return self.instrument.mapToGlobal(QPoint(0, self.instrument.height()))

    def _explain_lane(self) -> None:
        """What only tracks of notes can do."""
        set_enabled(self.solo, False, self.tr("Chords cannot be soloed: mute the other tracks instead"))
        set_enabled(self.arm, False, self.tr("Chords are written in the lane above the roll: arm a track to record"))
        set_enabled(self.mix, False, self.tr("Chords have a volume only: write them into a track to place them"))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), colour(self._theme.raised if self._active else self._theme.panel))
            # The active track has the wider strip and the chord lane a dashed one, so that colour alone does not tell.
            width, step = (4 if self._active else 3), (6 if self._is_lane else self.height())
            for top in range(0, self.height(), 2 * step):
                painter.fillRect(QRect(0, top, width, step), colour(self._ink))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Edit this track: the keyboard goes to its notes, and what is being typed elsewhere is done."""
        self.picked.emit(self._id)
        self.window().setFocus()
        if event.button() == Qt.MouseButton.LeftButton and not self._is_lane:
            self._pressed = event.position().toPoint()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        far = self._pressed and (at - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        if far and not self._dragging:
            self._dragging = True
            self.drag_begun.emit(self._id)
        if self._dragging:
            self.drag_moved.emit(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The end of a drag; a click on the strip of colour asks for another one."""
        dragged, pressed, self._dragging, self._pressed = self._dragging, self._pressed, False, None
        if dragged:
            self.drag_ended.emit()
        elif pressed is not None and pressed.x() < STRIP_REACH:
            self.colour_wanted.emit(self._id, self.colour_place())

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self.tip_wanted.emit(self._id, event.globalPos())
            return True
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(self._id, event.globalPos())

    def _connect(self) -> None:
        self.name.committed.connect(lambda text: self.renamed.emit(self._id, text))
        self.name.selectionChanged.connect(self._pick_when_typing)
        self.instrument.clicked.connect(self._on_instrument)
        self.mute.clicked.connect(lambda on: self.muted.emit(self._id, on))
        self.solo.clicked.connect(lambda on: self.soloed.emit(self._id, on))
        self.arm.clicked.connect(lambda on: self.armed.emit(self._id, on))
        self.mix.clicked.connect(lambda: self.mix_wanted.emit(self._id, self.mix_place()))
        self.volume.valueChanged.connect(lambda value: self.volume_changed.emit(self._id, value))
        self.volume.sliderReleased.connect(self.volume_settled)
        self.volume.reset_wanted.connect(lambda: self.volume.setValue(USUAL_VOLUME))

    def _pick_when_typing(self) -> None:
        if self.name.hasFocus() and not self._active:
            self.picked.emit(self._id)

    def _on_instrument(self) -> None:
        self.instrument_wanted.emit(self._id, self.instrument_place())

    def _place(self) -> None:
        self.name.setProperty("role", "inline")
        self.name.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # the menu of the track, also here
        self.name.setProperty("textSize", "name")
        self.name.setAccessibleName(self.tr("Track name"))
        self.instrument.setProperty("kind", "small")
        self.instrument.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.volume.setProperty("kind", "track")
        self.volume.setRange(0, FULL_VOLUME)
        self.volume.setAccessibleName(self.tr("Volume"))
        self.volume.setFixedWidth(SLIDER_WIDTH)
        self.level.setAccessibleName(self.tr("Level of this track"))
        self.mix.setProperty("kind", "row")
        self.mix.setAccessibleName(self.tr("Mix and output"))
        self.mix.setFixedSize(22, 20)
        set_tip(self.mix, self.tr("Mix: pan, reverb, chorus, and where the track sounds"))
        self.arm.setProperty("role", "arm")
        grid = QGridLayout(self)
        grid.setContentsMargins(GAP_DOUBLE - 6, GAP, GAP, GAP)
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(2)
        grid.addWidget(self.name, 0, 0)
        grid.addLayout(self._chips(), 0, 1)
        grid.addLayout(self._sound(), 1, 0)
        grid.addLayout(self._loudness(), 1, 1)
        grid.setColumnStretch(0, 1)

    def _chips(self) -> QHBoxLayout:
        chips = QHBoxLayout()
        chips.setSpacing(3)
        for button in (self.mute, self.solo, self.arm):
            button.setFixedSize(24, 24)
            chips.addWidget(button)
        return chips

    def _sound(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.instrument, 1)
        row.addWidget(self.mix)
        return row

    def _loudness(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.volume)
        column.addWidget(self.level)
        return column


class _RowSlider(JumpSlider):
    """The wheel scrolls the list of tracks; only a slider that has the keyboard takes it."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def name_controls(track: str, mute: QWidget, solo: QWidget, arm: QWidget, volume: QWidget) -> None:
    """Names for those who go from control to control without seeing whose they are."""
    words = {mute: "Mute {0}", solo: "Solo {0}", arm: "Arm {0}", volume: "Volume of {0}"}
    for control, name in words.items():
        control.setAccessibleName(QCoreApplication.translate("TrackRow", name).format(track))


def chip(letter: str, tip: str) -> QToolButton:
    """A switch of one letter; the tip begins with its name."""
    chip = QToolButton()
    chip.setText(letter)
    chip.setCheckable(True)
    chip.setProperty("kind", "chip")
    chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    chip.setAccessibleName(tip.split(":")[0])
    set_tip(chip, tip)
    return chip
