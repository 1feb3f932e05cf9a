"""The end of the Compose menu: what becomes of the takes."""

from __future__ import annotations

from musegen_app.ui.commands.command import Command, Menu

RATE = "&Rate the take"
COMP = "&Put bars of several together"

COMMANDS: tuple[Command, ...] = (
    Command("again_same_dice", "Again with the same &dice", Menu.COMPOSE, ("Alt+Enter", "Alt+Return")),
    Command("vary_take", "Variations of this &take", Menu.COMPOSE),
    Command("remake_take", "Write it again &exactly so", Menu.COMPOSE, ends_group=True),
    Command("next_take", "Ne&xt take", Menu.COMPOSE, ("Alt+.",)),
    Command("previous_take", "Pre&vious take", Menu.COMPOSE, ("Alt+,",)),
    Command("toggle_ab", "Hear the other &one of A and B", Menu.COMPOSE, ("Alt+B",)),
    Command("end_ab", "End c&omparing", Menu.COMPOSE),
    Command("use_bars", "&Use the marked bars", Menu.COMPOSE, ("Alt+U",), submenu=COMP),
    Command("unuse_bars", "&Take the last bars out again", Menu.COMPOSE, ("Alt+Shift+U",), submenu=COMP),
    Command("end_comp", "&Begin another one", Menu.COMPOSE, submenu=COMP),
    Command("rate_5", "&5 stars", Menu.COMPOSE, ("Alt+5",), submenu=RATE),
    Command("rate_4", "&4 stars", Menu.COMPOSE, ("Alt+4",), submenu=RATE),
    Command("rate_3", "&3 stars", Menu.COMPOSE, ("Alt+3",), submenu=RATE),
    Command("rate_2", "&2 stars", Menu.COMPOSE, ("Alt+2",), submenu=RATE),
    Command("rate_1", "&1 star", Menu.COMPOSE, ("Alt+1",), submenu=RATE),
    Command("rate_0", "&No stars", Menu.COMPOSE, ("Alt+0",), submenu=RATE),
    Command("delete_take", "De&lete the take", Menu.COMPOSE),
)
