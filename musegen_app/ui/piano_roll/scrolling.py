"""What part of the song is seen: scroll bars, fitting the view, and turning the page while playing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QScrollBar, QWidget

from musegen_app.score.model import Note
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.piano_roll.transform import PitchAxis, TimeAxis
from musegen_app.ui.translation import said

_SPARE_BARS = 8
_PAGE_AT = 0.94
_PAGE_TO = 0.06
_TAKE_AT = 0.25
_MARGIN = 16
_USUAL_BARS = 8
_USUAL_PITCHES = (57, 82)


class Scrolling(QObject):
    """Two scroll bars bound to the stage's axes."""

    def __init__(self, stage: Stage, parent: QWidget) -> None:
        super().__init__(parent)
        self._stage = stage
        self._away = False  # the user looks elsewhere while it plays
        self.across = QScrollBar(Qt.Orientation.Horizontal, parent)
        self.down = QScrollBar(Qt.Orientation.Vertical, parent)
        self.across.setAccessibleName(said("Scroll through the song"))
        self.down.setAccessibleName(said("Scroll through the pitches"))
        self.across.valueChanged.connect(self._across_moved)
        self.down.valueChanged.connect(self._down_moved)
        stage.view_changed.connect(self.sync)
        stage.music_changed.connect(self.sync)
        stage.take_changed.connect(self.sync)

    def sync(self) -> None:
        """Bring the bars in line with the view."""
        stage = self._stage
        content = round(self.last_tick() * stage.time.pixels_per_tick)
        _set(self.across, max(content - stage.width, stage.time.scroll), stage.width, stage.time.scroll)
        _set(self.down, max(0, stage.pitch.height - stage.height), stage.height, stage.pitch.scroll)

    def last_tick(self) -> int:
        """The end of what there is to see, with some bars to go on writing."""
        stage = self._stage
        end = max(stage.score.end_tick, stage.loop[2], stage.take.end_tick if stage.take else 0)
        return end + _SPARE_BARS * stage.score.meter.at(end).bar_ticks

    def _across_moved(self, value: int) -> None:
        self._stage.set_view(time=self._stage.time.scrolled(value))
        self.user_scrolled()

    def _down_moved(self, value: int) -> None:
        self._stage.set_view(pitch=self._stage.pitch.scrolled(value, self._stage.height))

    # -- following -----------------------------------------------------------------------------------------------

    def follow(self) -> None:
        """Turn the page when the playhead has left the view; not while the user looks elsewhere."""
        stage = self._stage
        x = stage.time.x(stage.playhead)
        seen = 0 <= x <= stage.width * _PAGE_AT
        if seen or not stage.playing:
            self._away = False
        elif stage.follow and not self._away and stage.width:
            stage.set_view(time=stage.time.scrolled(stage.time.scroll + x - stage.width * _PAGE_TO))

    def user_scrolled(self) -> None:
        """The wheel or the hand moved the view: stay there until the playhead comes by."""
        x = self._stage.time.x(self._stage.playhead)
        self._away = self._stage.playing and not 0 <= x <= self._stage.width

    def reveal(self, from_tick: int, to_tick: int) -> None:
        """Scroll until the beginning is in sight, and the end too if both have room."""
        stage = self._stage
        left, right = stage.time.x(from_tick), stage.time.x(to_tick)
        if not stage.width or (left >= 0 and right < stage.width):
            return
        fits = right - left < stage.width * (1 - 2 * _PAGE_TO)
        by = right - stage.width * (1 - _PAGE_TO) if fits and left > 0 else left - stage.width * _PAGE_TO
        stage.set_view(time=stage.time.scrolled(stage.time.scroll + by))

    def reveal_take(self) -> None:
        """Scroll until the take begins in the left half, but never away from a playhead that is in sight."""
        stage = self._stage
        if stage.take is None or not stage.width:
            return
        x = stage.time.x(stage.take.start_tick)
        if 0 <= x <= stage.width / 2:
            return
        by = x - stage.width * _TAKE_AT
        playhead = stage.time.x(stage.playhead)
        if stage.playing and 0 <= playhead <= stage.width:
            by = min(by, playhead - stage.width * _PAGE_TO) if by > 0 else max(by, playhead - stage.width * _PAGE_AT)
        stage.set_view(time=stage.time.scrolled(stage.time.scroll + by))

    def reveal_take_pitches(self) -> None:
        """Scroll by as little as shows the highest and lowest notes of the take that are in sight sideways."""
        if self._stage.take is not None:
            self.reveal_pitches(self._stage.take.notes)

    def reveal_growing(self) -> None:
        """The same with what is being recorded."""
        self.reveal_pitches(self._stage.growing)

    def reveal_notes(self, notes: Sequence[Note]) -> None:
        """Scroll until some of `notes`, which are in order, are in sight."""
        if notes and not any(map(self._is_seen, notes)):
            self.reveal(notes[0].start_tick, max(n.end_tick for n in notes))
            self.reveal_pitches(notes)
            if not any(map(self._is_seen, notes)):  # too far apart to be seen together
                self.reveal_pitches(notes[:1])

    def _is_seen(self, note: Note) -> bool:
        stage = self._stage
        top = stage.pitch.y(note.pitch)
        across = stage.time.x(note.end_tick) > 0 and stage.time.x(note.start_tick) < stage.width
        return across and 0 <= top <= stage.height - stage.pitch.row

    def reveal_pitches(self, notes: Iterable[Note]) -> None:
        """Scroll by as little as shows the highest and lowest of those `notes` that are in sight sideways."""
        stage = self._stage
        first, last = stage.time.tick(0), stage.time.tick(stage.width)
        pitches = [n.pitch for n in notes if first <= n.start_tick < last]
        if not pitches or not stage.height:
            return
        axis = stage.pitch
        above = axis.y(max(pitches)) - axis.row
        below = axis.y(min(pitches)) + 2 * axis.row - stage.height
        if below - above > 0 and (above < 0 or below > 0):
            return  # no room for all of them: stay
        by = min(0, above) or max(0, below)
        if by:
            stage.set_view(pitch=axis.scrolled(axis.scroll + by, stage.height))

    # -- fitting -------------------------------------------------------------------------------------------------

    def fit_all(self) -> None:
        """The whole song, and the pitches of the active track."""
        self._stage.set_view(self._whole_song(), self._pitches())

    def fit_width(self) -> None:
        """The whole song; the pitches stay."""
        self._stage.set_view(time=self._whole_song())

    def fit_height(self) -> None:
        """The pitches of the notes in sight, or of the track where there are none; the time stays."""
        stage = self._stage
        pitches = [n.pitch for n in stage.index.between(stage.time.tick(0), stage.time.tick(stage.width))]
        low, high = (min(pitches), max(pitches)) if pitches else (0, 0)
        stage.set_view(pitch=stage.pitch.fitted(low, high, stage.height) if pitches else self._pitches())

    def _whole_song(self) -> TimeAxis:
        stage = self._stage
        end = max(stage.score.end_tick, stage.score.meter.at(0).bar_ticks * 4)
        return stage.time.fitted(0, end, stage.width, _MARGIN)

    def fit_ticks(self, from_tick: int, to_tick: int, low: int, high: int) -> None:
        stage = self._stage
        time = stage.time.fitted(from_tick, to_tick, stage.width, _MARGIN * 3)
        stage.set_view(time, stage.pitch.fitted(low, high, stage.height))

    def fit_new_song(self) -> None:
        """A readable beginning: about eight bars and the pitches there are."""
        stage = self._stage
        bars = stage.score.meter.at(0).bar_ticks * _USUAL_BARS
        stage.set_view(stage.time.fitted(0, bars, max(stage.width, 400)), self._pitches())

    def _pitches(self) -> PitchAxis:
        notes = self._stage.index.notes or [n for t in self._stage.score.tracks if not t.is_drums for n in t.notes]
        low = min((n.pitch for n in notes), default=_USUAL_PITCHES[0])
        high = max((n.pitch for n in notes), default=_USUAL_PITCHES[1])
        spare = max(0, _USUAL_PITCHES[1] - _USUAL_PITCHES[0] - (high - low)) // 2
        return self._stage.pitch.fitted(low - spare, high + spare, self._stage.height)


def _set(bar: QScrollBar, most: int, page: int, value: int) -> None:
    bar.blockSignals(True)
    bar.setRange(0, max(0, most))
    bar.setPageStep(max(1, page))
    bar.setSingleStep(40)
    bar.setValue(value)
    bar.blockSignals(False)
    bar.setVisible(True)
