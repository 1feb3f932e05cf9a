"""The mixer: a channel for each track, one for the chords, and the master at the right, which stays in sight."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from musegen_app.score import gm
from musegen_app.score.model import Score, Track
from musegen_app.ui.panels.master_strip import MasterStrip
from musegen_app.ui.panels.mixer_strip import MixerStrip, StripView
from musegen_app.ui.panels.track_list import sound_words
from musegen_app.ui.panels.track_row import CHORDS
from musegen_app.ui.theme import Theme

HEIGHT, LEAST_HEIGHT = 256, 206
SHARE = 0.3  # of the height of the window that it takes at most, as long as it stays usable


class Mixer(QFrame):
    """Strips are made anew only when tracks come or go. While it is folded it shows nothing and costs nothing.
    Id `CHORDS` = the chord lane."""

    picked = Signal(int)
    muted = Signal(int, bool)
    soloed = Signal(int, bool)
    armed = Signal(int, bool)
    volume_changed = Signal(int, int)
    mix_changed = Signal(int, str, int)
    output_wanted = Signal(int, QPoint)
    menu_wanted = Signal(int, QPoint)
    settled = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._score = Score()
        self._active = 0
        self._armed: int | None = None
        self._stale = True
        self._window: QWidget | None = None
        self.strips: dict[int, MixerStrip] = {}
        self.master = MasterStrip(theme)
        self._inside = QWidget()
        self._row = QHBoxLayout(self._inside)
        self._scroll = _Sideways()
        self._place()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._refresh()

    def show_score(self, score: Score, active: int) -> None:
        """`active` is the id of the edited track."""
        self._score, self._active = score, active
        self._refresh()

    def show_armed(self, armed: int | None) -> None:
        if armed != self._armed:
            self._armed = armed
            self._refresh()

    def show_levels(self, levels: Mapping[int, float], peak: float) -> None:
        """Peaks by track id and that of the master; nothing is done while the mixer is folded."""
        if not self.isVisible():
            return
        for track_id, level in levels.items():
            if track_id in self.strips and level > 0:
                self.strips[track_id].meter.show_peak(level)
        self.master.show_peak(peak)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self._fit()
        return False

    def _fit(self) -> None:
        """A low window leaves room for the roll."""
        self.setFixedHeight(max(LEAST_HEIGHT, min(HEIGHT, round(self.window().height() * SHARE))))

    def setVisible(self, visible: bool) -> None:
        if visible and self._window is not self.window():
            self._window = self.window()
            self._window.installEventFilter(self)
        self._fit()
        super().setVisible(visible)
        if visible and self._stale:
            self._refresh()

    def _refresh(self) -> None:
        self._stale = self.isHidden()
        if self._stale:
            return
        views = self._views()
        if list(self.strips) != [v.track_id for v in views]:
            self._make_strips([v.track_id for v in views])
        for view in views:
            self.strips[view.track_id].show_view(view)
        if self._active in self.strips:
            self.setFocusProxy(self.strips[self._active].fader)

    def reveal(self, track_id: int) -> None:
        """Scroll so that the channel is in sight."""
        if track_id in self.strips:
            # Strips that have just been made have no place yet.
            self._inside.resize(self._inside.sizeHint().expandedTo(self._scroll.viewport().size()))
            self._row.activate()
            self._scroll.ensureWidgetVisible(self.strips[track_id], 0, 0)

    def _views(self) -> list[StripView]:
        tracks = [self._view(index, track) for index, track in enumerate(self._score.tracks)]
        lane = self._score.chords
        sound, ink = gm.PROGRAMS[lane.program], self._theme.warm
        return [*tracks, StripView(
            CHORDS, self.tr("Chords"), sound, ink, lane.volume, 64, 40, 0, lane.mute, False, False, False, is_lane=True
        )]  # fmt: skip

    def _view(self, index: int, track: Track) -> StripView:
        return StripView(
            track.id,
            track.name or self.tr("Track {0}").format(index + 1),
            sound_words(track),
            self._theme.track_colour(track.colour, index),
            track.volume,
            track.pan,
            track.reverb,
            track.chorus,
            track.mute,
            track.solo,
            armed=track.id == self._armed,
            active=track.id == self._active,
        )

    def _make_strips(self, ids: list[int]) -> None:
        for track_id in self.strips.keys() - set(ids):
            strip = self.strips[track_id]
            self._row.removeWidget(strip)
            strip.hide()
            strip.deleteLater()
        self.strips = {track_id: self.strips.get(track_id) or self._make_strip(track_id) for track_id in ids}
        for place, strip in enumerate(self.strips.values()):
            if self._row.indexOf(strip) != place:
                self._row.insertWidget(place, strip)
            strip.show()  # or it would have no size until the next turn of the event loop

    def _make_strip(self, track_id: int) -> MixerStrip:
        strip = MixerStrip(track_id, self._theme)
        strip.picked.connect(self.picked)
        strip.muted.connect(self.muted)
        strip.soloed.connect(self.soloed)
        strip.armed.connect(self.armed)
        strip.volume_changed.connect(self.volume_changed)
        strip.mix_changed.connect(self.mix_changed)
        strip.output_wanted.connect(self.output_wanted)
        strip.menu_wanted.connect(self.menu_wanted)
        strip.settled.connect(self.settled)
        return strip

    def _place(self) -> None:
        self.setProperty("surface", "foot")
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(self.tr("Mixer"))
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(1)
        self._row.addStretch(1)
        self._scroll.setWidgetResizable(True)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._inside)
        line = QFrame()
        line.setProperty("role", "vline")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._scroll, 1)
        row.addWidget(line)
        row.addWidget(self.master)
        self.hide()


class _Sideways(QScrollArea):
    """The wheel scrolls it sideways: there is no other way to go. Over a fader or a knob it turns that."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y() or event.angleDelta().x()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - turned)
        event.accept()
