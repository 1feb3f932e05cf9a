"""The View menu: tools, grid, zoom, panels and the theme."""

from __future__ import annotations

from musegen_app.ui.commands.command import Command, Menu

COMMANDS: tuple[Command, ...] = (
    Command("draw_tool", "&Draw", Menu.VIEW, ("B",), checkable=True),
    Command("select_tool", "&Select", Menu.VIEW, ("V",), checkable=True),
    Command("erase_tool", "&Erase", Menu.VIEW, ("E",), checkable=True, ends_group=True),
    Command("grid_finer", "Grid &finer", Menu.VIEW, ("Ctrl+1",)),
    Command("grid_coarser", "Grid &coarser", Menu.VIEW, ("Ctrl+2",)),
    Command("grid_triplet", "&Triplet grid", Menu.VIEW, ("Ctrl+3",), checkable=True),
    Command("snap", "S&nap to the grid", Menu.VIEW, ("Ctrl+4",), checkable=True, ends_group=True),
    Command("zoom_in", "Zoom &in", Menu.VIEW, ("+", "="), repeats=True),
    Command("zoom_out", "Zoom &out", Menu.VIEW, ("-",), repeats=True),
    Command("zoom_fit", "Zoom to the &whole song", Menu.VIEW, ("W",)),
    Command("zoom_height", "Zoom to the &height of the notes", Menu.VIEW, ("H",)),
    Command("zoom_selection", "Zoom to the selec&tion", Menu.VIEW, ("Z",)),
    Command("zoom_back", "&Back to the zoom before", Menu.VIEW, ("X",)),
    Command("follow", "Follow the &playhead", Menu.VIEW, ("Ctrl+Shift+F",), checkable=True, ends_group=True),
    Command("scale_highlight", "Show the s&cale", Menu.VIEW, ("K",), checkable=True),
    Command("fold_scale", "F&old to the scale", Menu.VIEW, ("G",), checkable=True),
    Command("fold_used", "Fold to the notes &used", Menu.VIEW, ("F",), checkable=True),
    Command("drum_rows", "D&rum rows", Menu.VIEW, checkable=True),
    Command("ghost_notes", "Notes of other trac&ks", Menu.VIEW, ("N",), checkable=True),
    Command("note_names", "Na&mes on notes", Menu.VIEW, checkable=True),
    Command("show_minimap", "Overview of the song", Menu.VIEW, checkable=True),
    Command("colour_by_author", "Colour by a&uthor", Menu.VIEW, checkable=True, ends_group=True),
    Command("show_tracks", "Track list", Menu.VIEW, ("F7",), checkable=True),
    Command("show_mixer", "Mixer", Menu.VIEW, ("F3",), checkable=True),
    Command("show_compose", "Compose panel", Menu.VIEW, ("F8",), checkable=True, ends_group=True),
    Command("velocity_panel", "&Velocity lane", Menu.VIEW, ("Shift+V",), checkable=True),
    Command("add_lane", "Open a &lane…", Menu.VIEW),
    Command("next_lane", "To the next lane", Menu.VIEW, ("Ctrl+F6",), ends_group=True),
    Command("next_region", "To the next region", Menu.VIEW, ("F6",)),
    Command("previous_region", "To the region before", Menu.VIEW, ("Shift+F6",), ends_group=True),
    Command("dark_theme", "Dark", Menu.VIEW, checkable=True),
    Command("light_theme", "Light", Menu.VIEW, checkable=True),
    Command("system_theme", "As the system", Menu.VIEW, checkable=True),
)
