"""What all parts of the roll share: the music shown, the view, the tool, the selection, and the wishes of the user.

The widgets draw it and the gestures change it; neither knows the other. GUI thread only.
"""

from __future__ import annotations

from collections.abc import Iterable
from time import monotonic

from PySide6.QtCore import QObject, QRectF, QTimer, Signal

from musegen_app.sampling.take import Take
from musegen_app.score.chord_stamp import Stamp
from musegen_app.score.keys import Key
from musegen_app.score.model import Note, Score, Track
from musegen_app.ui.piano_roll import snap
from musegen_app.ui.piano_roll.columns import Columns
from musegen_app.ui.piano_roll.draft import Draft, draft_of
from musegen_app.ui.piano_roll.groove import Groove
from musegen_app.ui.piano_roll.index import Indexes, NoteIndex
from musegen_app.ui.piano_roll.marks import Marks
from musegen_app.ui.piano_roll.rows import RowChoice
from musegen_app.ui.piano_roll.transform import PitchAxis, TimeAxis
from musegen_app.ui.theme import Theme

TOOLS = ("draw", "select", "erase", "knife", "glue", "stamp")
HELD_TOOLS = {"E": "knife", "J": "glue"}  # in the hand while the key is held down

_SHORT_MS = 250  # how long a note is heard that a key was pressed for


class Stage(QObject):
    """The state of one piano roll. Setters do nothing when nothing changes; each tells by one signal."""

    music_changed = Signal()  # score or active track
    view_changed = Signal()  # zoom, scroll, size, rows
    shown_changed = Signal()  # which rows and hints are shown: fold, drum rows, scale, ghosts
    selection_changed = Signal()
    draft_changed = Signal(bool)  # True: other notes than before are lifted
    take_changed = Signal()
    playhead_moved = Signal(int, int)  # ticks: from, to
    loop_changed = Signal()
    recording_changed = Signal()  # on or off, or its region
    growing_changed = Signal()
    tool_changed = Signal()
    band_changed = Signal()
    key_hovered = Signal()
    mark_picked = Signal()
    theme_changed = Signal()

    edit_wanted = Signal(str, object, str)
    seek_wanted = Signal(int)
    loop_wanted = Signal(bool, int, int)
    punch_wanted = Signal(int, int)
    preview_wanted = Signal(int, int)
    preview_over = Signal()
    take_range_wanted = Signal(int, int)
    track_wanted = Signal(int)
    new_track_wanted = Signal()  # there is none, and something is drawn
    user_scrolled = Signal()
    step_key = Signal(str)  # a key that step input means: left, right, rest, back, leave
    carry_wanted = Signal(object)  # ids of notes that are dragged out of the window
    hint = Signal(str)

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.score = Score()
        self.track_id = 0
        self.time = TimeAxis()
        self.pitch = PitchAxis()
        self.width = 0
        self.height = 0
        self.ghosts = True  # whether the notes of other tracks are drawn
        self.authors = False  # whether notes have the colour of who wrote them
        self.scale_shown = True  # whether rows outside the key are darker
        self.names = True  # whether notes have their names on them where there is room
        self.tool = "select"
        self.holding = ""  # the letter of the tool whose key is held down
        self.stamp = Stamp.TRIAD
        self.groove = Groove()
        self.marks = Marks()
        self.snap = snap.DEFAULT
        self.follow = True
        self.previews = True
        self.selection: frozenset[int] = frozenset()
        self.picked: tuple[str, int] | None = None  # kind and tick of what is picked on a strip above the notes
        self.draft: Draft | None = None
        self.draft_loop: tuple[int, int] | None = None
        self.band: QRectF | None = None  # the rubber band, in pixels of the roll
        self.playhead = 0
        self.playing = False
        self.loop: tuple[bool, int, int] = (False, 0, 0)
        self.recording = False
        self.punch: tuple[int, int] | None = None  # only there recording counts; None: everywhere
        self.growing: tuple[Note, ...] = ()  # what is recorded and not yet in the score
        self.take: Take | None = None
        self.commit_tick: int | None = None
        self.take_range: tuple[int, int] | None = None
        self.born: dict[int, float] = {}  # take notes that fade in, by id: seconds on the monotonic clock
        self.hover_pitch: int | None = None
        self.last_ticks: int | None = None  # length of the note drawn or resized last
        self.last_velocity = 80
        self.indexes = Indexes()
        self._preview_end = QTimer(self)
        self._preview_end.setSingleShot(True)
        self._preview_end.setInterval(_SHORT_MS)
        self._preview_end.timeout.connect(self.preview_over)
        self._rows = RowChoice()
        self.columns = Columns()
        self._select_next: frozenset[int] = frozenset()

    # -- what is shown -------------------------------------------------------------------------------------------

    @property
    def track(self) -> Track | None:
        """The active track; None in an empty song."""
        return next((t for t in self.score.tracks if t.id == self.track_id), None)

    @property
    def shown(self) -> Score:
        """The score as a drag would leave it."""
        return self.draft.score if self.draft is not None else self.score

    @property
    def index(self) -> NoteIndex:
        """The notes of the active track."""
        track = self.track
        return self.indexes.of(track) if track is not None else NoteIndex(())

    @property
    def tool_in_hand(self) -> str:
        """The tool, or the one whose key is held down."""
        return HELD_TOOLS.get(self.holding, self.tool)

    @property
    def ghost_tracks(self) -> tuple[Track, ...]:
        """The other tracks whose notes are drawn: on the rows of a kit only those of other kits mean anything."""
        if not self.ghosts:
            return ()
        kit = self.rows_mode == "drums"
        return tuple(t for t in self.score.tracks if t.id != self.track_id and (t.is_drums or not kit))

    @property
    def rows_mode(self) -> str:
        """Which pitches have rows now: one of `rows.MODES`."""
        return self._rows.mode

    def colour_of(self, track_id: int) -> str:
        """The colour chosen for a track, or the one of its place in the list."""
        found = ((t.colour, place) for place, t in enumerate(self.score.tracks) if t.id == track_id)
        return self.theme.track_colour(*next(found, (-1, 0)))

    def key_at(self, tick: float) -> Key | None:
        """The written key; None when the score has none."""
        found = [k.key for k in self.score.keys if k.tick <= max(0, tick)]
        return found[-1] if found else None

    def selected_notes(self) -> tuple[Note, ...]:
        """Selected notes of the active track, in the order of the track."""
        return tuple(self.index.table.chosen(self.selection)) if self.selection else ()

    def set_music(self, score: Score, track_id: int) -> None:
        """Show `score`; the selection keeps what is still there. A drag in progress has been cancelled before."""
        self.score, self.track_id, self.draft = score, track_id, None
        there = self.index.table
        wanted = there.present(self._select_next) or there.present(self.selection)
        self._select_next = frozenset()
        other_rows = self._fit_rows()
        self.music_changed.emit()
        if other_rows:
            self.view_changed.emit()
        self.select(wanted)

    # -- wishes of the user --------------------------------------------------------------------------------------

    def edit(self, label: str, score: Score, select: Iterable[int] = (), coalesce: str = "") -> None:
        """Ask for `score` to become the document's, and select these notes when it has."""
        self.drop_draft()
        if score is self.score:
            return
        self._select_next = frozenset(select)
        self.edit_wanted.emit(label, score, coalesce)

    def preview(self, *pitches: int, velocity: int) -> None:
        """Let these notes be heard in place of what was heard before, if previews are on."""
        if not self.previews or not pitches:
            return
        self._preview_end.stop()
        self.preview_over.emit()
        for pitch in pitches:
            self.preview_wanted.emit(pitch, velocity)

    def preview_short(self, pitch: int, velocity: int) -> None:
        """Let a note be heard for a moment: no button is held that would end it."""
        self.preview(pitch, velocity=velocity)
        if self.previews:
            self._preview_end.start()

    def preview_end(self) -> None:
        if self.previews:
            self._preview_end.stop()
            self.preview_over.emit()

    # -- drags ---------------------------------------------------------------------------------------------------

    def show_draft(self, score: Score) -> None:
        """Draw `score` as what the drag would do."""
        before = self.draft.lifted if self.draft is not None else frozenset()
        self.draft = draft_of(self.track, score, self.track_id)
        self.draft_changed.emit(self.draft.lifted != before)

    def drop_draft(self) -> None:
        if self.draft is not None:
            lifted = bool(self.draft.lifted)
            self.draft = None
            self.draft_changed.emit(lifted)

    def set_band(self, band: QRectF | None) -> None:
        """Show the rubber band (pixels of the roll), or none."""
        self.band = band
        self.band_changed.emit()

    def set_marks(self, marks: Marks) -> None:
        """Show these lines over the notes."""
        if marks != self.marks:
            self.marks = marks
            self.band_changed.emit()

    # -- view and tools ------------------------------------------------------------------------------------------

    def set_view(self, time: TimeAxis | None = None, pitch: PitchAxis | None = None) -> None:
        time, pitch = time or self.time, (pitch or self.pitch).with_rows(self.pitch.rows, self.height)
        if (time, pitch) != (self.time, self.pitch):
            self.time, self.pitch = time, pitch
            if self.rows_mode == "scale":  # the key may be another one there
                self._fit_rows()
            self.view_changed.emit()

    def set_size(self, width: int, height: int) -> None:
        """The roll itself is now that large."""
        self.width, self.height = width, height
        self.pitch = self.pitch.scrolled(self.pitch.scroll, height)
        self.view_changed.emit()

    def set_rows(self, mode: str) -> None:
        """Which pitches have rows: one of `rows.MODES`, kept for pitched and for drum tracks. Raises ValueError."""
        self._rows.choose(mode, self.track)
        self._fit_rows()
        self.view_changed.emit()

    def show_ghosts(self, on: bool) -> None:
        """Draw the notes of other tracks, or not."""
        self.ghosts = on
        self.view_changed.emit()
        self.shown_changed.emit()

    def show_authors(self, on: bool) -> None:
        """Colour notes by who wrote them, or by their track."""
        self.authors = on
        self.view_changed.emit()
        self.shown_changed.emit()

    def show_names(self, on: bool) -> None:
        """Write names on notes that have room for them, or not."""
        self.names = on
        self.view_changed.emit()
        self.shown_changed.emit()

    def show_scale(self, on: bool) -> None:
        """Draw rows outside the key darker, or not."""
        self.scale_shown = on
        self.view_changed.emit()
        self.shown_changed.emit()

    def _fit_rows(self) -> bool:
        """Bring the rows in line with the notes and the key in the middle of the view. Whether they changed."""
        before, mode = self.pitch, self.rows_mode
        take = self.take.notes if self.take is not None and self.take.track_id == self.track_id else ()
        rows = self._rows.of(self.track, (*take, *self.growing), self.key_at(self.time.tick(self.width / 2)))
        self.pitch = before.with_rows(rows, self.height)
        if mode != self.rows_mode:
            self.shown_changed.emit()
        return self.pitch is not before

    def _fit_rows_now(self) -> None:
        """The same where nothing else tells that the view is another one."""
        if self._fit_rows():
            self.view_changed.emit()

    def set_tool(self, tool: str) -> None:
        """One of TOOLS. Raises ValueError."""
        if tool not in TOOLS:
            raise ValueError(f"no tool called {tool}")
        self.tool = tool
        self.tool_changed.emit()

    def set_snap(self, name: str) -> None:
        """One of `snap.SNAPS`. Raises ValueError."""
        if name not in snap.SNAPS:
            raise ValueError(f"no grid called {name}")
        self.snap = name
        self.view_changed.emit()

    def select(self, ids: Iterable[int]) -> None:
        ids = frozenset(ids)
        if ids != self.selection:
            self.selection = ids
            self.selection_changed.emit()

    @property
    def chord_tick(self) -> int | None:
        """Where the picked chord symbol stands; None when none is picked."""
        return self.picked[1] if self.picked is not None and self.picked[0] == "chord" else None

    def pick(self, picked: tuple[str, int] | None) -> None:
        """What stands there on a strip is what Delete means: its kind ("chord", "section" …) and tick, or None."""
        if picked != self.picked:
            self.picked = picked
            self.mark_picked.emit()

    def pick_chord(self, tick: int | None) -> None:
        """The chord symbol at `tick` is the one that Delete means; None = nothing is picked."""
        self.pick(("chord", tick) if tick is not None else None)

    def hover_key(self, pitch: int | None) -> None:
        """The pointer is in that row of the roll, or in none."""
        if pitch != self.hover_pitch:
            self.hover_pitch = pitch
            self.key_hovered.emit()

    # -- transport and takes -------------------------------------------------------------------------------------

    def set_playhead(self, tick: int, playing: bool) -> None:
        turned = playing != self.playing
        before, self.playhead, self.playing = self.playhead, tick, playing
        if turned and self.take is not None:
            self.take_changed.emit()  # which of its notes are promised is another matter now
        if before != tick:
            self.playhead_moved.emit(before, tick)

    def set_loop(self, on: bool, from_tick: int, to_tick: int) -> None:
        if self.loop != (on, from_tick, to_tick):
            self.loop = (on, from_tick, to_tick)
            self.loop_changed.emit()

    def set_recording(self, on: bool, punch: tuple[int, int] | None) -> None:
        if (self.recording, self.punch) != (on, punch):
            self.recording, self.punch = on, punch
            self.recording_changed.emit()

    def set_growing(self, notes: tuple[Note, ...]) -> None:
        if notes != self.growing:
            self.growing = notes
            self._fit_rows_now()
            self.growing_changed.emit()

    def set_take(self, take: Take | None, commit_tick: int | None) -> None:
        """Show a take as ghosts; notes that were not there before fade in."""
        same = take is not None and self.take is not None and take.id == self.take.id
        known = {n.id for n in self.take.notes} if same and self.take else set()
        now = monotonic()
        fresh = {n.id: now for n in take.notes if n.id not in known} if take is not None else {}
        self.born = {**(self.born if same else {}), **fresh}
        if not same:
            self.take_range = None
        self.take, self.commit_tick = take, commit_tick
        self._fit_rows_now()
        self.take_changed.emit()

    def set_take_range(self, chosen: tuple[int, int] | None) -> None:
        """Show which part of the take the user chose; None = all of it."""
        self.take_range = chosen
        self.take_changed.emit()

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        self.theme_changed.emit()
