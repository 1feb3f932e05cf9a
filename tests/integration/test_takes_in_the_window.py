"""Sixteen takes of folk-lstm in the real window: heard, rated, compared, put together, kept, undone.

The inference worker is the real process; nothing sounds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from musegen_app.base.paths import shipped_models_dir
from musegen_app.sampling.take import Take
from musegen_app.session.session import Session
from musegen_app.session.settings import Settings
from musegen_app.ui.panels.take_order import Order
from musegen_app.ui.shell import Shell
from tests.ui.conftest import BAR, river_song

pytestmark = [
    pytest.mark.qt,
    pytest.mark.slow,
    pytest.mark.skipif(not (shipped_models_dir() / "folk-lstm").is_dir(), reason="folk-lstm is not there"),
]
LEFT = Qt.MouseButton.LeftButton
PATIENCE_MS = 30_000


@pytest.fixture
def window(qtbot: QtBot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    session = Session(Settings(bars=4), settings_file=tmp_path_factory.mktemp("home") / "settings.json")
    shell = Shell(session)
    qtbot.addWidget(shell.window)
    session.document.replace(river_song(), None)
    shell.show_all()
    shell.show()
    shell.compose.listen_at_once = False
    session.start(engine=False)
    shell.compose.show_bundles()
    shell.bridge.start()
    qtbot.waitUntil(lambda: session.compose.state.bundle_ready, timeout=PATIENCE_MS)
    yield shell
    shell.bridge.stop()
    session.close()
    shell.window.may_close = lambda: True


def current(window: Shell) -> Take:
    take = window.session.compose.current
    assert take is not None
    return take


def sixteen(window: Shell, qtbot: QtBot) -> list[Take]:
    qtbot.mouseClick(window.panel.strip.heading.counts[16], LEFT)
    qtbot.mouseClick(window.panel.generate.go, LEFT)
    compose = window.session.compose
    judged = lambda: len(compose.takes) == 16 and all(t.critique is not None for t in compose.takes)  # noqa: E731
    qtbot.waitUntil(judged, timeout=PATIENCE_MS)
    return list(compose.takes)


def use(window: Shell, qtbot: QtBot, take: Take, first: float, last: float) -> Take:
    """Drag over these bars of its card."""
    card = window.panel.strip.cards[take.id]
    start, end = (QPoint(6 + round((card.width() - 12) * bar / 4), 10) for bar in (first, last))
    qtbot.mousePress(card, LEFT, pos=start)
    qtbot.mouseMove(card, end)
    qtbot.mouseRelease(card, LEFT, pos=end)
    return current(window)


def test_from_sixteen_takes_to_one_that_is_put_together_and_kept(window: Shell, qtbot: QtBot) -> None:
    compose, strip = window.session.compose, window.panel.strip
    takes = sixteen(window, qtbot)
    assert list(strip.cards) == [t.id for t in takes]
    tunes = {tuple((n.start_tick, n.pitch) for n in t.notes) for t in takes}
    assert len(tunes) == 16
    assert current(window).id == takes[0].id

    strip.heading.orders.picked.emit(Order.CRITIC)
    marks = [compose.take(take_id).critique for take_id in strip.cards]
    totals = [mark.total for mark in marks if mark is not None]
    assert totals == sorted(totals, reverse=True)

    best, second = (compose.take(take_id) for take_id in list(strip.cards)[:2])
    qtbot.mouseClick(strip.cards[second.id], LEFT)
    assert compose.current is compose.take(second.id)
    assert window.roll.stage.take is compose.current
    assert len(strip.critique.marks) == 4
    qtbot.mouseClick(strip.cards[best.id], LEFT)
    window.actions["rate_5"].trigger()
    window.actions["toggle_ab"].trigger()
    assert (current(window).id, strip.heading.compare.text()) == (second.id, "Hears A")
    window.actions["toggle_ab"].trigger()
    assert current(window).id == best.id

    made = use(window, qtbot, second, 1.1, 2.8)
    assert [piece[2] for piece in made.pieces] == [best.id, second.id, best.id]
    sources = {n.start_tick: n.pitch for n in second.notes}
    low, high, _ = made.pieces[1]
    inside = [n for n in made.notes if low <= n.start_tick < high]
    assert all(sources[n.start_tick] == n.pitch for n in inside)
    assert {n.start_tick for n in inside} == {tick for tick in sources if low <= tick < high}
    qtbot.waitUntil(lambda: current(window).critique is not None, timeout=PATIENCE_MS)
    critique = current(window).critique
    assert critique is not None
    assert strip.cards[made.id].take.critique == critique
    assert len(strip.critique.marks) == 4

    before = window.session.document.score
    qtbot.mouseClick(window.panel.verdicts.keep, LEFT)
    kept = [n for n in window.session.document.score.tracks[0].notes if n.start_tick >= 4 * BAR]
    assert [(n.start_tick, n.pitch) for n in kept] == [(n.start_tick, n.pitch) for n in made.notes]
    window.actions["undo"].trigger()
    assert window.session.document.score is before


def test_takes_are_heard_while_the_others_are_still_written(window: Shell, qtbot: QtBot) -> None:
    """A click on an unfinished take stops nothing."""
    compose, strip = window.session.compose, window.panel.strip
    window.session.change_settings(bars=8)
    qtbot.mouseClick(strip.heading.counts[16], LEFT)
    qtbot.mouseClick(window.panel.generate.go, LEFT)
    qtbot.waitUntil(lambda: len(strip.cards) == 16, timeout=PATIENCE_MS)
    names = list(strip.cards)
    qtbot.mouseClick(strip.cards[names[9]], LEFT)
    assert current(window).id == names[9]
    assert compose.state.busy
    qtbot.waitUntil(lambda: all(t.done for t in compose.takes) and not compose.state.busy, timeout=PATIENCE_MS)
    assert list(strip.cards) == names
    assert all(t.notes for t in compose.takes)


def test_variations_and_the_same_again(window: Shell, qtbot: QtBot) -> None:
    compose, strip = window.session.compose, window.panel.strip
    qtbot.mouseClick(window.panel.generate.go, LEFT)
    qtbot.waitUntil(lambda: bool(compose.takes) and not compose.state.busy, timeout=PATIENCE_MS)
    first = current(window)
    shape = [(n.start_tick, n.duration_ticks, n.pitch) for n in first.notes]
    window.actions["remake_take"].trigger()
    qtbot.waitUntil(lambda: not compose.state.busy, timeout=PATIENCE_MS)
    assert [(n.start_tick, n.duration_ticks, n.pitch) for n in current(window).notes] == shape
    assert len(compose.takes) == 1
    qtbot.mouseClick(strip.heading.counts[4], LEFT)
    window.actions["vary_take"].trigger()
    qtbot.waitUntil(lambda: len(compose.takes) == 5 and not compose.state.busy, timeout=PATIENCE_MS)
    assert {t.parent for t in compose.takes[1:]} == {first.id}
    strip.heading.orders.picked.emit(Order.FAMILY)
    QApplication.processEvents()
    lefts = [card.geometry().left() for card in strip.cards.values()]
    assert lefts[0] == 0
    assert min(lefts[1:]) > 0
    compose.steer(replace(window.session.settings.steering, pitch_temperature=1.9))
    compose.select_take(first.id)
    window.actions["again_same_dice"].trigger()
    qtbot.waitUntil(lambda: not compose.state.busy and current(window).id != first.id, timeout=PATIENCE_MS)
    assert current(window).rng_seed == first.rng_seed
    assert current(window).steering.pitch_temperature == 1.9
