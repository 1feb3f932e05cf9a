"""The window and everything around the roll, made and joined to the session. GUI thread."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout

from musegen_app.ui.accessible import tell_roles
from musegen_app.ui.bridge import Bridge
from musegen_app.ui.commands.actions import Actions, key_text
from musegen_app.ui.commands.author_commands import AuthorCommands
from musegen_app.ui.commands.auto_commands import AutoCommands
from musegen_app.ui.commands.chord_commands import ChordCommands
from musegen_app.ui.commands.compose_commands import ComposeCommands
from musegen_app.ui.commands.device_commands import DeviceCommands
from musegen_app.ui.commands.edit_commands import EditCommands
from musegen_app.ui.commands.file_commands import FileCommands
from musegen_app.ui.commands.file_menus import FileMenus
from musegen_app.ui.commands.groove_commands import GrooveCommands
from musegen_app.ui.commands.help_commands import HelpCommands
from musegen_app.ui.commands.history_commands import HistoryCommands
from musegen_app.ui.commands.keeping_commands import KeepingCommands
from musegen_app.ui.commands.key_piano_commands import KeyPianoCommands
from musegen_app.ui.commands.lane_commands import LaneCommands
from musegen_app.ui.commands.look_commands import LookCommands
from musegen_app.ui.commands.mixer_commands import MixerCommands
from musegen_app.ui.commands.note_commands import NoteMenuCommands
from musegen_app.ui.commands.operation_commands import OperationCommands
from musegen_app.ui.commands.palette_commands import PaletteCommands
from musegen_app.ui.commands.play_commands import PlayCommands
from musegen_app.ui.commands.record_commands import RecordCommands
from musegen_app.ui.commands.song_commands import SongCommands
from musegen_app.ui.commands.song_fields import SongFields
from musegen_app.ui.commands.steering_commands import SteeringCommands
from musegen_app.ui.commands.step_commands import StepCommands
from musegen_app.ui.commands.take_commands import TakeCommands
from musegen_app.ui.commands.track_commands import TrackCommands
from musegen_app.ui.commands.view_commands import ViewCommands
from musegen_app.ui.dialogs.file_questions import FileQuestions
from musegen_app.ui.following import Following
from musegen_app.ui.icons import icon
from musegen_app.ui.layout_memory import Layout, layout_of
from musegen_app.ui.main_window import MainWindow
from musegen_app.ui.panels.compose_panel import ComposePanel
from musegen_app.ui.panels.history_panel import HistoryPanel
from musegen_app.ui.panels.key_strip import KeyStrip
from musegen_app.ui.panels.mixer import Mixer
from musegen_app.ui.panels.notice_bar import NoticeBar
from musegen_app.ui.panels.palette import Palette
from musegen_app.ui.panels.roll_tools import RollTools
from musegen_app.ui.panels.status_line import StatusBarLine
from musegen_app.ui.panels.track_list import TrackList
from musegen_app.ui.panels.transport_bar import TransportBar
from musegen_app.ui.parts.focus_ring import FocusRing
from musegen_app.ui.parts.side_column import SideColumn
from musegen_app.ui.piano_roll.groove import groove_of
from musegen_app.ui.piano_roll.snap import SNAPS
from musegen_app.ui.piano_roll.teller import Teller
from musegen_app.ui.piano_roll.view import RollView
from musegen_app.ui.song_memory import SongMemory
from musegen_app.ui.song_views import SongViews
from musegen_app.ui.style import apply_theme
from musegen_app.ui.system_theme import SYSTEM, tell_system, theme_named
from musegen_app.ui.theme import Theme

if TYPE_CHECKING:
    from musegen_app.session.session import Session


class Shell:
    """Holds the parts by name; the session's events reach them through `bridge`."""

    def __init__(self, session: Session) -> None:
        self.session = session
        tell_roles()
        self.layout = layout_of(session.settings.window)
        theme = theme_named(self.layout.theme)
        self.window = MainWindow()
        self.roll = RollView(theme)
        self.teller = Teller(self.roll.stage, self.roll.canvas)
        self.ring = FocusRing(self.roll.canvas)
        self.actions = Actions(self.window, self.roll)
        self.bar = TransportBar(theme, self.actions)
        self.track_list = TrackList(theme, self.actions)
        self.tools = RollTools(self.actions, _grid_names(self.roll))
        self.panel = ComposePanel(theme, self.actions)
        words = self.window.tr("? keys   {0} compose").format(key_text("Ctrl+Enter"))
        self.line = StatusBarLine(theme, self.actions, words)
        self.piano = KeyPianoCommands(session, self.actions, self.window)
        self.strip = KeyStrip(theme, self.piano.piano)
        self.notice = NoticeBar(theme)
        self.mixer = Mixer(theme)
        self.history_panel = HistoryPanel(theme)
        self.history_panel.hide()
        side = SideColumn((self.track_list, self.history_panel))
        self.window.place((self.bar, self.notice), side, self._centre(), self.panel, self.line)
        self.window.add_foot(self.mixer)
        self.actions.fill(self.window.menuBar())
        self._make_commands(theme)
        self._place_menus()
        self.memory = SongMemory(session, self.roll, SongViews(), self.tracks.pick)
        session.document.changed.subscribe(self.memory.leaving)  # before the bridge, so that the roll still shows it
        self.bridge = Bridge(session, self.window)
        self.following = Following(self)
        self.bridge.document.connect(self.memory.entered)
        self.bridge.takes.connect(lambda _news: self.edit.refresh())
        self._connect()
        self.window.set_theme(theme)
        self.window.setWindowIcon(icon("note", theme, theme.accent))
        self._restore(self.layout)

    def show(self) -> None:
        if self.layout.maximised:
            self.window.showMaximized()
        else:
            self.window.show()
        self.roll.setFocus()

    def start(self) -> None:
        """After the first picture: spawn the engine and the net, and listen to them."""
        self.session.start()
        self.compose.show_bundles()
        self.bridge.start()
        self.keeping.offer()

    def show_all(self) -> None:
        """Bring every part to the state of the session."""
        self.following.show_all()

    # -- parts ---------------------------------------------------------------------------------------------------
    def _centre(self) -> QFrame:
        centre = QFrame()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tools)
        column.addWidget(self.roll, 1)
        column.addWidget(self.strip)
        return centre

    def _make_commands(self, theme: Theme) -> None:
        session, roll, actions, window = self.session, self.roll, self.actions, self.window
        self.files = FileCommands(session, actions, window, FileQuestions(window), self.notice)
        self.keeping = KeepingCommands(session, window, self.notice)
        self.edit = EditCommands(session.document, session.compose.steps, session.status, roll, actions)
        self.notes = NoteMenuCommands(roll, actions)
        self.groove = GrooveCommands(roll, actions)
        self.steps = StepCommands(session, roll, actions, window)
        self.tracks = TrackCommands(session, roll, self.track_list, actions)
        self.play = PlayCommands(session, roll, actions, window)
        self.record = RecordCommands(session, roll, self.track_list, self.tracks, actions, window)
        self.devices = DeviceCommands(session, window, theme)
        self.compose = ComposeCommands(session, roll, self.panel, self.tracks, actions)
        self.operations = OperationCommands(session, roll, self.panel, self.compose, self.tracks, actions)
        self.takes = TakeCommands(session, roll, self.panel.strip, self.compose, actions)
        self.compose.asked = self.operations.request
        self.operations.changed.connect(self.compose.hear_again)
        self.steering = SteeringCommands(session, roll, self.panel.steering, self.panel.style_mix)
        self.auto = AutoCommands(session, self.operations, self.compose, actions)
        self.view = ViewCommands(roll, self.tools, actions, self.choose_theme)
        self.looks = LookCommands(roll, actions)
        self.mixing = MixerCommands(session, self.mixer, self.tracks, actions, roll.setFocus)
        self.authors = AuthorCommands(roll, self.track_list.authors, actions)
        self.song = SongCommands(session, roll, actions)
        self.chords = ChordCommands(session, roll)
        self.fields = SongFields(session, self.bar)
        self.help = HelpCommands(window, theme)
        self.history = HistoryCommands(session.document, self.history_panel, actions, roll.setFocus)
        self.commands = PaletteCommands(self, Palette(theme, window))
        self.commands.recent = tuple(self.layout.recent_commands.split("\n")) if self.layout.recent_commands else ()
        self.lanes = LaneCommands(roll, actions)
        verbs = (self.files, self.edit, self.tracks, self.compose, self.play, self.record, self.piano, self.devices)
        of_music = (self.notes, self.groove, self.steps, self.song, self.chords, self.lanes)
        of_net = (self.operations, self.auto, self.takes, self.steering)
        of_window = (self.view, self.looks, self.help, self.history, self.commands, self.authors, self.mixing)
        actions.connect((*verbs, *of_music, *of_net, *of_window))

    def _place_menus(self) -> None:
        """Choices that are no commands of their own, in the menus and behind the buttons of the bar."""
        bar = self.window.menuBar()
        FileMenus(self.session, self.actions, self.window, self.files, self.keeping).place(bar)
        self.play.place_menus(bar)
        self.record.place_menus(bar)
        self.actions.add_submenu_after("step_input", self.notes.stamps, bar)
        self.tools.tools.add_menu(self.notes.stamps)
        self.bar.take_menus(self.record.button_menu(), self.play.button_menu(), self.play.speed)

    def _connect(self) -> None:
        window = self.window
        self.roll.statusHint.connect(self.line.show_hint)
        self.teller.told.connect(self.line.show_selection)
        self.takes.hinted.connect(self.line.show_hint)
        self.tools.grip.pulled.connect(self.edit.carry_selection)
        self.mixer.armed.connect(self.track_list.armed)
        self.notice.answered.connect(self.roll.setFocus)
        window.setFocusProxy(self.roll)  # who is done with the keyboard gives it to the window, and so to the notes
        window.dropped.connect(self.files.drop)
        self.session.files.prepare = self.roll.prepare
        window.may_close = self._may_close
        window.closed.connect(self.bridge.stop)
        # The window as receiver: the connection ends with it, where the application lives on.
        QApplication.styleHints().colorSchemeChanged.connect(window.system_colours_changed)
        window.system_colours_changed.connect(self._follow_system)

    # -- look ----------------------------------------------------------------------------------------------------
    def choose_theme(self, choice: str) -> None:
        """`dark`, `light` or `system`; remembered."""
        tell_system(choice)
        self._wear(theme_named(choice))
        self.view.show_theme(choice)
        self.layout = replace(self.layout, theme=choice)
        self.remember_layout()

    def _follow_system(self) -> None:
        """The system turned dark or light; who chose one of them keeps it."""
        if self.layout.theme == SYSTEM:
            self._wear(theme_named(SYSTEM))

    def _wear(self, theme: Theme) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        apply_theme(app, theme)
        self.window.set_theme(theme)
        self.devices.set_theme(theme)

    def remember_layout(self) -> None:
        """Write down size, folds and theme for the next start."""
        window = self.window
        self.layout = replace(
            self.layout,
            width=window.normalGeometry().width() or window.width(),
            height=window.normalGeometry().height() or window.height(),
            maximised=window.isMaximized(),
            tracks=not self.track_list.isHidden(),
            compose=not self.panel.isHidden(),
            mixer=not self.mixer.isHidden(),
            authors=self.roll.stage.authors,
            track_width=self.window.column_widths[0],
            compose_width=self.window.column_widths[1],
            controls=self.panel.steering.open_group,
            history=not self.history_panel.isHidden(),
            listen_at_once=self.compose.listen_at_once,
            lanes=self.lanes.layout,
            strips=self.roll.timeline.layout,
            roll_without=self.looks.layout,
            groove=self.roll.stage.groove.text,
            recent_commands="\n".join(self.commands.recent),
        )
        if self.layout.text() != self.session.settings.window:
            self.session.change_settings(window=self.layout.text())

    def _restore(self, layout: Layout) -> None:
        self.window.resize(layout.width, layout.height)
        self.window.fit_to_screen()
        self.window.set_column_widths(layout.track_width, layout.compose_width)
        self.track_list.setVisible(layout.tracks)
        self.panel.setVisible(layout.compose)
        self.authors.colour_by_author(layout.authors)
        if layout.mixer:
            self.mixing.show_mixer(True)
        self.panel.steering.open_more(layout.controls)
        self.history_panel.setVisible(layout.history)
        self.actions.show_checked("show_history", layout.history)
        self.view.set_columns(self.track_list, self.panel)
        self.view.set_regions(
            (self.bar, self.notice, self.track_list, self.history_panel, self.roll, self.mixer, self.panel)
        )
        self.view.show_theme(layout.theme)
        self.compose.listen_at_once = layout.listen_at_once
        self.lanes.restore(layout.lanes)
        self.roll.timeline.restore(layout.strips)
        self.looks.restore(layout.roll_without)
        self.roll.stage.groove = groove_of(layout.groove)

    def _may_close(self) -> bool:
        if not self.files.may_leave():
            return False
        self.remember_layout()
        self.memory.keep()
        return True


def _grid_names(roll: RollView) -> dict[str, str]:
    """Names of the grids as the box shows them."""
    words = {"bar": roll.tr("bar"), "off": roll.tr("free")}
    return {name: words.get(name, name.replace("T", " triplet")) for name in SNAPS}
