"""Who wrote a note: in words, by colour and by a mark, and in the legend below the tracks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from musegen_app.score.model import Note, Origin, OriginKind, Score
from musegen_app.ui.piano_roll.authorship import who_wrote
from musegen_app.ui.piano_roll.painters.authors import author_ink
from musegen_app.ui.piano_roll.painters.shapes import note_rect
from musegen_app.ui.piano_roll.transform import TimeAxis
from musegen_app.ui.piano_roll.view import RollView
from musegen_app.ui.shell import Shell
from musegen_app.ui.theme import Theme
from tests.fakes.roll_desk import Desk, Q, make_track

pytestmark = pytest.mark.qt
MADE = Origin(OriginKind.GENERATED, "folk-lstm", 12345, "3", "pitch 1.1")


@pytest.mark.parametrize(
    ("origin", "words"),
    [
        (Origin(), "drawn"),
        (Origin(OriginKind.PLAYED), "played"),
        (Origin(OriginKind.IMPORTED), "imported"),
        (MADE, "written by folk-lstm, seed 12345, take 3, pitch 1.1"),
        (Origin(OriginKind.GENERATED, "folk-lstm", 7, "0a1b2c3d4e"), "written by folk-lstm, seed 7"),
        (Origin(OriginKind.GENERATED), "written by a net, seed 0"),
    ],
)
def test_the_words(origin: Origin, words: str) -> None:
    assert who_wrote(origin) == words


def four_authors() -> Score:
    """The same note by everybody, half a bar each."""
    track = make_track()
    notes = [Note(Q + 2 * Q * i, 2 * Q, 72, 127, origin=Origin(kind)) for i, kind in enumerate(OriginKind)]
    return Score(tracks=(track.with_notes(notes),))


KINDS = list(OriginKind)


def pictures(desk: Desk) -> list[QImage]:
    """What the note of each author looks like."""
    picture = desk.roll.canvas.grab().toImage()
    rects = [note_rect(desk.roll.stage, n).toRect() for n in desk.roll.stage.index.notes]
    return [picture.copy(r.left(), r.top(), min(r.width() for r in rects), r.height()) for r in rects]


def ground(image: QImage) -> QColor:
    """The colour of a note's body."""
    return image.pixelColor(image.width() // 2, image.height() // 2)


def marks(image: QImage, theme: Theme) -> frozenset[tuple[int, int]]:
    """Where the first pixels of a note are much brighter than its body."""
    body = ground(image).lightness()
    return frozenset(
        (x, y) for x in range(16) for y in range(image.height()) if image.pixelColor(x, y).lightness() > body + 25
    )


@pytest.fixture
def written(roll: RollView) -> Desk:
    desk = Desk(roll, four_authors())
    desk.view()
    return desk


def test_generated_notes_stand_out_at_all_times(written: Desk) -> None:
    by_kind = dict(zip(KINDS, pictures(written), strict=True))
    assert ground(by_kind[OriginKind.GENERATED]) != ground(by_kind[OriginKind.DRAWN])
    people = [by_kind[k] for k in (OriginKind.DRAWN, OriginKind.PLAYED, OriginKind.IMPORTED)]
    assert people[0] == people[1] == people[2]


def test_authors_differ_in_colour_and_in_their_marks(written: Desk) -> None:
    theme = written.roll.stage.theme
    written.roll.stage.show_authors(True)
    found = pictures(written)
    assert [ground(image) for image in found] == [QColor(author_ink(theme, kind)) for kind in KINDS]
    assert len({marks(image, theme) for image in found}) == len(KINDS), "colour alone never tells"
    written.roll.stage.show_authors(False)
    assert ground(pictures(written)[1]) == QColor(theme.tracks[0])


def test_the_sticks_of_the_velocity_lane_follow(written: Desk) -> None:
    lane, stage = written.roll.below.strips[0].lane, written.roll.stage
    stage.show_authors(True)
    picture = lane.grab().toImage()
    for note in stage.index.notes:
        stick = picture.pixelColor(round(stage.time.x(note.start_tick)) + 1, lane.height() - 20)
        assert stick == QColor(author_ink(stage.theme, note.origin.kind))


def test_many_notes_have_the_colours_too(written: Desk) -> None:
    track = written.score.tracks[0]
    notes = [Note(i * 48, 48, 60 + i % 12, 127, origin=Origin(KINDS[i % 12 // 3])) for i in range(1400)]
    written.roll.set_score(Score(tracks=(track.with_notes(notes),)))
    stage = written.roll.stage
    stage.set_view(time=TimeAxis(1000 / (1400 * 48)))
    stage.show_authors(True)
    picture = written.roll.canvas.grab().toImage()
    seen = {picture.pixelColor(x, y).name() for x in range(0, 900, 3) for y in range(picture.height())}
    assert seen >= {author_ink(stage.theme, kind) for kind in KINDS}


def test_the_hint_says_who_wrote_the_note_below_the_pointer(written: Desk) -> None:
    track = written.score.tracks[0]
    written.roll.set_score(Score(tracks=(track.with_notes([Note(0, 4 * Q, 72, origin=MADE)]),)))
    said: list[str] = []
    written.roll.statusHint.connect(said.append)
    written.hand.move(written.place(Q, 72))
    assert "written by folk-lstm, seed 12345, take 3, pitch 1.1" in said[-1]


def test_the_line_below_the_tracks_tells_shares_and_is_the_switch(qtbot: QtBot, shell: Shell) -> None:
    line, document = shell.track_list.authors, shell.session.document
    assert line.words.text() == "100 % drawn"
    track = document.score.tracks[0]
    made = [Note(40 * Q + i, 1, 60, origin=MADE) for i in range(32)]
    document.edit("Generate", document.score.with_track(track.with_notes([*track.notes, *made])))
    shell.session.poll()
    qtbot.waitUntil(lambda: line.words.text() == "50 % drawn, 50 % generated by folk-lstm", timeout=5000)
    assert not line.legend.isVisible()
    qtbot.mouseClick(line.words, Qt.MouseButton.LeftButton)
    assert shell.roll.stage.authors
    assert shell.actions["colour_by_author"].isChecked()
    assert [w.text() for w in line.legend.findChildren(QLabel) if w.isVisible()] == [
        "50 % drawn",
        "50 % generated by folk-lstm",
    ]
    assert line.legend.isVisible()
    shell.remember_layout()
    assert shell.layout.authors, "remembered for the next start"
    shell.actions["colour_by_author"].trigger()
    assert not shell.roll.stage.authors
    assert not line.words.isChecked()
