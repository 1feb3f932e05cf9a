"""The Compose menu: what the net does."""

from __future__ import annotations

from musegen_app.ui.commands.command import Command, Menu

ASK = "Ask the &net to"

COMMANDS: tuple[Command, ...] = (
    Command("generate", "&Continue", Menu.COMPOSE, ("Ctrl+Enter", "Ctrl+Return")),
    Command("continue_selection", "Continue the se&lection", Menu.COMPOSE),
    Command("fill_in", "&Fill in the bars chosen", Menu.COMPOSE, submenu=ASK),
    Command("vary", "&Vary the bars chosen", Menu.COMPOSE, submenu=ASK),
    Command("harmonise", "&Harmonise the track", Menu.COMPOSE, submenu=ASK),
    Command("accompany", "&Accompany the song", Menu.COMPOSE, submenu=ASK),
    Command("write_melody", "Write a &melody to it", Menu.COMPOSE, submenu=ASK),
    Command("interpolate", "&Interpolate to another passage", Menu.COMPOSE, submenu=ASK),
    Command("humanise_played", "H&umanise what is there", Menu.COMPOSE, submenu=ASK),
    Command("from_nothing", "Write from &nothing", Menu.COMPOSE, submenu=ASK),
    Command("auto_apply", "A&pply moved controls at once", Menu.COMPOSE, ("Alt+A",), checkable=True, ends_group=True),
    Command("controls_usual", "Controls as in a new &song", Menu.COMPOSE),
    Command("controls_neutral", "All controls to n&othing", Menu.COMPOSE, ends_group=True),
    Command("again", "&Again", Menu.COMPOSE, ("Ctrl+Shift+Enter", "Ctrl+Shift+Return"), ends_group=True),
    Command("keep", "&Keep", Menu.COMPOSE, ("Enter", "Return")),
    Command("discard", "&Discard", Menu.COMPOSE, ("Esc",)),
    Command("hear_alone", "&Hear the take alone", Menu.COMPOSE, ("Shift+S",), checkable=True, ends_group=True),
)
