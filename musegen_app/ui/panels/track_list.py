"""The tracks of the song, the chord lane as the last of them, and a way to add one."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from musegen_app.score import gm
from musegen_app.score.model import Output, Score, Track
from musegen_app.ui.commands.actions import Actions
from musegen_app.ui.panels.author_line import AuthorLine
from musegen_app.ui.panels.track_row import CHORDS, RowView, TrackRow
from musegen_app.ui.parts.instrument_menu import InstrumentMenu
from musegen_app.ui.parts.mix_popover import MixPopover
from musegen_app.ui.theme import GAP, GAP_DOUBLE, Theme


class TrackList(QFrame):
    """Rows are made anew only when tracks come or go; everything else is shown in place. Id `CHORDS` = the lane."""

    picked = Signal(int)
    renamed = Signal(int, str)
    program_picked = Signal(int, int)
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
        self.instruments = InstrumentMenu(self)
        self.instruments.picked.connect(lambda program: self.program_picked.emit(self._asking, program))
        self.mix = MixPopover(self)
        self.add = QPushButton(self.tr("+ Add track"))
        self.add.clicked.connect(lambda: actions["add_track"].trigger())
        self.authors = AuthorLine(theme, actions)
        self._column = QVBoxLayout()
        self._scroll = QScrollArea()
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
            self._make_rows([v.track_id for v in views])
        for view in views:
            self.rows[view.track_id].show_view(view)
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

    def open_mix(self, track: Track, ports: tuple[str, ...]) -> None:
        """The popover of `track` beside its row; `ports` are the MIDI outputs that are there."""
        self.mix.show_track(track, self._name(track), ports)
        row = self.rows[track.id]
        self._scroll.ensureWidgetVisible(row)
        folded = self.window().mapToGlobal(QPoint(GAP, 2 * row.height()))
        self.mix.open_at(row.mix_place() if self.isVisible() else folded)

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
        kit = gm.DRUM_KITS.get(track.program, gm.DRUM_KITS[0])
        return RowView(
            track.id,
            self._name(track),
            _sound_words(kit if track.is_drums else gm.PROGRAMS[track.program], track.output),
            self._theme.track_colour(track.colour, index),
            track.volume,
            track.mute,
            track.solo,
            active=track.id == self._active,
            armed=track.id == self._armed,
        )

    def _make_rows(self, ids: list[int]) -> None:
        for row in self.rows.values():
            self._column.removeWidget(row)
            row.hide()  # it lives until the next turn of the event loop, and would be seen below its successor
            row.deleteLater()
        self.rows = {track_id: self._make_row(track_id) for track_id in ids}
        for place, row in enumerate(self.rows.values()):
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
        row.instrument_wanted.connect(self._ask_instrument)
        return row

    def _ask_instrument(self, track_id: int, place: QPoint) -> None:
        self._asking = track_id
        if track_id == CHORDS:
            self.instruments.show_at(place, self._score.chords.program, drums=False)
            return
        track = self._score.track(track_id)
        self.instruments.show_at(place, track.program, track.is_drums)

    def _place(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, GAP_DOUBLE - 4, 0, 0)
        outer.setSpacing(GAP)
        heading = QLabel(self.tr("TRACKS"))
        heading.setProperty("role", "caption")
        heading.setContentsMargins(GAP_DOUBLE, 0, 0, 0)
        outer.addWidget(heading)
        inside = QWidget()
        inside.setLayout(self._column)
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
        scroll.setWidget(inside)
        outer.addWidget(scroll, 1)
        outer.addWidget(self.authors)


def _sound_words(instrument: str, output: Output) -> str:
    """What the row says about where the track sounds: the instrument, the port and its channel, or both."""
    if not output.port:
        return instrument
    port = f"{output.port} · {output.channel + 1}"
    return f"{instrument} + {port}" if output.synth else port
