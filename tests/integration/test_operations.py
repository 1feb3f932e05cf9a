"""Each operation in the real window with the shipped bundles: chosen in the row, done by the big button, kept, undone.

The inference worker is the real process; nothing sounds. One window serves all tests, each begins with its own song.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from musegen_app.base.paths import shipped_models_dir
from musegen_app.sampling.take import Take
from musegen_app.score.harmony import ChordSymbol, parse_chord
from musegen_app.score.keys import Key, KeyChange
from musegen_app.score.model import ChordLane, Note, Score, Track
from musegen_app.session.session import Session
from musegen_app.session.settings import Settings
from musegen_app.session.tasks import Task
from musegen_app.ui.shell import Shell

NAMES = ("folk-lstm", "chorale-rnn-rbm", "pop-rnn", "piano-lstm", "drums-rbm", "abc-char")
pytestmark = [
    pytest.mark.qt,
    pytest.mark.slow,
    pytest.mark.skipif(
        not all((shipped_models_dir() / name).is_dir() for name in NAMES), reason="not all bundles are there"
    ),
]
BAR = 3840
PATIENCE_MS = 30_000
TUNE = (62, 66, 69, 66, 74, 73, 71, 69, 67, 71, 69, 66, 64, 66, 67, 69)


@pytest.fixture(scope="module")
def window(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    session = Session(Settings(bars=2), settings_file=tmp_path_factory.mktemp("home") / "settings.json")
    shell = Shell(session)
    shell.show_all()
    shell.show()
    shell.compose.listen_at_once = False
    session.start(engine=False)
    shell.compose.show_bundles()
    shell.bridge.start()
    yield shell
    shell.bridge.stop()
    session.close()
    shell.window.may_close = lambda: True
    shell.window.close()
    shell.window.deleteLater()


def song() -> Score:
    """Four bars: a tune, a bass, chords, drums."""
    tune = Track("Melody", 0, 73).with_notes([Note(i * 960, 900, TUNE[i], 70 + i) for i in range(16)])
    bass = Track("Bass", 1, 32).with_notes([Note(i * BAR, BAR, p) for i, p in enumerate((38, 43, 45, 38))])
    hits = [Note(i * 480, 240, (36, 42, 38, 42)[i % 4], 90) for i in range(32)]
    drums = Track("Drums", 9).with_notes(hits)
    symbols = tuple(ChordSymbol(i * BAR, parse_chord(c), c) for i, c in enumerate(("D", "G", "A7", "D")))
    return Score("Song", (tune, bass, drums), keys=(KeyChange(0, Key(2)),), chords=ChordLane(symbols))


def ready(window: Shell, qtbot: QtBot, bundle: str, score: Score, track: int = 0) -> None:
    """That song, with nothing chosen, and that net, loaded."""
    session, compose = window.session, window.session.compose
    compose.forget()
    session.transport.set_loop(False, 0, 0)
    session.document.replace(score, None)
    window.tracks.pick(score.tracks[track].id)
    window.roll.cancel()
    if compose.state.bundle != bundle or not compose.state.bundle_ready:
        compose.choose(bundle)
    qtbot.waitUntil(lambda: compose.state.bundle_ready, timeout=PATIENCE_MS)


def do(window: Shell, qtbot: QtBot, task: Task, title: str) -> Take:
    """Choose it in the row (or behind the arrow), press the big button, wait for the take."""
    bar, compose = window.panel.operations, window.session.compose
    if bar.buttons[task].isVisible():
        qtbot.mouseClick(bar.buttons[task], Qt.MouseButton.LeftButton)
    else:
        bar.more.click()
        entry = next(a for a in bar.menu.actions() if a.text() == bar.buttons[task].text())
        bar.menu.close()
        entry.trigger()
    assert window.panel.generate.go.text() == title
    assert window.panel.generate.go.isEnabled(), window.panel.generate.go.toolTip()
    window.panel.generate.go.click()
    qtbot.waitUntil(lambda: compose.current is not None and compose.current.done, timeout=PATIENCE_MS)
    assert compose.current is not None
    return compose.current


def keep(window: Shell, qtbot: QtBot, take: Take) -> tuple[Score, Score]:
    """The song before and after. What was written is selected; undo takes it out and brings the take back."""
    document = window.session.document
    before = document.score
    qtbot.mouseClick(window.panel.verdicts.keep, Qt.MouseButton.LeftButton)
    after = document.score
    assert after is not before
    new = {n.id for t in after.tracks for n in t.notes} - {n.id for t in before.tracks for n in t.notes}
    assert bool(window.roll.selection) == any(n.id in new for n in after.track(window.roll.active_track).notes)
    assert window.roll.selection <= new
    window.actions["undo"].trigger()
    assert document.score is before
    assert window.session.compose.current == take
    window.actions["redo"].trigger()
    assert window.session.compose.current is None
    assert document.score is after
    return before, after


def notes(score: Score, place: int = 0) -> tuple[Note, ...]:
    return score.tracks[place].notes


def beginning(all_notes: tuple[Note, ...], low: int, high: int) -> set[Note]:
    return {n for n in all_notes if low <= n.start_tick < high}


@pytest.mark.parametrize("bundle", ["folk-lstm", "abc-char", "piano-lstm", "pop-rnn"])
def test_continue(window: Shell, qtbot: QtBot, bundle: str) -> None:
    ready(window, qtbot, bundle, song())
    take = do(window, qtbot, Task.CONTINUE, "Continue 2 bars")
    before, after = keep(window, qtbot, take)
    new = {n for t in after.tracks for n in t.notes} - {n for t in before.tracks for n in t.notes}
    assert len(new) == len(take.notes) > 0
    assert all(n.start_tick >= notes(before)[-1].end_tick for n in new)
    assert {n for t in before.tracks for n in t.notes} <= {n for t in after.tracks for n in t.notes}


@pytest.mark.parametrize(("bundle", "place"), [("folk-lstm", 0), ("piano-lstm", 0), ("drums-rbm", 2)])
def test_from_nothing_into_marked_bars(window: Shell, qtbot: QtBot, bundle: str, place: int) -> None:
    ready(window, qtbot, bundle, song(), track=place)
    window.roll.stage.mark((5 * BAR, 7 * BAR))
    take = do(window, qtbot, Task.FROM_NOTHING, "Bars 6–7 from nothing")
    before, after = keep(window, qtbot, take)
    new = set(notes(after, place)) - set(notes(before, place))
    assert new
    assert all(5 * BAR <= n.start_tick < 7 * BAR for n in new)
    assert set(notes(before, place)) <= set(notes(after, place))


@pytest.mark.parametrize("bundle", ["folk-lstm", "chorale-rnn-rbm", "piano-lstm"])
def test_fill_in_marked_bars(window: Shell, qtbot: QtBot, bundle: str) -> None:
    score = song()
    ready(window, qtbot, bundle, score)
    window.roll.stage.mark((BAR, 3 * BAR))
    take = do(window, qtbot, Task.FILL_IN, "Fill in bars 2–3")
    before, after = keep(window, qtbot, take)
    outside = set(notes(before)) - beginning(notes(before), BAR, 3 * BAR)
    assert outside == set(notes(after)) - beginning(notes(after), BAR, 3 * BAR)
    assert not beginning(notes(before), BAR, 3 * BAR) & set(notes(after))
    assert notes(after, 1) == notes(before, 1)


@pytest.mark.parametrize("bundle", ["folk-lstm", "chorale-rnn-rbm", "piano-lstm"])
def test_fill_in_selected_notes_only(window: Shell, qtbot: QtBot, bundle: str) -> None:
    ready(window, qtbot, bundle, song())
    chosen = notes(window.session.document.score)[5:8]
    window.roll.select_notes(frozenset(n.id for n in chosen))
    take = do(window, qtbot, Task.FILL_IN, "Fill in 3 notes")
    before, after = keep(window, qtbot, take)
    assert set(notes(before)) - set(notes(after)) == set(chosen)
    assert all(
        chosen[0].start_tick <= n.start_tick < chosen[-1].end_tick for n in set(notes(after)) - set(notes(before))
    )


def test_fill_in_drums(window: Shell, qtbot: QtBot) -> None:
    ready(window, qtbot, "drums-rbm", song(), track=2)
    window.session.transport.set_loop(True, 0, 2 * BAR)
    qtbot.waitUntil(lambda: window.roll.stage.loop[0])
    take = do(window, qtbot, Task.FILL_IN, "Fill in bars 1–2")
    before, after = keep(window, qtbot, take)
    assert set(notes(before, 2)) <= set(notes(after, 2))
    assert all(n.start_tick < 2 * BAR for n in set(notes(after, 2)) - set(notes(before, 2)))


def test_harmonise_with_chords(window: Shell, qtbot: QtBot) -> None:
    plain = song()
    ready(window, qtbot, "folk-lstm", Score("Song", plain.tracks[:1], keys=plain.keys))
    take = do(window, qtbot, Task.HARMONISE, "Harmonise bars 1–4")
    before, after = keep(window, qtbot, take)
    assert after.chords.symbols
    assert not before.chords.symbols
    assert after.tracks == before.tracks


def test_harmonise_with_voices(window: Shell, qtbot: QtBot) -> None:
    plain = song()
    ready(window, qtbot, "chorale-rnn-rbm", Score("Song", plain.tracks[:1], keys=plain.keys))
    take = do(window, qtbot, Task.HARMONISE, "Harmonise bars 1–4")
    before, after = keep(window, qtbot, take)
    assert len(after.tracks) == 4
    assert all(t.notes for t in after.tracks)
    assert after.tracks[0] == before.tracks[0]


@pytest.mark.parametrize("bundle", ["folk-lstm", "pop-rnn"])
def test_melody_over_the_chords(window: Shell, qtbot: QtBot, bundle: str) -> None:
    plain = song()
    parts = (Track("Tune", 0, 73), *plain.tracks[1:])
    ready(window, qtbot, bundle, Score("Song", parts, keys=plain.keys, chords=plain.chords))
    take = do(window, qtbot, Task.MELODY, "Melody for bars 1–4")
    before, after = keep(window, qtbot, take)
    assert sum(len(t.notes) for t in after.tracks) > sum(len(t.notes) for t in before.tracks)
    assert after.track(parts[1].id) == before.track(parts[1].id)
    assert after.track(parts[2].id) == before.track(parts[2].id)


@pytest.mark.parametrize(("bundle", "kit"), [("pop-rnn", False), ("drums-rbm", True)])
def test_accompany(window: Shell, qtbot: QtBot, bundle: str, kit: bool) -> None:
    plain = song()
    ready(window, qtbot, bundle, Score("Song", plain.tracks[:1], keys=plain.keys))
    take = do(window, qtbot, Task.ACCOMPANY, "Accompany bars 1–4")
    before, after = keep(window, qtbot, take)
    assert after.tracks[0] == before.tracks[0]
    assert any(t.notes for t in after.tracks[1:])
    assert any(t.is_drums for t in after.tracks[1:]) == kit


@pytest.mark.parametrize(
    ("bundle", "left"),
    [
        ("folk-lstm", "rhythm"),
        ("folk-lstm", "contour"),
        ("chorale-rnn-rbm", "rhythm"),
        ("chorale-rnn-rbm", "contour"),
        ("piano-lstm", "rhythm"),  # it counts in hundredths of a second, and has learned no contour
    ],
)
def test_vary_and_leave_rhythm_or_contour(window: Shell, qtbot: QtBot, bundle: str, left: str) -> None:
    ready(window, qtbot, bundle, song())
    window.roll.stage.mark((BAR, 3 * BAR))
    options = window.panel.operations.options
    options.amounts[Task.VARY].changed.emit(100.0)
    options.keep.picked.emit(left)
    take = do(window, qtbot, Task.VARY, "Vary bars 2–3")
    before, after = keep(window, qtbot, take)
    old, new = (sorted(beginning(notes(s), BAR, 3 * BAR), key=lambda n: n.order) for s in (before, after))
    assert [n.start_tick for n in new] == pytest.approx([n.start_tick for n in old], abs=20)
    assert [n.pitch for n in new] != [n.pitch for n in old]
    if left == "contour":
        lines = ([n.pitch for n in notes(s) if n.start_tick < 3 * BAR] for s in (before, after))
        ways = [[(b > a) - (b < a) for a, b in pairwise(line)] for line in lines]
        assert ways[0] == ways[1]


def test_interpolate_to_the_passage_after(window: Shell, qtbot: QtBot) -> None:
    ready(window, qtbot, "chorale-rnn-rbm", song())
    window.roll.stage.mark((0, 2 * BAR))
    take = do(window, qtbot, Task.INTERPOLATE, "Interpolate bars 1–2")
    assert window.panel.operations.options.second.currentText() == "Bars 3–4, right after"
    before, after = keep(window, qtbot, take)
    assert beginning(notes(after), 2 * BAR, 4 * BAR) == beginning(notes(before), 2 * BAR, 4 * BAR)
    assert beginning(notes(after), 0, 2 * BAR) != beginning(notes(before), 0, 2 * BAR)


def test_a_very_long_span_shows_how_far_it_is_and_can_be_stopped(window: Shell, qtbot: QtBot) -> None:
    many = [Note(i * 960, 900, TUNE[i % 16]) for i in range(8000)]
    ready(window, qtbot, "folk-lstm", Score("Long", (Track("Melody", 0, 73).with_notes(many),)))
    go, compose = window.panel.generate.go, window.session.compose
    window.operations.choose(Task.VARY)
    assert go.text() == "Vary bars 1–2000"
    go.click()
    qtbot.waitUntil(lambda: compose.current is not None and len(compose.current.notes) > 4, timeout=PATIENCE_MS)
    assert go.text().startswith("Writing bar ")
    assert go.text().endswith(" of 2000")
    go.click()
    assert not compose.state.busy
    assert go.text() == "Vary bars 1–2000"
    window.roll.stage.mark((0, 2 * BAR))  # the worker is free again
    do(window, qtbot, Task.VARY, "Vary bars 1–2")


@pytest.mark.parametrize(("bundle", "place"), [("piano-lstm", 0), ("drums-rbm", 2)])
def test_humanise_selected_notes(window: Shell, qtbot: QtBot, bundle: str, place: int) -> None:
    ready(window, qtbot, bundle, song(), track=place)
    chosen = notes(window.session.document.score, place)[4:12]
    window.roll.select_notes(frozenset(n.id for n in chosen))
    take = do(window, qtbot, Task.HUMANISE, "Humanise 8 notes")
    before, after = keep(window, qtbot, take)
    gone, new = (
        sorted(set(notes(a, place)) - set(notes(b, place)), key=lambda n: n.order)
        for a, b in ((before, after), (after, before))
    )
    assert set(gone) <= set(chosen)
    assert [n.pitch for n in new] == [n.pitch for n in gone]
    assert [(n.start_tick, n.velocity) for n in new] != [(n.start_tick, n.velocity) for n in gone]
