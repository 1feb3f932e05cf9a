"""The Track menu: tracks and their sound."""

from __future__ import annotations

from musegen_app.ui.commands.command import Command, Menu

COMMANDS: tuple[Command, ...] = (
    Command("add_track", "&Add track", Menu.TRACK, ("Ctrl+Shift+T",)),
    Command("add_drum_track", "Add d&rum track", Menu.TRACK),
    Command("duplicate_track", "D&uplicate track", Menu.TRACK, ("Ctrl+Shift+D",)),
    Command("remove_track", "&Remove track", Menu.TRACK, (), ends_group=True),
    Command("rename_track", "Rename", Menu.TRACK, ("F2",)),
    Command("colour_track", "Colour…", Menu.TRACK),
    Command("choose_instrument", "&Instrument…", Menu.TRACK, ends_group=True),
    Command("move_track_up", "Move &up", Menu.TRACK, ("Ctrl+Shift+PgUp",), repeats=True),
    Command("move_track_down", "Move &down", Menu.TRACK, ("Ctrl+Shift+PgDown",), repeats=True, ends_group=True),
    Command("mute_track", "&Mute", Menu.TRACK, ("M",)),
    Command("solo_track", "&Solo", Menu.TRACK, ("S",)),
    Command("arm_track", "Arm for re&cording", Menu.TRACK, ("Shift+B",), checkable=True),
    Command("mix_track", "M&ix…", Menu.TRACK, ("Ctrl+M",), ends_group=True),
    Command("next_track", "&Next track", Menu.TRACK, ("Ctrl+PgDown",), repeats=True),
    Command("previous_track", "&Previous track", Menu.TRACK, ("Ctrl+PgUp",), repeats=True),
)
