"""The tracks of the song, the chord lane as the last of them, and a way to add one."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QToolTip, QVBoxLayout, QWidget

from musegen_app.score import gm
from musegen_app.score.authors import song_shares
from musegen_app.score.model import Score, Track
from musegen_app.ui.commands.actions import Actions
from musegen_app.ui.panels.author_line import AuthorLine
from musegen_app.ui.panels.row_drag import RowDrag
from musegen_app.ui.panels.track_row import CHORDS, RowView, TrackRow
from musegen_app.ui.parts.icon_button import IconButton
from musegen_app.ui.parts.instrument_list import InstrumentList
from musegen_app.ui.parts.mix_popover import MixPopover
from musegen_app.ui.parts.palette_popover import PalettePopover
from musegen_app.ui.piano_roll.authorship import share_words
from musegen_app.ui.theme import GAP, GAP_DOUBLE, Theme


class TrackList(QFrame):
    """Rows are made anew only when tracks come or go; everything else is shown in place. Id `CHORDS` = the lane."""

    picked = Signal(int)
    renamed = Signal(int, str)
    instrument_tried = Signal(int, int, bool)
    instrument_closed = Signal(bool)
    colour_picked = Signal(int, int)
    moved = Signal(int, int)
    volume_settled = Signal()
    muted = Signal(int, bool)
    soloed = Signal(int, bool)
    armed = Signal(int, bool)
    mix_wanted = Signal(int)
    volume_changed = Signal(int, int)
    menu_wanted = Signal(int, QPoint)

    def __init__(self, theme: Theme, actions: Actions) -> None:
        super().__init__()
        self._theme = theme
        self._score = Score()
        self._active = 0
        self._armed: int | None = None
        self._asking = 0
        self.rows: dict[int, TrackRow] = {}
        self.instruments = InstrumentList(theme, self)
        self.instruments.tried.connect(lambda *sound: self.instrument_tried.emit(self._asking, *sound))
        self.instruments.closed.connect(self.instrument_closed)
        self.palette_popover = PalettePopover(theme, self)
        self.palette_popover.picked.connect(self.colour_picked)
        self.empty = QLabel(self.tr("No tracks yet: add one, or drop a MIDI file here."))
        self.mix = MixPopover(self)
        self.add = QPushButton(self.tr("+ Add track"))
        self.add.clicked.connect(lambda: actions["add_track"].trigger())
        self.mixer = IconButton("mix", actions["show_mixer"], role="dim")
        self.mixer.setProperty("kind", "row")
        self.mixer.setFixedSize(24, 22)
        self.mixer.set_theme(theme)
        self.authors = AuthorLine(theme, actions)
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._scroll = QScrollArea()
        self.drag = RowDrag(theme, self._scroll, self._inside)
        self.drag.dropped.connect(self.moved)
        self.setProperty("surface", "panel")
        self._place()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.show_score(self._score, self._active)

    def show_score(self, score: Score, active: int) -> None:
        """The rows of `score`; `active` is the id of the edited track."""
        self._score, self._active = score, active
        views = self._views()
        if list(self.rows) != [v.track_id for v in views]:
            self.drag.cancel()
            self._make_rows([v.track_id for v in views])
        for view in views:
            self.rows[view.track_id].show_view(view)
        self.empty.setVisible(not score.tracks)
        self.setFocusProxy(self.rows[active].mute if active in self.rows else self.add)

    def show_armed(self, armed: int | None) -> None:
        """The track whose row says that it is armed; None = none."""
        if armed != self._armed:
            self._armed = armed
            self.show_score(self._score, self._active)

    def show_levels(self, levels: Mapping[int, float]) -> None:
        """Peaks by track id (`CHORDS` for the lane); rows that are not named fall silent by themselves."""
        for track_id, peak in levels.items():
            if track_id in self.rows and peak > 0:
                self.rows[track_id].show_level(peak)

    def open_mix(self, track: Track, ports: tuple[str, ...], place: QPoint | None = None) -> None:
        """The popover of `track` beside its row or at `place` (on the screen); `ports` are the MIDI outputs that are
        there."""
        self.mix.show_track(track, self._name(track), ports)
        below = self._shown_place(track.id)
        self.mix.open_at(place or (self.rows[track.id].mix_place() if self.isVisible() else below))

    def open_instruments(self, track_id: int, place: QPoint | None = None) -> None:
        """The list of instruments for a track (or `CHORDS`), at `place` on the screen or below its row."""
        self._asking = track_id
        at = self._shown_place(track_id) if place is None else place
        if track_id == CHORDS:
            self.instruments.open_for(self._score.chords.program, False, at, only_tuned=True)
            return
        track = self._score.track(track_id)
        self.instruments.open_for(track.program, track.is_drums, at)

    def open_colours(self, track_id: int, place: QPoint | None = None) -> None:
        """The colours for a track, at `place` on the screen or below its row."""
        at = self._shown_place(track_id) if place is None else place
        self.palette_popover.open_for(track_id, self._score.track(track_id).colour, at)

    def rename(self, track_id: int) -> None:
        """Edit the name of a track where it stands."""
        row = self.rows[track_id]
        self._scroll.ensureWidgetVisible(row)
        row.name.begin()

    def about(self, track_id: int) -> str:
        """What the tooltip of a row says."""
        if track_id == CHORDS:
            return self.tr("The chords of the song, as the lane above the roll has them")
        track = self._score.track(track_id)
        authors = share_words(song_shares(Score(tracks=(track,))))
        hand = self.tr("Double click: rename. Drag: another place.")
        return "\n".join(line for line in (self._name(track), self._extent(track), authors, hand) if line)

    def _extent(self, track: Track) -> str:
        """`32 notes, bars 1 to 4, 0:08 to the end`."""
        if not track.notes:
            return self.tr("no notes")
        score, end = self._score, track.end_tick
        first = score.meter.position(track.notes[0].start_tick).bar + 1
        last = score.meter.position(end - 1).bar + 1
        minutes, seconds = divmod(round(score.tempo.seconds(end)), 60)
        where = self.tr("bar {0}").format(first) if first == last else self.tr("bars {0} to {1}").format(first, last)
        count = self.tr("{0} notes").format(len(track.notes)) if len(track.notes) > 1 else self.tr("1 note")
        return self.tr("{0}, {1}, ends at {2}").format(count, where, f"{minutes}:{seconds:02}")

    def _shown_place(self, track_id: int) -> QPoint:
        """Below the row of a track; near the upper left corner of the window while the list is folded."""
        row = self.rows[track_id]
        self._scroll.ensureWidgetVisible(row)
        folded = self.window().mapToGlobal(QPoint(GAP, 2 * row.height()))
        return row.colour_place() if self.isVisible() else folded

    def _name(self, track: Track) -> str:
        return track.name or self.tr("Track {0}").format(self._score.tracks.index(track) + 1)

    def _views(self) -> list[RowView]:
        tracks = [self._view(index, track) for index, track in enumerate(self._score.tracks)]
        lane = self._score.chords
        instrument = gm.PROGRAMS[lane.program]
        chords = RowView(
            CHORDS, self.tr("Chords"), instrument, self._theme.warm, lane.volume, lane.mute, False, False, is_lane=True
        )
        return [*tracks, chords]

    def _view(self, index: int, track: Track) -> RowView:
        return RowView(
            track.id,
            self._name(track),
            sound_words(track),
            self._theme.track_colour(track.colour, index),
            track.volume,
            track.mute,
            track.solo,
            active=track.id == self._active,
            armed=track.id == self._armed,
        )

    def _make_rows(self, ids: list[int]) -> None:
        """Rows that stay keep what they are, so that a moved one keeps the keyboard."""
        for track_id in self.rows.keys() - set(ids):
            row = self.rows[track_id]
            self._column.removeWidget(row)
            row.hide()  # it lives until the next turn of the event loop, and would be seen below its successor
            row.deleteLater()
        self.rows = {track_id: self.rows.get(track_id) or self._make_row(track_id) for track_id in ids}
        for place, row in enumerate(self.rows.values()):
            if self._column.indexOf(row) != place:
                self._column.insertWidget(place, row)

    def _make_row(self, track_id: int) -> TrackRow:
        row = TrackRow(track_id, self._theme)
        row.picked.connect(self.picked)
        row.renamed.connect(self.renamed)
        row.muted.connect(self.muted)
        row.soloed.connect(self.soloed)
        row.armed.connect(self.armed)
        row.mix_wanted.connect(lambda track_id, _place: self.mix_wanted.emit(track_id))
        row.volume_changed.connect(self.volume_changed)
        row.menu_wanted.connect(self.menu_wanted)
        row.instrument_wanted.connect(self.open_instruments)
        row.colour_wanted.connect(self.open_colours)
        row.volume_settled.connect(self.volume_settled)
        row.tip_wanted.connect(lambda track_id, at: QToolTip.showText(at, self.about(track_id), row))
        row.drag_begun.connect(self._begin_drag)
        row.drag_moved.connect(self.drag.move)
        row.drag_ended.connect(self.drag.drop)
        return row

    def _begin_drag(self, track_id: int) -> None:
        self.drag.begin(track_id, [(t.id, self.rows[t.id]) for t in self._score.tracks])

    def _place(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, GAP_DOUBLE - 4, 0, 0)
        outer.setSpacing(GAP)
        heading = QLabel(self.tr("TRACKS"))
        heading.setProperty("role", "caption")
        heading.setContentsMargins(GAP_DOUBLE, 0, 0, 0)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, GAP_DOUBLE - 6, 0)
        head.addWidget(heading, 1)
        head.addWidget(self.mixer)
        outer.addLayout(head)
        self.empty.setProperty("role", "hint")
        self.empty.setWordWrap(True)
        self.empty.setContentsMargins(GAP_DOUBLE, 0, GAP_DOUBLE, 0)
        outer.addWidget(self.empty)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(3)
        self.add.setProperty("kind", "link")
        self.add.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        indent = QHBoxLayout()
        indent.setContentsMargins(GAP_DOUBLE - 7, 4, GAP, 0)
        indent.addWidget(self.add)
        indent.addStretch(1)
        self._column.addLayout(indent)
        self._column.addStretch(1)
        scroll = self._scroll
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._inside)
        outer.addWidget(scroll, 1)
        outer.addWidget(self.authors)


def sound_words(track: Track) -> str:
    """What is said about where the track sounds: the instrument, the port and its channel, or both."""
    output, kit = track.output, gm.DRUM_KITS.get(track.program, gm.DRUM_KITS[0])
    instrument = kit if track.is_drums else gm.PROGRAMS[track.program]
    if not output.port:
        return instrument
    port = f"{output.port} · {output.channel + 1}"
    return f"{instrument} + {port}" if output.synth else port
