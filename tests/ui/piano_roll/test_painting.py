"""What is drawn, by counting pixels of a colour in a picture of the roll."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QColor, QImage, QPaintEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from musegen_app.sampling.likeness import Nearest
from musegen_app.sampling.messages import Part
from musegen_app.sampling.take import Take
from musegen_app.score import edits
from musegen_app.score.keys import Key, KeyChange
from musegen_app.score.model import Note, Origin, OriginKind, Score
from musegen_app.ui.piano_roll.painters import take as take_painter
from musegen_app.ui.piano_roll.painters.ink import part_inks
from musegen_app.ui.theme import DARK, LIGHT, THEMES, contrast
from tests.fakes.roll_desk import Desk, Q, make_track

pytestmark = pytest.mark.qt
BLUE, VIOLET, GREEN = QColor(DARK.tracks[0]), QColor(DARK.generated), QColor(DARK.ok)


class PaintWatch(QObject):
    """Writes down which parts of a widget are painted."""

    def __init__(self, painted: list[QRect]) -> None:
        super().__init__()
        self._painted = painted

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self._painted.append(event.rect())
        return False


def picture(desk: Desk) -> QImage:
    return desk.roll.canvas.grab().toImage()


def count(image: QImage, wanted: Callable[[QColor], bool], rect: QRect | None = None) -> int:
    rect = (rect or image.rect()).intersected(image.rect())
    return sum(
        wanted(image.pixelColor(x, y))
        for y in range(rect.top(), rect.bottom() + 1)
        for x in range(rect.left(), rect.right() + 1)
    )


def near(colour: QColor, slack: int = 10) -> Callable[[QColor], bool]:
    def is_near(other: QColor) -> bool:
        return (
            abs(other.red() - colour.red()) <= slack
            and abs(other.green() - colour.green()) <= slack
            and abs(other.blue() - colour.blue()) <= slack
        )

    return is_near


def hue_like(colour: QColor) -> Callable[[QColor], bool]:
    """Any shade of the colour, faint ones too, but not the grey of the ground."""

    def is_like(other: QColor) -> bool:
        channels = (other.red(), other.green(), other.blue())
        return max(channels) - min(channels) > 15 and abs(other.hue() - colour.hue()) <= 14

    return is_like


def cell(desk: Desk, tick: int, ticks: int, pitch: int) -> QRect:
    at = desk.place(tick, pitch)
    return QRect(at.x(), at.y() - 10, round(ticks * 0.1), 20)


def with_velocity(desk: Desk, velocity: int) -> None:
    ids = [n.id for n in desk.score.tracks[0].notes]
    desk.score = edits.set_velocity(desk.score, desk.roll.active_track, ids, velocity)
    desk.roll.set_score(desk.score)


def test_notes_are_drawn_in_the_colour_of_their_track(desk: Desk) -> None:
    with_velocity(desk, 127)
    image = picture(desk)
    assert count(image, near(BLUE), cell(desk, Q, Q, 72)) > 0.8 * 96 * 18
    assert count(image, near(BLUE), cell(desk, Q, Q, 73)) == 0


def test_soft_notes_are_paler(desk: Desk) -> None:
    with_velocity(desk, 127)
    loud = picture(desk).pixelColor(desk.place(Q + 200, 72))
    with_velocity(desk, 10)
    soft = picture(desk).pixelColor(desk.place(Q + 200, 72))
    assert soft.lightness() < loud.lightness() - 20


def test_generated_notes_are_violet_with_an_edge(desk: Desk) -> None:
    made = Note(6 * Q, Q, 72, 127, origin=Origin(OriginKind.GENERATED, "folk-lstm", 1, "t"))
    desk.roll.set_score(edits.add_notes(desk.score, desk.roll.active_track, [made]))
    place = cell(desk, 6 * Q, Q, 72)
    image = picture(desk)
    assert count(image, near(VIOLET), place) > 0.7 * 96 * 18
    edge = QRect(place.left() + 1, place.top(), 2, place.height())
    assert count(image, lambda c: c.lightness() > 215, edge) > 20  # not the colour alone


def test_selected_notes_have_an_outline(desk: Desk) -> None:
    bright = near(QColor(DARK.selection), 40)
    before = count(picture(desk), bright, cell(desk, Q, Q, 72))
    desk.roll.select_all()
    assert count(picture(desk), bright, cell(desk, Q, Q, 72)) > before + 100


def test_other_tracks_are_faint_and_dashed(desk: Desk) -> None:
    other = make_track((6 * Q, 3 * Q, 75), name="Bass")
    desk.roll.set_score(replace(desk.score, tracks=(*desk.score.tracks, other)))
    desk.view()
    image = picture(desk)
    place = cell(desk, 6 * Q, 3 * Q, 75)
    tint = QColor(DARK.tracks[1])
    assert count(image, near(tint), place) == 0  # nowhere in full
    assert count(image, hue_like(tint), place) > 0.8 * place.width() * 18
    assert changes_along(image, place.adjusted(6, 1, -6, 0)) >= 20


def changes_along(image: QImage, rect: QRect) -> int:
    """How often the upper edge goes from line to gap: a dashed one does that all the time."""
    row = [image.pixelColor(x, rect.top()).lightness() for x in range(rect.left(), rect.right())]
    middle = (max(row) + min(row)) / 2
    return sum((a > middle) != (b > middle) for a, b in itertools.pairwise(row)) if max(row) > min(row) else 0


# -- the take --------------------------------------------------------------------------------------------------------


def take_of(desk: Desk, done: bool = False) -> Take:
    notes = tuple(Note((6 + i) * Q, Q, 72, 80) for i in (0, 2))
    until = 9 * Q if done else 7 * Q
    return Take("t", 1, desk.roll.active_track, 6 * Q, until, 9 * Q, notes, done=done)


def aged(desk: Desk) -> None:
    """As if the fade had ended long ago."""
    desk.roll.stage.born.clear()


def test_ghosts_are_dashed_violet_and_see_through(desk: Desk) -> None:
    desk.roll.set_take(take_of(desk, done=True))
    aged(desk)
    image = picture(desk)
    place = cell(desk, 6 * Q, Q, 72)
    assert count(image, hue_like(VIOLET), place) > 0.8 * 96 * 18
    assert count(image, near(VIOLET), place) < 0.2 * 96 * 18
    assert changes_along(image, place.adjusted(6, 1, -6, 0)) >= 10
    desk.roll.set_take(None)
    assert count(picture(desk), hue_like(VIOLET), place) == 0


def test_notes_of_a_training_piece_have_a_warm_foot_and_are_all_warm_while_pointed_at(desk: Desk) -> None:
    warm, take = QColor(DARK.warm), take_of(desk, done=True)
    desk.roll.set_take(replace(take, nearest=Nearest("The Lark", 9, (1,), 8 * Q, 9 * Q)))
    aged(desk)
    own, shared = cell(desk, 6 * Q, Q, 72), cell(desk, 8 * Q, Q, 72)
    image = picture(desk)
    foot = count(image, near(warm), shared)
    assert 0.8 * 96 * 3 < foot < 96 * 6
    assert count(image, near(warm), own) == 0
    desk.roll.stage.set_shared_shown(True)
    assert count(picture(desk), hue_like(warm), shared) > 2 * foot
    desk.roll.stage.set_shared_shown(False)
    desk.roll.set_take(take)
    assert count(picture(desk), near(warm), shared) == 0


def test_every_part_of_a_take_is_seen_in_the_colour_of_its_track(desk: Desk) -> None:
    notes = tuple(Note(6 * Q, Q, pitch, 80) for pitch in (70, 72, 74))
    parts = (Part("mine", desk.roll.active_track), Part("new", 0, 33), Part("newer"))
    ids = (desk.roll.active_track, 9_001, 9_002)
    take = Take("t", 1, desk.roll.active_track, 6 * Q, 7 * Q, 7 * Q, notes, done=True, parts=parts, track_ids=ids)
    desk.roll.set_take(replace(take, part_of=(0, 1, 2)))
    aged(desk)
    image, stage = picture(desk), desk.roll.stage
    known = len(stage.score.tracks)
    inks = [VIOLET, QColor(stage.theme.track_colour(-1, known)), QColor(stage.theme.track_colour(-1, known + 1))]
    assert [ink.name() for ink in inks[1:]] == [QColor(ink).name() for ink in part_inks(stage)[1:]]
    for pitch, ink in zip((70, 72, 74), inks, strict=True):
        place = cell(desk, 6 * Q, Q, pitch)
        assert count(image, hue_like(ink), place) > 0.8 * 96 * 18


def test_promised_ghosts_are_solid(desk: Desk) -> None:
    desk.roll.set_take(take_of(desk), commit_tick=7 * Q)
    aged(desk)
    image = picture(desk)
    assert count(image, near(VIOLET), cell(desk, 6 * Q, Q, 72)) > 0.8 * 96 * 18
    assert count(image, near(VIOLET), cell(desk, 8 * Q, Q, 72)) < 0.2 * 96 * 18


def test_playing_promises_up_to_the_beat_from_which_a_control_is_heard(desk: Desk) -> None:
    take = take_of(desk, done=True)
    desk.roll.set_take(take)
    desk.roll.stage.margin_seconds = 0.15
    desk.roll.set_playhead(6 * Q + 10, True)
    assert take_painter.decided_tick(desk.roll.stage, take) == 7 * Q
    desk.roll.set_playhead(7 * Q - 100, True)
    assert take_painter.decided_tick(desk.roll.stage, take) == 8 * Q
    desk.roll.set_playhead(6 * Q + 10, True)
    assert take_painter.is_promised(desk.roll.stage, take, take.notes[0])
    assert not take_painter.is_promised(desk.roll.stage, take, take.notes[1])
    desk.roll.set_playhead(6 * Q + 10, False)
    assert not take_painter.is_promised(desk.roll.stage, take, take.notes[0])


def test_the_line_says_how_far_it_is_decided(desk: Desk) -> None:
    desk.roll.set_take(take_of(desk))
    column = QRect(desk.place(7 * Q, 60).x() - 1, 60, 2, 400)
    line = count(picture(desk), near(VIOLET, 30), column)
    assert 0.4 * 800 < line < 0.8 * 800  # dashed
    desk.roll.set_take(take_of(desk, done=True))
    assert count(picture(desk), near(VIOLET, 30), column) == 0


def test_new_ghosts_fade_in(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("musegen_app.ui.piano_roll.stage.monotonic", lambda: now)
    monkeypatch.setattr(take_painter, "monotonic", lambda: now)
    desk.roll.set_take(take_of(desk, done=True))
    place = desk.place(6 * Q + 400, 72)
    young = picture(desk).pixelColor(place).saturation()
    assert take_painter.is_fading(desk.roll.stage)
    now += 0.2
    grown = picture(desk).pixelColor(place).saturation()
    assert grown > young
    assert not take_painter.is_fading(desk.roll.stage)


def test_ghosts_outside_the_chosen_part_are_fainter(desk: Desk) -> None:
    desk.roll.set_take(take_of(desk, done=True))
    aged(desk)
    place = desk.place(8 * Q + 400, 72)
    before = picture(desk).pixelColor(place).saturation()
    desk.roll.set_take_range(6 * Q, 7 * Q)
    aged(desk)
    assert picture(desk).pixelColor(place).saturation() < before


# -- the rest --------------------------------------------------------------------------------------------------------


def test_the_playhead_is_green_and_moves(desk: Desk) -> None:
    desk.roll.set_playhead(6 * Q, True)
    x = desk.place(6 * Q, 60).x()
    assert count(picture(desk), near(GREEN), QRect(x - 1, 0, 2, 300)) == 600
    desk.roll.set_playhead(7 * Q, True)
    assert count(picture(desk), near(GREEN), QRect(x - 1, 0, 2, 300)) == 0


def test_only_a_strip_is_drawn_when_the_playhead_moves(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    picture(desk)
    bases: list[bool] = []
    canvas = desk.roll.canvas
    monkeypatch.setattr(canvas, "paint_base", lambda painter, clip: bases.append(True))
    asked: list[QRect] = []
    monkeypatch.setattr(canvas, "update", lambda *area: asked.extend(a for a in area if isinstance(a, QRect)))
    desk.roll.set_playhead(6 * Q, True)
    picture(desk)
    assert not bases
    assert asked
    assert all(area.width() < 12 for area in asked)


def test_an_empty_roll_invites(blank: Desk) -> None:
    dim = near(QColor(DARK.dim), 30)
    middle = QRect(0, blank.roll.canvas.height() // 2 - 20, blank.roll.canvas.width(), 60)
    assert count(picture(blank), dim, middle) > 200
    blank.hand.click(blank.place(0, 84))
    assert count(picture(blank), dim, middle) == 0


def test_rows_outside_the_scale_are_darker(desk: Desk) -> None:
    desk.roll.set_score(replace(desk.score, keys=(KeyChange(0, Key(2)),)))
    image = picture(desk)
    inside, outside = desk.place(6 * Q + 30, 78), desk.place(6 * Q + 30, 77)  # F#, F in D major
    assert image.pixelColor(outside).lightness() < image.pixelColor(inside).lightness()


def test_a_draft_is_shown_where_it_would_be(desk: Desk) -> None:
    with_velocity(desk, 127)
    desk.hand.press(desk.place(Q + 300, 72))
    desk.hand.move(desk.place(6 * Q + 300, 74))
    image = picture(desk)
    assert count(image, hue_like(BLUE), cell(desk, Q + 20, Q - 40, 72)) == 0
    assert count(image, hue_like(BLUE), cell(desk, 6 * Q, Q, 74)) > 0.7 * 96 * 18
    desk.roll.cancel()
    assert count(picture(desk), near(BLUE, 30), cell(desk, Q, Q, 72)) > 0.8 * 96 * 18


def test_thousands_of_notes_look_like_a_few(desk: Desk) -> None:
    """The prebuilt rectangles lie where the rounded notes lie."""
    many = [(i % 4 * 20_000 + i // 4 * 240, 240, 40 + i % 40) for i in range(4000)]
    desk.roll.set_score(Score(tracks=(make_track(*many),)))
    desk.roll.stage.set_view(desk.roll.stage.time.fitted(0, 80_000, desk.roll.canvas.width()))
    desk.roll.canvas.refresh()
    image = picture(desk)
    stage = desk.roll.stage
    tick, _, pitch = many[4 * 20]
    at = QRect(round(stage.time.x(tick)) + 1, stage.pitch.y(pitch) + 1, 1, stage.pitch.row - 2)
    if 0 <= at.top() < stage.height:
        assert count(image, hue_like(BLUE), at) > 0
    assert count(image, hue_like(BLUE)) > 5000


@pytest.mark.parametrize("name", list(THEMES))
def test_text_can_be_read(name: str) -> None:
    theme = THEMES[name]
    for ground in (theme.ground, theme.panel, theme.raised):
        assert contrast(theme.text, ground) >= 4.5
        assert contrast(theme.dim, ground) >= 4.5
    assert contrast(theme.on_accent, theme.accent) >= 4.5
    assert contrast(theme.generated, theme.ground) >= 4.5
    assert contrast(theme.warm, theme.ground) >= 4.5
    assert contrast(theme.generated, theme.generated_ground) >= 4.5


def test_the_light_theme_is_light(desk: Desk) -> None:
    dark = picture(desk).pixelColor(desk.place(7 * Q + 30, 60)).lightness()
    desk.roll.set_theme(LIGHT)
    assert picture(desk).pixelColor(desk.place(7 * Q + 30, 60)).lightness() > dark + 120


def test_every_part_has_a_name_for_screen_readers(desk: Desk) -> None:
    assert all(lane.accessibleName() for lane in desk.roll.lanes)
    assert desk.roll.accessibleName()


def test_the_velocities_of_the_take_are_seen_below_it(desk: Desk) -> None:
    notes = (Note(6 * Q, Q, 72, 100), Note(7 * Q, Q, 74, 40))
    lane = desk.roll.below.velocities
    violet = hue_like(VIOLET)
    assert count(lane.grab().toImage(), violet) == 0
    desk.roll.set_take(Take("a", 1, desk.roll.active_track, 6 * Q, 8 * Q, 8 * Q, notes, done=True))
    undecided = lane.grab().toImage()
    for note in notes:
        x = round(desk.roll.stage.time.x(note.start_tick))
        head = QRect(x - 4, round(lane.y_of(note.velocity)) - 5, 10, 10)
        assert count(undecided, violet, head) > 8
    desk.roll.set_playhead(6 * Q + 700, True)
    assert count(lane.grab().toImage(), near(VIOLET)) > count(undecided, near(VIOLET)) + 40


def test_promised_notes_are_solid_again_as_soon_as_it_plays_on(qtbot: QtBot, desk: Desk) -> None:
    notes = (Note(6 * Q, Q, 72), Note(9 * Q, Q, 72))
    desk.roll.set_playhead(8 * Q, False)
    desk.roll.set_take(Take("a", 1, desk.roll.active_track, 6 * Q, 10 * Q, 10 * Q, notes, done=True))
    qtbot.waitUntil(lambda: not desk.roll.canvas._fade.isActive())
    QApplication.processEvents()
    painted: list[QRect] = []
    desk.roll.canvas.installEventFilter(watch := PaintWatch(painted))
    desk.roll.set_playhead(8 * Q, True)
    QApplication.processEvents()
    desk.roll.canvas.removeEventFilter(watch)
    assert any(rect.contains(desk.place(6 * Q + 100, 72)) for rect in painted)


def test_notes_that_the_take_stands_in_for_are_pale(desk: Desk) -> None:
    with_velocity(desk, 127)
    before = picture(desk)
    notes = (Note(3 * Q, Q, 80),)
    desk.roll.set_take(Take("a", 1, desk.roll.active_track, 3 * Q, 6 * Q, 6 * Q, notes, done=True))
    after = picture(desk)
    kept, replaced = cell(desk, 2 * Q, Q, 74), cell(desk, 4 * Q, Q, 77)
    assert count(after, near(BLUE), kept) == count(before, near(BLUE), kept) > 0
    assert count(before, near(BLUE), replaced) > 1000
    assert count(after, near(BLUE), replaced) == 0
