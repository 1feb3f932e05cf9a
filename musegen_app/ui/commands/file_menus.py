"""The lists inside the File menu: recent files, templates, songs with unsaved changes, earlier versions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from musegen_app.ui.availability import set_enabled
from musegen_app.ui.commands.actions import Actions, translated
from musegen_app.ui.commands.file_commands import FileCommands
from musegen_app.ui.commands.keeping_commands import KeepingCommands, time_text
from musegen_app.ui.parts.menu_words import plain

if TYPE_CHECKING:
    from musegen_app.session.session import Session
    from musegen_app.session.shelf import Version


class FileMenus:
    """Each list is made anew whenever its menu opens. GUI thread."""

    def __init__(
        self, session: Session, actions: Actions, window: QWidget, files: FileCommands, keeping: KeepingCommands
    ) -> None:
        self._session = session
        self._actions = actions
        self._window = window
        self._files = files
        self._keeping = keeping

    def place(self, bar: QMenuBar) -> None:
        """Put the lists into the File menu of `bar`."""
        tr = self._window.tr
        self._list("save_template", tr("&Earlier versions"), bar, self._fill_versions)
        self._list("open_song", tr("&Unsaved songs"), bar, self._fill_kept)
        self._list("open_song", tr("Open &recent"), bar, self._fill_recent)
        self._list("new_song", tr("New from a &template"), bar, self._fill_templates)

    def _list(self, after: str, title: str, bar: QMenuBar, fill: Callable[[QMenu], None]) -> None:
        menu = self._actions.add_menu_after(after, title, bar)

        def fill_anew() -> None:
            menu.clear()
            fill(menu)

        menu.aboutToShow.connect(fill_anew)

    def _fill_recent(self, menu: QMenu) -> None:
        for path in self._session.files.recent_entries():
            there = path.exists()
            action = menu.addAction(plain(path.name))
            action.triggered.connect(lambda _checked=False, path=path: self._files.open_path(path))
            action.setToolTip(str(path))
            if not there:
                set_enabled(action, False, self._window.tr("{0} is not there any more.").format(path))
        self._if_empty(
            menu, translated("Nothing was opened yet"), translated("Files that you open or save stand here.")
        )

    def _fill_templates(self, menu: QMenu) -> None:
        last_shipped = None
        for template in self._session.shelf.templates():
            if template.file is not None and last_shipped is not None:
                menu.addSeparator()
                last_shipped = None
            action = menu.addAction(plain(template.name) if template.file else translated(template.name))
            if template.file is None:
                last_shipped = action
            start = lambda template=template: self._session.shelf.new_from(template)  # noqa: E731
            action.triggered.connect(lambda _checked=False, start=start: self._files.leave_for(start))

    def _fill_kept(self, menu: QMenu) -> None:
        for song in reversed(self._session.kept.songs):
            words = self._window.tr("{0}, {1}").format(song.about.title, time_text(song.about.changed_at))
            action = menu.addAction(plain(words))
            action.setToolTip(str(song.about.path or self._window.tr("It has no file yet.")))
            action.triggered.connect(lambda _checked=False, song=song: self._keeping.recover(song))
        why = translated("Songs that you left with unsaved changes stand here.")
        self._if_empty(menu, translated("There are none"), why)

    def _fill_versions(self, menu: QMenu) -> None:
        for version in self._session.shelf.versions():
            action = menu.addAction(time_text(version.saved_at, exact=True))
            action.setToolTip(self._window.tr("Open this version as a song of its own; your file stays as it is."))
            action.triggered.connect(lambda _checked=False, version=version: self._open_version(version))
        why = translated("Each time you save, the version before it is put here; the last ten are kept.")
        self._if_empty(menu, translated("There are none yet"), why)

    def _open_version(self, version: Version) -> None:
        self._session.shelf.open_version(version, self._files.leave_for)

    def _if_empty(self, menu: QMenu, words: str, why: str) -> None:
        if menu.isEmpty():
            set_enabled(menu.addAction(words), False, why)
