"""The piano roll as the window embeds it: sections, bars, chords, keys, notes, velocities and scroll bars."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from musegen_app.sampling.take import Take
from musegen_app.score.model import Note, Score
from musegen_app.score.note_table import change_between
from musegen_app.ui.piano_roll import below, lane_kinds
from musegen_app.ui.piano_roll.below import Below
from musegen_app.ui.piano_roll.canvas import Canvas
from musegen_app.ui.piano_roll.commands import NoteCommands
from musegen_app.ui.piano_roll.corner import Corner
from musegen_app.ui.piano_roll.keyboard import Keyboard
from musegen_app.ui.piano_roll.lane import Lane
from musegen_app.ui.piano_roll.minimap import Minimap
from musegen_app.ui.piano_roll.note_verbs import NoteVerbs
from musegen_app.ui.piano_roll.piano_ruler import PianoRuler
from musegen_app.ui.piano_roll.scrolling import Scrolling
from musegen_app.ui.piano_roll.shape_commands import ShapeCommands
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.piano_roll.strip import Strip
from musegen_app.ui.piano_roll.timeline import Timeline
from musegen_app.ui.piano_roll.transform import PitchAxis, TimeAxis
from musegen_app.ui.piano_roll.zooming import Zooming
from musegen_app.ui.theme import DARK, Theme
from musegen_app.ui.translation import said


class RollView(NoteVerbs):
    """One widget for the whole editor. It never changes the document: it asks through signals and shows what it is
    given (`editRequested` → `document.edit` → `set_score`). GUI thread only.

    Keys that work on notes (arrows, Delete, Tab, Ctrl+A/C/X/V/D, Q, digits …: `keys.TABLE`) are handled here while
    the roll has the focus and they mean something; commands of the window can call the same methods.
    """

    editRequested = Signal(str, object, str)  # label, score, coalesce key ("" = an undo step of its own)
    seekRequested = Signal(int)
    loopRequested = Signal(bool, int, int)
    punchRequested = Signal(int, int)  # where recording counts: from, to (ticks)
    previewRequested = Signal(int, int)  # pitch, velocity; the active track's instrument
    previewEnded = Signal()
    selectionChanged = Signal()
    statusHint = Signal(str)  # what a touch here would do; "" when the pointer leaves
    takeRangeChosen = Signal(int, int)  # the part of the take to keep: from, to (ticks)
    trackPicked = Signal(int)  # a ghost note of another track was clicked: its track id
    toolChanged = Signal(str)
    snapChanged = Signal(str)
    followChanged = Signal(bool)
    menuRequested = Signal(QPoint)  # right click in select mode; global position

    def __init__(self, theme: Theme = DARK, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stage = Stage(theme, self)
        self._commands = NoteCommands(self.stage)
        self.shapes = ShapeCommands(self.stage)
        self._keyboard = Keyboard(self)
        self._fit_when_shown = True
        self._build()
        self._wire()

    def _build(self) -> None:
        stage = self.stage
        self.timeline = Timeline(stage, self)
        self.keys = PianoRuler(stage, self)
        self.canvas = Canvas(stage, self)
        self.below = Below(stage, self)
        self.scrolling = Scrolling(stage, self)
        self.zooming = Zooming(stage, self.scrolling)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        self.minimap = Minimap(stage, self)
        for strip in (Strip(self.minimap.head, self.minimap), *self.timeline.strips):
            self._add_strip(grid, strip)
        middle = grid.rowCount()
        grid.addWidget(self.keys, middle, 0)
        grid.addWidget(self.canvas, middle, 1)
        grid.addWidget(self.scrolling.down, middle, 2)
        self.below.place(grid, middle + 1)
        foot = middle + 1 + below.MOST_ROWS
        grid.addWidget(Corner(stage, "", self), foot, 0)
        grid.addWidget(self.scrolling.across, foot, 1)
        grid.setRowStretch(middle, 1)
        grid.setColumnStretch(1, 1)
        self.setFocusProxy(self.canvas)
        self.setAccessibleName(said("Piano roll"))

    def _add_strip(self, grid: QGridLayout, strip: Strip) -> None:
        row = grid.rowCount()
        grid.addWidget(strip.head, row, 0)
        grid.addWidget(strip.lane, row, 1)

    def _wire(self) -> None:
        stage = self.stage
        stage.edit_wanted.connect(self.editRequested)
        stage.seek_wanted.connect(self.seekRequested)
        stage.loop_wanted.connect(self.loopRequested)
        stage.punch_wanted.connect(self.punchRequested)
        stage.preview_wanted.connect(self.previewRequested)
        stage.preview_over.connect(self.previewEnded)
        stage.selection_changed.connect(self._selection_changed)
        stage.hint.connect(self.statusHint)
        stage.take_range_wanted.connect(self.takeRangeChosen)
        stage.track_wanted.connect(self.trackPicked)
        stage.user_scrolled.connect(self.scrolling.user_scrolled)
        self.canvas.menu_wanted.connect(self._menu_wanted)
        self.canvas.focus_lost.connect(self._focus_lost)
        self.canvas.pressed.connect(self._keyboard.held_tool.use)

    @property
    def lanes(self) -> tuple[Lane, ...]:
        strips = (*self.timeline.strips, *self.below.strips)
        return (self.canvas, self.keys, self.minimap, *(strip.lane for strip in strips))

    def is_dragging(self) -> bool:
        return any(lane.gesture is not None for lane in self.lanes)

    def show_view(self, time: TimeAxis, pitch: PitchAxis) -> None:
        """Look at the song like this instead of at the whole of it (a song that is opened again)."""
        self._fit_when_shown = False
        self.stage.set_view(time, pitch)

    # -- what to show --------------------------------------------------------------------------------------------

    def set_score(self, score: Score) -> None:
        """Show `score` (cheap: call it after every change). A new song is zoomed to; a drag is cancelled."""
        same_song = {t.id for t in score.tracks} & {t.id for t in self.stage.score.tracks}
        track_ids = [t.id for t in score.tracks]
        active = self.stage.track_id if self.stage.track_id in track_ids else next(iter(track_ids), 0)
        self.stage.set_music(score, active)
        if not same_song:
            self.stage.mark(None)
            self._fit_when_shown = True
            self._fit_if_asked()

    def prepare(self, score: Score) -> None:
        """Work out what the first picture of a large `score` needs. Any thread: no widget is touched."""
        for track in score.tracks:
            self.stage.columns.prepare(track)

    def set_active_track(self, track_id: int) -> None:
        """The track that is edited; the others become ghosts. An unknown id means the first track."""
        track_ids = [t.id for t in self.stage.score.tracks]
        active = track_id if track_id in track_ids else next(iter(track_ids), 0)
        if active != self.stage.track_id:
            self.stage.set_music(self.stage.score, active)

    def set_take(self, take: Take | None, commit_tick: int | None = None) -> None:
        """Ghosts. Up to `commit_tick` they are drawn solid and the line "decided to here" stands there; by default
        that is a beat after the playhead while it plays, else `take.until_tick`."""
        self.stage.set_take(take, commit_tick)

    def reveal_take(self) -> None:
        """Bring the beginning of the take into sight."""
        self.scrolling.reveal_take()
        self.scrolling.reveal_take_pitches()

    def reveal_take_pitches(self) -> None:
        """Bring the highest and lowest ghosts into sight, unless the mouse is busy."""
        if not self.is_dragging():
            self.scrolling.reveal_take_pitches()

    def reveal_tick(self, tick: int) -> None:
        """Scroll, if need be, until `tick` is in sight."""
        self.scrolling.reveal(tick, tick)

    def reveal_change(self, before: Score) -> None:
        """Bring into sight what is different since `before` in the active track, unless some of it is; what is heard
        is not scrolled away."""
        stage = self.stage
        if not (stage.playing and stage.follow) and not self.is_dragging():
            old = next((t.notes for t in before.tracks if t.id == stage.track_id), ())
            change = change_between(old, stage.index.notes)
            self.scrolling.reveal_notes(change.added or change.removed)

    def show_steering_lane(self, control: str) -> None:
        """Open the lane in which that steering control is drawn (its name, such as `density`), with the keyboard."""
        self.below.show(lane_kinds.steering_key(control))

    def set_take_range(self, from_tick: int, to_tick: int) -> None:
        """Show that only this part of the take will be kept; an empty range means all of it."""
        self.stage.set_take_range((from_tick, to_tick) if to_tick > from_tick else None)

    def set_playhead(self, tick: int, playing: bool) -> None:
        """Call it as often as positions arrive: only a strip is drawn again."""
        self.stage.set_playhead(tick, playing)
        if not self.is_dragging():
            self.scrolling.follow()

    def set_loop(self, on: bool, from_tick: int, to_tick: int) -> None:
        self.stage.set_loop(on, from_tick, to_tick)

    def set_recording(self, on: bool, punch: tuple[int, int] | None) -> None:
        """A red playhead while it is recorded, and where that counts (None: everywhere)."""
        self.stage.set_recording(on, punch)

    def set_growing(self, notes: tuple[Note, ...]) -> None:
        """Notes of the active track that are recorded and not yet in the score; a new one is brought into sight."""
        more = len(notes) > len(self.stage.growing)
        self.stage.set_growing(notes)
        if more and not self.is_dragging():
            self.scrolling.reveal_growing()

    def set_tool(self, tool: str) -> None:
        """`draw`, `select` or `erase`. Raises ValueError."""
        if tool != self.stage.tool:
            self.stage.set_tool(tool)
            self.toolChanged.emit(tool)

    def set_snap(self, name: str) -> None:
        """A name of `snap.SNAPS`: bar 1/2 1/4 1/8 1/16 1/32 1/64 1/4T 1/8T 1/16T off. Raises ValueError."""
        if name != self.stage.snap:
            self.stage.set_snap(name)
            self.snapChanged.emit(name)

    def set_follow(self, on: bool) -> None:
        """Turn the page when the playhead leaves the view."""
        if on != self.stage.follow:
            self.stage.follow = on
            self.followChanged.emit(on)

    def set_previews(self, on: bool) -> None:
        """Whether touched notes are heard."""
        self.stage.previews = on

    def set_theme(self, theme: Theme) -> None:
        self.stage.set_theme(theme)

    # -- keys ----------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keys that mean something here are not shortcuts of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.setAccepted(self._keyboard.claims(event))
            if event.isAccepted():
                return True
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab walks from note to note; where there are none it leaves the roll. (F6 always does.)"""
        return False if self.canvas.keeps_tab() else super().focusNextPrevChild(forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.setAccepted(self._keyboard.press(event))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        event.setAccepted(self._keyboard.release(event))

    def cancel(self) -> bool:
        """Esc: end a drag without a trace, else drop the selection. False when there was nothing to cancel."""
        cancelled = [lane.cancel_gesture() for lane in self.lanes]
        if any(cancelled) or self._keyboard.forget():
            self.stage.hint.emit("")
            return True
        had = bool(self.stage.selection or self.stage.marked) or self.stage.chord_tick is not None
        self.stage.select(())
        self.stage.mark(None)
        self.stage.pick_chord(None)
        return had

    # -- inside --------------------------------------------------------------------------------------------------

    def _selection_changed(self) -> None:
        self._keyboard.forget()
        self.selectionChanged.emit()

    def _menu_wanted(self, place: QPointF) -> None:
        self.menuRequested.emit(place.toPoint())

    def _focus_lost(self) -> None:
        for lane in self.lanes:
            lane.cancel_gesture()
        self._keyboard.held_tool.let_go()

    def _fit_if_asked(self) -> None:
        if self._fit_when_shown and self.canvas.width() > 50 and self.isVisible():
            self._fit_when_shown = False
            self.scrolling.fit_new_song()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_if_asked()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_if_asked()

    def sizeHint(self) -> QSize:
        return QSize(860, 620)

    def minimumSizeHint(self) -> QSize:
        return QSize(360, 320)
