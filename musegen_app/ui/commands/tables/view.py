"""The View menu: tools, grid, zoom, panels and the theme."""

from __future__ import annotations

from musegen_app.ui.commands.command import Command, Menu

_GRID, _ZOOM, _GO, _THEME = "&Grid", "&Zoom", "Go to", "Theme"

COMMANDS: tuple[Command, ...] = (
    Command("draw_tool", "&Draw", Menu.VIEW, ("B",), checkable=True),
    Command("select_tool", "&Select", Menu.VIEW, ("V",), checkable=True),
    Command("erase_tool", "&Erase", Menu.VIEW, ("E",), checkable=True, ends_group=True),
    Command("grid_finer", "Grid &finer", Menu.VIEW, ("Ctrl+1",), submenu=_GRID),
    Command("grid_coarser", "Grid &coarser", Menu.VIEW, ("Ctrl+2",), submenu=_GRID),
    Command("grid_triplet", "&Triplet grid", Menu.VIEW, ("Ctrl+3",), checkable=True, submenu=_GRID),
    Command("snap", "S&nap to the grid", Menu.VIEW, ("Ctrl+4",), checkable=True, ends_group=True, submenu=_GRID),
    Command("zoom_in", "Zoom &in", Menu.VIEW, ("+", "="), repeats=True, submenu=_ZOOM),
    Command("zoom_out", "Zoom &out", Menu.VIEW, ("-",), repeats=True, submenu=_ZOOM),
    Command("zoom_fit", "Zoom to the &whole song", Menu.VIEW, ("W",), submenu=_ZOOM),
    Command("zoom_height", "Zoom to the &height of the notes", Menu.VIEW, ("H",), submenu=_ZOOM),
    Command("zoom_selection", "Zoom to the selec&tion", Menu.VIEW, ("Z",), submenu=_ZOOM),
    Command("zoom_back", "&Back to the zoom before", Menu.VIEW, ("X",), submenu=_ZOOM),
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
    Command("next_lane", "To the next lane", Menu.VIEW, ("Ctrl+F6",), ends_group=True, submenu=_GO),
    Command("next_region", "To the next region", Menu.VIEW, ("F6",), submenu=_GO),
    Command("previous_region", "To the region before", Menu.VIEW, ("Shift+F6",), ends_group=True, submenu=_GO),
    Command("dark_theme", "Dark", Menu.VIEW, checkable=True, submenu=_THEME),
    Command("light_theme", "Light", Menu.VIEW, checkable=True, submenu=_THEME),
    Command("system_theme", "As the system", Menu.VIEW, checkable=True, submenu=_THEME),
)
