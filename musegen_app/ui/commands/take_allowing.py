"""Which commands about takes can be used now, and why the others cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from musegen_app.sampling.messages import OperationKind
from musegen_app.ui.commands.actions import Actions, translated

if TYPE_CHECKING:
    from musegen_app.session.compose import ComposeVerbs

RATING = tuple(f"rate_{stars}" for stars in range(6))


def allow_takes(actions: Actions, compose: ComposeVerbs, marked: tuple[int, int] | None) -> None:
    """`marked`: the ticks of the take that are marked in the roll."""
    none = translated("There is no take: press Continue first.")
    several = len(compose.takes) > 1
    why_one = "" if several else translated("There is only one take.") if compose.takes else none
    not_shown = translated("No take is shown: click one first.") if compose.takes else none
    why_shown = "" if compose.current is not None else not_shown
    for name in ("next_take", "previous_take"):
        actions.allow(name, several, why_one)
    for name in ("delete_take", *RATING):
        actions.allow(name, not why_shown, why_shown)
    why_pair = "" if compose.ab is not None else why_one or why_shown
    actions.allow("toggle_ab", not why_pair, why_pair)
    actions.allow("end_ab", compose.ab is not None, translated("No two takes are compared."))
    _allow_making(actions, compose, why_shown)
    _allow_putting_together(actions, compose, marked, why_shown)


def _allow_making(actions: Actions, compose: ComposeVerbs, why: str) -> None:
    """A net is asked again for what one has written."""
    take = compose.current
    by_hand = take is not None and (bool(take.pieces) or take.recorded)
    why_not = translated("This take was not written by a net in one go.") if by_hand else why
    for name in ("again_same_dice", "remake_take"):
        actions.allow(name, not why_not, why_not)
    varies = OperationKind.VARY in compose.state.operations
    why_not = why or ("" if varies else translated("This net has not learned to vary: pick another one."))
    actions.allow("vary_take", not why_not, why_not)


def _allow_putting_together(actions: Actions, compose: ComposeVerbs, marked: tuple[int, int] | None, why: str) -> None:
    how = translated("Mark bars first: pull an end of the take's bracket in the ruler, or drag over its card.")
    why_not = why or ("" if marked is not None else how)
    actions.allow("use_bars", not why_not, why_not)
    nothing = translated("Nothing is put together yet: drag over the bars of a card.")
    for name in ("unuse_bars", "end_comp"):
        actions.allow(name, compose.comped is not None, nothing)
