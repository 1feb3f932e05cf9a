"""Takes in the window: shown, heard, rated, compared, put together. Between their panel and the session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal

from musegen_app.sampling.take import Take
from musegen_app.session.transport import TransportState
from musegen_app.ui.commands.actions import Actions, translated
from musegen_app.ui.commands.compose_commands import ComposeCommands
from musegen_app.ui.commands.saying import failures_said
from musegen_app.ui.commands.take_allowing import allow_takes
from musegen_app.ui.commands.take_menu import take_menu
from musegen_app.ui.panels.takes_panel import TakesPanel

if TYPE_CHECKING:
    from musegen_app.session.session import Session
    from musegen_app.ui.piano_roll.view import RollView


class TakeCommands(QObject):
    """GUI thread. `hinted`: what a drag over a card would do, for the line at the bottom."""

    hinted = Signal(str)

    def __init__(
        self, session: Session, roll: RollView, panel: TakesPanel, compose: ComposeCommands, actions: Actions
    ) -> None:
        super().__init__(panel)
        self._session = session
        self._roll = roll
        self._panel = panel
        self._compose = compose
        self._actions = actions
        self._connect()
        self.show_settings()
        self.show()

    # -- commands ------------------------------------------------------------------------------------------------
    def next_take(self) -> None:
        """In the order of the grid."""
        self._step(1)

    def previous_take(self) -> None:
        self._step(-1)

    def toggle_ab(self) -> None:
        """The other one of A and B at the same place; the first time the two takes that were heard last are A and B."""
        takes, here = self._session.compose, self._session.compose.current
        other = takes.toggle_ab()
        there = {take.id for take in takes.takes}  # one that was still empty goes when another one is shown
        if takes.ab is None and other is not None and here is not None and here.id in there:
            takes.ab = (other.id, here.id)
        elif other is None:
            self._session.status.say("info", translated("Hear another take too: then this goes from one to the other"))
        self.show()

    def end_ab(self) -> None:
        """The letters go."""
        self._session.compose.ab = None
        self.show()

    def rate(self, stars: int) -> None:
        """The take in the roll."""
        current = self._session.compose.current
        if current is not None:
            self._rate(current.id, stars)

    def rate_0(self) -> None:
        self.rate(0)

    def rate_1(self) -> None:
        self.rate(1)

    def rate_2(self) -> None:
        self.rate(2)

    def rate_3(self) -> None:
        self.rate(3)

    def rate_4(self) -> None:
        self.rate(4)

    def rate_5(self) -> None:
        self.rate(5)

    def use_bars(self) -> None:
        """The bars that are marked in the roll, in the take that is put together."""
        current, marked = self._session.compose.current, self._roll.take_range
        if current is not None and marked is not None:
            self._use(current.id, *marked)

    def unuse_bars(self) -> None:
        self._session.compose.uncomp()
        self.show()

    def end_comp(self) -> None:
        """What is put together so far stays a take; the next bars begin another one."""
        self._session.compose.end_comp()
        self.show()

    def delete_take(self) -> None:
        """The one in the roll."""
        current = self._session.compose.current
        if current is not None:
            self._delete(current.id)

    def again_same_dice(self) -> None:
        """What do the settings do? The same dice with those of now."""
        with failures_said(self._session.status):
            self._session.compose.again(same_dice=True)
            self._compose.present()

    def vary_take(self) -> None:
        """As many as are written at once."""
        current = self._session.compose.current
        if current is not None:
            self._vary(current.id)

    def remake_take(self) -> None:
        current = self._session.compose.current
        if current is not None:
            self._remake(current.id)

    # -- following the session -----------------------------------------------------------------------------------
    def show(self, *_news: object) -> None:
        """The cards, and what can be done with them."""
        compose = self._session.compose
        self._panel.show_takes(
            compose.takes,
            compose.current,
            self._compose.invitation(),
            compose.number_of,
            self._session.document.score.meter,
            compose.ab or ("", ""),
        )
        self._panel.heading.show_compared(compose.ab is not None, self._heard_letter())
        self._allow()

    def show_settings(self) -> None:
        self._panel.heading.show_count(self._session.settings.takes)

    def show_transport(self, state: TransportState) -> None:
        self._panel.show_playhead(state.tick if state.playing else None)

    # -- inside --------------------------------------------------------------------------------------------------
    def _connect(self) -> None:
        panel = self._panel
        panel.picked.connect(self.pick)
        panel.opened.connect(self._hear_from_start)
        panel.rated.connect(self._rate)
        panel.deleted.connect(self._delete)
        panel.bars_chosen.connect(self._use)
        panel.bars_shown.connect(self._hint_bars)
        panel.menu_wanted.connect(self._open_menu)
        panel.heading.count_chosen.connect(lambda count: self._session.change_settings(takes=count))
        self._compose.refreshed.connect(self.show)
        self._roll.stage.take_changed.connect(self._allow)
        panel.meter.pointed.connect(self._roll.stage.set_shared_shown)
        panel.meter.reveal_wanted.connect(self._roll.scrolling.reveal)

    def _allow(self) -> None:
        marked = self._roll.take_range
        allow_takes(self._actions, self._session.compose, marked)
        self._panel.show_marked(self._bars(*marked) if marked is not None else "")

    def pick(self, take_id: str) -> None:
        """See and hear it; what plays goes on."""
        self._session.compose.select_take(take_id)
        if self._session.transport.state.playing:
            self._roll.reveal_take_pitches()
        else:
            self._roll.reveal_take()

    def _hear_from_start(self, take_id: str) -> None:
        """It plays from its first bar on."""
        self.pick(take_id)
        take = self._session.compose.current
        if take is not None:
            self._session.transport.play(take.start_tick)

    def _step(self, by: int) -> None:
        order, current = self._panel.in_order, self._session.compose.current
        if order:
            place = order.index(current.id) + by if current is not None and current.id in order else 0
            self.pick(order[place % len(order)])

    def _rate(self, take_id: str, stars: int) -> None:
        with failures_said(self._session.status):
            self._session.compose.rate(take_id, stars)

    def _delete(self, take_id: str) -> None:
        with failures_said(self._session.status):
            number = self._session.compose.number_of(self._session.compose.take(take_id))
            self._session.compose.delete_take(take_id)
            self._session.status.say("info", translated("Take {0} is deleted: Undo brings it back").format(number))

    def _vary(self, take_id: str) -> None:
        with failures_said(self._session.status):
            self._session.compose.vary_take(take_id, takes=self._session.settings.takes)
            self._compose.present()

    def _remake(self, take_id: str) -> None:
        with failures_said(self._session.status):
            self._session.compose.regenerate(take_id)
            self._compose.present()

    def _use(self, take_id: str, low: int, high: int) -> None:
        """These ticks of that take in the one that is put together."""
        compose = self._session.compose
        with failures_said(self._session.status):
            number = compose.number_of(compose.take(take_id))
            made = compose.comp(take_id, low, high)
            words = translated("Take {0} has {1} of take {2} now; drag over other takes to go on")
            self._session.status.say("info", words.format(compose.number_of(made), self._bars(low, high), number))

    def _hint_bars(self, take_id: str, low: int, high: int) -> None:
        if low == high:
            self.hinted.emit("")
            return
        compose = self._session.compose
        words = translated("Let go to use {0} of take {1}")
        self.hinted.emit(words.format(self._bars(low, high), compose.number_of(compose.take(take_id))))

    def _bars(self, low: int, high: int) -> str:
        """As the user counts: "bar 3", "bars 3–6"."""
        meter = self._session.document.score.meter
        first, last = meter.position(low).bar + 1, meter.position(max(low, high - 1)).bar + 1
        one, many = translated("bar {0}"), translated("bars {0}–{1}")
        return one.format(first) if first == last else many.format(first, last)

    def _open_menu(self, take_id: str, place: QPoint) -> None:
        compose = self._session.compose
        with failures_said(self._session.status):
            take = compose.take(take_id)
            verbs = {
                "hear": lambda: self.pick(take_id),
                "compare": lambda: self._compare_with(take),
                "vary": lambda: self._vary(take_id),
                "remake": lambda: self._remake(take_id),
                "delete": lambda: self._delete(take_id),
            }
            take_menu(self._panel, take, compose.current, verbs, lambda stars: self._rate(take_id, stars)).popup(place)

    def _compare_with(self, take: Take) -> None:
        """That one is A, the one in the roll B."""
        current = self._session.compose.current
        if current is not None:
            with failures_said(self._session.status):
                self._session.compose.compare(take.id, current.id)
                self.show()

    def _heard_letter(self) -> str:
        ab, current = self._session.compose.ab, self._session.compose.current
        here = current.id if current is not None else ""
        return "AB"[ab.index(here)] if ab is not None and here in ab else ""
