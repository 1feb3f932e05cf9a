"""What all parts of the roll look at: the music, the view, the tool, the selection, and the signals that tell of them.

`stage_view.py` and `stage.py` change it. GUI thread only.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, Signal

from musegen_app.sampling.take import Take
from musegen_app.score.chord_stamp import Stamp
from musegen_app.score.keys import Key
from musegen_app.score.model import Note, Score, Track
from musegen_app.session.credit import MARGIN_SECONDS
from musegen_app.ui.piano_roll import snap
from musegen_app.ui.piano_roll.columns import Columns
from musegen_app.ui.piano_roll.draft import Draft
from musegen_app.ui.piano_roll.groove import Groove
from musegen_app.ui.piano_roll.index import Indexes, NoteIndex
from musegen_app.ui.piano_roll.marks import Marks
from musegen_app.ui.piano_roll.rows import RowChoice
from musegen_app.ui.piano_roll.transform import PitchAxis, TimeAxis
from musegen_app.ui.theme import Theme

TOOLS = ("draw", "select", "erase", "knife", "glue", "stamp", "swipe")
HELD_TOOLS = {"E": "knife", "J": "glue"}  # in the hand while the key is held down


class StageState(QObject):
    """The state of one piano roll; `Stage` has the verbs."""

    music_changed = Signal()  # score or active track
    view_changed = Signal()  # zoom, scroll, size, rows
    shown_changed = Signal()  # which rows and hints are shown: fold, drum rows, scale, ghosts
    selection_changed = Signal()
    draft_changed = Signal(bool)  # True: other notes than before are lifted
    take_changed = Signal()
    playhead_moved = Signal(int, int)  # ticks: from, to
    loop_changed = Signal()
    marked_changed = Signal()
    recording_changed = Signal()  # on or off, or its region
    growing_changed = Signal()
    tool_changed = Signal()
    band_changed = Signal()
    key_hovered = Signal()
    mark_picked = Signal()
    theme_changed = Signal()

    edit_wanted = Signal(str, object, str)
    bars_put_in = Signal(int, int)  # by the edit that was just asked for: at, how many ticks
    seek_wanted = Signal(int)
    loop_wanted = Signal(bool, int, int)
    punch_wanted = Signal(int, int)
    preview_wanted = Signal(int, int)
    preview_over = Signal()
    take_range_wanted = Signal(int, int)
    swipe_wanted = Signal(int, int, object)  # ticks from, to; ids of the notes that alone are to be written anew, or ()
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
        self.marked: tuple[int, int] | None = None  # bars (ticks) that the net is to work on; never beside a selection
        self.recording = False
        self.punch: tuple[int, int] | None = None  # only there recording counts; None: everywhere
        self.growing: tuple[Note, ...] = ()  # what is recorded and not yet in the score
        self.take: Take | None = None
        self.commit_tick: int | None = None
        self.margin_seconds = MARGIN_SECONDS  # for so long what is about to sound can no longer change
        self.take_range: tuple[int, int] | None = None
        self.shared_shown = False  # are notes pointed out that stand in a training piece?
        self.born: dict[int, float] = {}  # take notes that fade in, by id: seconds on the monotonic clock
        self.hover_pitch: int | None = None
        self.last_ticks: int | None = None  # length of the note drawn or resized last
        self.last_velocity = 80
        self.indexes = Indexes()
        self._rows = RowChoice()
        self._pitch_left: dict[bool, PitchAxis] = {}  # how kits (True) and pitched tracks were looked at last
        self.columns = Columns()

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

    @property
    def chord_tick(self) -> int | None:
        """Where the picked chord symbol stands; None when none is picked."""
        return self.picked[1] if self.picked is not None and self.picked[0] == "chord" else None
