"""The File menu: songs, exports and leaving."""

from __future__ import annotations

from musegen_app.ui.commands.command import Command, Menu

COMMANDS: tuple[Command, ...] = (
    Command("new_song", "&New", Menu.FILE, ("Ctrl+N",)),
    Command("open_song", "&Open…", Menu.FILE, ("Ctrl+O",), ends_group=True),
    Command("save", "&Save", Menu.FILE, ("Ctrl+S",)),
    Command("save_as", "Save &as…", Menu.FILE, ("Ctrl+Shift+S",)),
    Command("save_copy", "Save a &copy…", Menu.FILE),
    Command("save_template", "Save as a tem&plate…", Menu.FILE, ends_group=True),
    Command("import_song", "&Import into this song…", Menu.FILE, ("Ctrl+Shift+I",)),
    Command("export_midi", "Export &MIDI…", Menu.FILE, ("Ctrl+Shift+E",)),
    Command("export_wav", "Export &WAV…", Menu.FILE, ("Ctrl+Shift+R",), ends_group=True),
    Command("reveal", "Show in its &folder", Menu.FILE),
    Command("reopen", "Open the &last song at the start", Menu.FILE, checkable=True, ends_group=True),
    Command("quit", "&Quit", Menu.FILE, ("Ctrl+Q",)),
)
