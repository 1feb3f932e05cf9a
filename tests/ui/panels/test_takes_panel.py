"""Many takes in the window, with a net that answers at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from musegen_app.engine import messages as engine_messages
from musegen_app.sampling import messages as worker
from musegen_app.sampling.critic import Critique
from musegen_app.sampling.likeness import Nearest
from musegen_app.sampling.messages import Part
from musegen_app.sampling.take import Take
from musegen_app.score.model import Note
from musegen_app.ui.panels.take_order import Order
from musegen_app.ui.panels.takes_panel import TakesPanel
from musegen_app.ui.parts.take_card import TakeCard
from musegen_app.ui.parts.take_picture import TakePicture
from musegen_app.ui.shell import Shell
from tests.fakes.fake_links import FakeEngine, FakeInference
from tests.ui.conftest import BAR, settle

pytestmark = pytest.mark.qt
LEFT = Qt.MouseButton.LeftButton


def ask(shell: Shell, count: int) -> list[Take]:
    """So many at once."""
    shell.panel.strip.heading.counts[count].click()
    shell.actions["generate"].trigger()
    settle(shell.session)
    QApplication.processEvents()
    return list(shell.session.compose.takes)


def panel(shell: Shell) -> TakesPanel:
    return shell.panel.strip


def card(shell: Shell, take: Take) -> TakeCard:
    return shell.panel.strip.cards[take.id]


def current(shell: Shell) -> Take:
    take = shell.session.compose.current
    assert take is not None
    return take


def place_of_bar(shell: Shell, take: Take, bar: float) -> QPoint:
    """On the card, in the picture, so many bars from the beginning of the take."""
    of = card(shell, take)
    return QPoint(6 + round((of.width() - 12) * bar * BAR / (take.end_tick - take.start_tick)), 10)


def drag(qtbot: QtBot, shell: Shell, take: Take, first: float, last: float) -> None:
    of, start, end = card(shell, take), place_of_bar(shell, take, first), place_of_bar(shell, take, last)
    qtbot.mousePress(of, LEFT, pos=start)
    qtbot.mouseMove(of, end)
    qtbot.mouseRelease(of, LEFT, pos=end)
    settle(shell.session)


def test_sixteen_at_once_each_with_a_card(shell: Shell, inference: FakeInference) -> None:
    takes = ask(shell, 16)
    assert inference.last(worker.Begin).takes == 16
    assert shell.session.settings.takes == 16
    assert list(panel(shell).cards) == [t.id for t in takes]
    assert len({t.notes[0].pitch for t in takes}) == 8
    assert [c.isChecked() for c in panel(shell).cards.values()] == [True] + [False] * 15
    assert all(c.isVisible() for c in panel(shell).cards.values())
    assert not panel(shell).older.isVisible()


def test_the_newest_are_in_sight_and_the_older_ones_on_demand(qtbot: QtBot, shell: Shell) -> None:
    first = ask(shell, 16)
    ask(shell, 4)
    assert [shell.session.compose.number_of(card.take) for card in panel(shell).cards.values() if card.take][:5] == [
        17, 18, 19, 20, 1,
    ]  # fmt: skip
    assert first[15].id not in panel(shell).cards
    assert panel(shell).older.text() == "Show all 20 takes"
    shell.session.compose.select_take(first[15].id)
    assert list(panel(shell).cards)[-1] == first[15].id  # what is in the roll has a card
    assert len(panel(shell).cards) == 16
    qtbot.mouseClick(panel(shell).older, LEFT)
    assert len(panel(shell).cards) == 20
    assert panel(shell).older.text() == "Show fewer"


def test_a_click_is_heard_at_the_same_place_while_it_plays(qtbot: QtBot, shell: Shell, engine: FakeEngine) -> None:
    takes = ask(shell, 4)
    here = shell.session.transport.state.tick
    sent = len(engine.sent)
    qtbot.mouseClick(card(shell, takes[2]), LEFT)
    assert current(shell).id == takes[2].id

    def kinds() -> set[type]:
        shell.session.poll()
        return {type(command) for command in engine.sent[sent:]}

    qtbot.waitUntil(lambda: engine_messages.PatchPlaylist in kinds())
    assert not kinds() & {engine_messages.Play, engine_messages.Stop, engine_messages.Seek}
    assert (shell.session.transport.state.playing, shell.session.transport.state.tick) == (True, here)


def test_stars_by_the_row_by_digits_on_the_card_and_by_the_command(qtbot: QtBot, shell: Shell) -> None:
    takes = ask(shell, 4)
    stars = panel(shell).stars
    qtbot.mouseClick(stars, LEFT, pos=QPoint(2 + 16 * 3 + 8, 10))
    assert current(shell).rating == 4
    qtbot.mouseClick(stars, LEFT, pos=QPoint(2 + 16 * 3 + 8, 10))  # once more: away
    assert current(shell).rating == 0
    card(shell, takes[3]).setFocus()
    qtbot.keyClick(card(shell, takes[3]), Qt.Key.Key_5)
    assert [t.rating for t in shell.session.compose.takes] == [0, 0, 0, 5]
    shell.actions["rate_2"].trigger()
    assert [t.rating for t in shell.session.compose.takes] == [2, 0, 0, 5]
    panel(shell).heading.orders.picked.emit(Order.RATING)
    assert list(panel(shell).cards)[:2] == [takes[3].id, takes[0].id]
    assert "5 of 5 stars" in card(shell, takes[3]).accessibleName()


def test_a_and_b_go_to_and_fro(qtbot: QtBot, shell: Shell) -> None:
    takes = ask(shell, 4)
    shell.actions["toggle_ab"].trigger()
    assert shell.session.compose.ab is None  # no other one was heard yet
    qtbot.mouseClick(card(shell, takes[2]), LEFT)
    shell.actions["toggle_ab"].trigger()
    assert current(shell).id == takes[0].id
    assert panel(shell).heading.compare.text() == "Hears A"
    qtbot.mouseClick(panel(shell).heading.compare, LEFT)
    assert current(shell).id == takes[2].id
    assert panel(shell).heading.compare.text() == "Hears B"
    qtbot.mouseClick(card(shell, takes[1]), LEFT)
    assert (panel(shell).heading.compare.text(), panel(shell).heading.compare.isChecked()) == ("A/B", True)
    shell.actions["end_ab"].trigger()
    assert not panel(shell).heading.compare.isChecked()


def test_bars_that_are_dragged_over_are_used_and_taken_back(qtbot: QtBot, shell: Shell) -> None:
    takes = ask(shell, 4)
    hints: list[str] = []
    shell.takes.hinted.connect(hints.append)
    drag(qtbot, shell, takes[2], 2.2, 3.7)
    made = current(shell)
    first, other = takes[0].id, takes[2].id
    start = takes[0].start_tick
    assert made.pieces == (
        (start, start + 2 * BAR, first),
        (start + 2 * BAR, start + 4 * BAR, other),
        (start + 4 * BAR, start + 8 * BAR, first),
    )
    assert hints == ["Let go to use bars 7–8 of take 3", ""]
    assert "after 1" in panel(shell).story.text()
    drag(qtbot, shell, takes[3], 0, 0.9)
    assert current(shell).id == made.id
    assert current(shell).pieces[0][2] == takes[3].id
    shell.actions["unuse_bars"].trigger()
    assert current(shell).pieces == made.pieces
    shell.actions["unuse_bars"].trigger()
    assert current(shell).id == first
    assert made.id not in panel(shell).cards


def test_the_unsaved_dot_knows_of_rated_takes_and_of_those_put_together(
    qtbot: QtBot, shell: Shell, tmp_path: Path
) -> None:
    dot, session = shell.bar.dot, shell.session
    session.files.save_as(tmp_path / "song.musegen")
    settle(session)
    takes = ask(shell, 4)
    assert not shell.window.isWindowModified()  # a button makes them again
    shell.actions["rate_3"].trigger()
    settle(session)
    assert shell.window.isWindowModified()
    assert not dot.isHidden()
    session.files.save()
    settle(session)
    assert dot.isHidden()
    drag(qtbot, shell, takes[2], 2, 3.9)
    settle(session)
    assert not dot.isHidden()
    shell.actions["undo"].trigger()
    settle(session)
    assert dot.isHidden()
    shell.session.compose.rate(takes[0].id, 0)
    settle(session)
    assert not dot.isHidden()
    session.files.save_as(tmp_path / "song.mid")  # which has no takes
    settle(session)
    assert dot.isHidden()


def test_undo_takes_bars_out_again_and_brings_deleted_takes_back(qtbot: QtBot, shell: Shell) -> None:
    takes = ask(shell, 4)
    drag(qtbot, shell, takes[2], 2, 3.9)
    made = current(shell)
    drag(qtbot, shell, takes[3], 0, 0.9)
    assert shell.actions["undo"].text() == "&Undo use bars of take"
    shell.actions["undo"].trigger()
    assert current(shell).pieces == made.pieces
    shell.actions["redo"].trigger()
    assert current(shell).pieces[0][2] == takes[3].id
    shell.actions["delete_take"].trigger()
    assert made.id not in panel(shell).cards
    assert shell.session.status.line.endswith("Undo brings it back")
    for _ in range(3):
        shell.actions["undo"].trigger()
    assert list(panel(shell).cards) == [t.id for t in takes]
    assert current(shell).id == takes[0].id


def test_a_drag_that_comes_back_and_a_short_one_use_nothing(qtbot: QtBot, shell: Shell) -> None:
    takes = ask(shell, 4)
    of = card(shell, takes[1])
    qtbot.mousePress(of, LEFT, pos=QPoint(20, 10))
    qtbot.mouseMove(of, QPoint(40, 10))
    qtbot.mouseMove(of, QPoint(40, 400))
    qtbot.mouseRelease(of, LEFT, pos=QPoint(40, 400))  # let go outside
    assert len(shell.session.compose.takes) == 4
    qtbot.mousePress(of, LEFT, pos=QPoint(20, 10))
    qtbot.mouseMove(of, QPoint(23, 10))
    qtbot.mouseRelease(of, LEFT, pos=QPoint(23, 10))
    assert (len(shell.session.compose.takes), current(shell).id) == (4, takes[1].id)


def test_bars_marked_in_the_roll_are_used(qtbot: QtBot, shell: Shell) -> None:
    takes = ask(shell, 4)
    assert not panel(shell).use.isVisible()
    assert "Mark bars first" in shell.actions["use_bars"].toolTip()
    drag(qtbot, shell, takes[1], 0, 0.9)
    shell.session.compose.select_take(takes[3].id)
    shell.roll.set_take_range(6 * BAR, 8 * BAR)
    assert panel(shell).use.window() is shell.window
    assert panel(shell).use.text() == "Use bars 7–8"
    qtbot.mouseClick(panel(shell).use, LEFT)
    settle(shell.session)
    assert [piece[2] for piece in current(shell).pieces] == [t.id for t in (takes[1], takes[0], takes[3], takes[0])]


def test_a_deleted_take_is_gone(qtbot: QtBot, shell: Shell) -> None:
    takes = ask(shell, 4)
    card(shell, takes[1]).setFocus()
    qtbot.keyClick(card(shell, takes[1]), Qt.Key.Key_Delete)
    assert takes[1].id not in panel(shell).cards
    shell.actions["delete_take"].trigger()
    assert list(panel(shell).cards) == [takes[2].id, takes[3].id]
    assert shell.session.compose.current is None
    assert shell.session.document.score.tracks[0].notes  # Del was not for the notes


def test_the_tab_key_comes_to_the_cards_from_the_line_above_them(qtbot: QtBot, shell: Shell) -> None:
    takes = ask(shell, 4)
    shell.session.compose.toggle_ab()
    stop = card(shell, takes[0])
    panel(shell).heading.compare.setFocus(Qt.FocusReason.TabFocusReason)
    for key, next_one in ((Qt.Key.Key_Tab, stop), (Qt.Key.Key_Right, card(shell, takes[1]))):
        qtbot.keyClick(QApplication.focusWidget(), key)
        assert QApplication.focusWidget() is next_one
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
    assert QApplication.focusWidget() is panel(shell).heading.compare
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is card(shell, takes[1])


def test_the_grid_is_one_stop_and_arrows_walk_in_it(qtbot: QtBot, shell: Shell) -> None:
    takes = ask(shell, 16)
    cards = panel(shell).cards
    stops = [i for i, c in cards.items() if c.focusPolicy() is Qt.FocusPolicy.TabFocus]
    assert stops == [takes[0].id]
    card(shell, takes[0]).setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up):
        qtbot.keyClick(QApplication.focusWidget(), key)
    assert card(shell, takes[4]).hasFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert current(shell).id == takes[4].id
    assert shell.session.document.score.tracks[0].notes[-1].end_tick == 4 * BAR  # Enter did not keep it
    stops = [i for i, c in cards.items() if c.focusPolicy() is Qt.FocusPolicy.TabFocus]
    assert stops == [takes[4].id]


def test_what_the_critic_says_is_on_the_card_and_below(shell: Shell) -> None:
    takes = ask(shell, 4)
    words = ("Likely: nothing strange", "Original: five notes in a row at most", "Form: AABA", "Rules: two fifths")
    critique = Critique(88, 91, 80, 85, 95.4, words)
    shell.session.compose.on_report(worker.TakeJudged(takes[0].request, 0, critique, None))
    shell.session.compose.on_report(worker.TakeJudged(takes[0].request, 3, replace(critique, total=97), None))
    assert panel(shell).critique.marks == (("likely", 91), ("original", 80), ("form", 85), ("rules", 95.4))
    assert all(word in card(shell, takes[0]).toolTip() for word in words)
    assert "critic 97" in card(shell, takes[3]).accessibleName()
    panel(shell).heading.orders.picked.emit(Order.CRITIC)
    assert list(panel(shell).cards) == [takes[3].id, takes[0].id, takes[1].id, takes[2].id]
    shell.actions["next_take"].trigger()  # in the order that is shown
    assert current(shell).id == takes[1].id


def test_the_tree_is_indented(shell: Shell) -> None:
    first = ask(shell, 1)[0]
    second = ask(shell, 1)[1]
    panel(shell).heading.orders.picked.emit(Order.FAMILY)
    QApplication.processEvents()
    above, below = card(shell, first).geometry(), card(shell, second).geometry()
    assert (above.left(), above.right()) == (0, below.right())
    assert below.left() > 0
    assert below.top() > above.bottom()


def test_the_take_in_the_roll_is_seen_in_the_tree_too(qtbot: QtBot, shell: Shell) -> None:
    takes = ask(shell, 16)
    shell.window.resize(1100, 700)
    shell.session.compose.select_take(takes[15].id)
    panel(shell).heading.orders.picked.emit(Order.FAMILY)
    qtbot.wait(150)
    assert card(shell, takes[15]).visibleRegion().boundingRect() == card(shell, takes[15]).rect()


def test_the_menu_of_a_card_is_about_that_card(shell: Shell) -> None:
    takes = ask(shell, 4)
    shell.panel.strip.menu_wanted.emit(takes[2].id, QPoint(10, 10))
    menu = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu) and w.isVisible())
    entries = {a.text(): a for a in menu.actions()}
    entries["Compare with the take in the roll"].trigger()
    assert shell.session.compose.ab == (takes[2].id, takes[0].id)
    assert current(shell).id == takes[2].id
    menu.close()


def test_one_proposal_paints_one_card(shell: Shell, inference: FakeInference, monkeypatch: pytest.MonkeyPatch) -> None:
    inference.mute = True
    ask(shell, 16)
    inference.answer(inference.last(worker.Begin), share=0.25)
    settle(shell.session)
    QApplication.processEvents()
    painted: list[str] = []
    usual = TakePicture.pixmap

    def pixmap(self: TakePicture, take: Take, *arguments: object) -> object:
        painted.append(take.id)
        return usual(self, take, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(TakePicture, "pixmap", pixmap)
    begin = inference.last(worker.Begin)
    more = (Note(begin.start_tick + 3 * BAR, 960, 71),)
    until = begin.start_tick + 4 * BAR
    said = worker.NotesProposed(begin.request, 2, begin.start_tick + 3 * BAR, more, (-1.0,), (), until, 1.0, index=5)
    inference.reports.append(said)
    settle(shell.session)
    QApplication.processEvents()
    assert painted == [shell.session.compose.takes[5].id]


def test_a_picture_shows_all_parts_and_only_adds_what_is_new(qapp: QApplication) -> None:
    from PySide6.QtCore import QSize

    notes = (Note(0, 1920, 60), Note(0, 1920, 48), Note(1920, 240, 38))
    parts = (Part("Lead"), Part("Bass"), Part("Drums", is_drums=True))
    take = Take("t", 1, 1, 0, 0, 3840, notes, parts=parts, part_of=(0, 1, 2))
    size = QSize(60, 30)

    def inked(of: Take, picture: TakePicture) -> set[tuple[int, int]]:
        image = picture.pixmap(of, size, 1.0, "#ffffff").toImage()
        return {(x, y) for x in range(60) for y in range(30) if image.pixelColor(x, y).alpha()}

    growing = TakePicture()
    before = inked(take, growing)
    columns = {x for x, _ in before}
    assert columns >= set(range(29)) | {30, 31}
    assert len({y for x, y in before if x < 10}) == 4  # two lines of two pixels
    longer = replace(take, notes=(*notes, Note(2880, 960, 64)), part_of=(0, 1, 2, 0))
    assert inked(longer, growing) == inked(longer, TakePicture())
    other = replace(take, notes=(notes[0], Note(960, 960, 55)), part_of=(0, 1))
    assert inked(other, growing) == inked(other, TakePicture())


def test_cards_sorted_by_marks_wait_until_all_are_written(shell: Shell, inference: FakeInference) -> None:
    panel(shell).heading.orders.picked.emit(Order.CRITIC)
    takes = ask(shell, 4)
    inference.mute = True
    newer = ask(shell, 4)[4:]
    inference.answer(inference.last(worker.Begin), share=0.5)
    settle(shell.session)
    critique = Critique(88, 91, 80, 85, 95, ())
    shell.session.compose.on_report(worker.TakeJudged(takes[0].request, 3, critique, None))
    places = [t.id for t in (*newer, *takes)]
    assert list(panel(shell).cards) == places
    shell.session.compose.cancel()
    assert next(iter(panel(shell).cards)) == takes[3].id


def test_the_card_of_the_take_in_the_roll_is_scrolled_to(qtbot: QtBot, shell: Shell) -> None:
    takes = ask(shell, 16)
    more = ask(shell, 16)[16:]
    shell.window.resize(1100, 700)
    qtbot.mouseClick(panel(shell).older, LEFT)
    qtbot.wait(50)
    for take in (takes[15], more[0]):
        assert card(shell, take).visibleRegion().boundingRect().height() < 20 or take is more[0]
        shell.session.compose.select_take(take.id)
        qtbot.wait(100)
        assert card(shell, take).visibleRegion().boundingRect() == card(shell, take).rect()


def test_a_double_click_hears_a_take_from_its_beginning(qtbot: QtBot, shell: Shell, engine: FakeEngine) -> None:
    takes = ask(shell, 4)
    qtbot.mouseDClick(card(shell, takes[3]), LEFT)
    settle(shell.session)
    assert current(shell).id == takes[3].id
    assert engine.last(engine_messages.Play).from_tick == takes[3].start_tick


def test_cards_stay_where_they_are_whatever_is_to_be_said(qtbot: QtBot, shell: Shell) -> None:
    takes = ask(shell, 16)
    of = card(shell, takes[5])
    qtbot.wait(100)
    before = of.mapTo(shell.window, QPoint(0, 0))
    critique = Critique(88, 91, 80, 85, 95, ())
    nearest = Nearest("The Lark", 12, (0, 1), 0, BAR)
    shell.session.compose.on_report(worker.TakeJudged(takes[0].request, 5, critique, nearest))
    qtbot.mouseClick(of, LEFT)
    QApplication.processEvents()
    assert panel(shell).critique.isVisible()
    assert panel(shell).meter.isVisible()
    assert of.mapTo(shell.window, QPoint(0, 0)) == before
    shell.actions["discard"].trigger()
    QApplication.processEvents()
    assert of.mapTo(shell.window, QPoint(0, 0)) == before
    assert panel(shell).story.text() == "Click one to hear it"


def test_the_empty_grid_says_what_continue_does(shell: Shell) -> None:
    assert panel(shell).empty.isVisible()
    assert "Continue writes 8 bars" in panel(shell).empty.text()
    assert not panel(shell).stars.isVisible()
    assert not shell.actions["delete_take"].isEnabled()
