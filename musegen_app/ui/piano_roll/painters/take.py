"""The take: ghosts, violet, or in the track's colour if they were played or belong to another track, dashed and
translucent until they are promised to the ear, and the line up to which they are. New ghosts fade in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from time import monotonic

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from musegen_app.sampling.take import Take
from musegen_app.score.model import Note
from musegen_app.ui import theme as tokens
from musegen_app.ui.piano_roll.painters import shapes
from musegen_app.ui.piano_roll.painters.ink import part_inks, take_ink
from musegen_app.ui.piano_roll.stage import Stage
from musegen_app.ui.theme import colour

FADE_SECONDS = 0.12
LABEL = "decided to here"
_ALPHA_STEPS = 8


def decided_tick(stage: Stage, take: Take) -> int:
    """Where the line stands: as told, at the beat from which a moved control would be heard while it plays inside the
    take, else `until_tick`."""
    if stage.commit_tick is not None:
        return stage.commit_tick
    if stage.playing and stage.playhead < take.end_tick:
        return max(take.start_tick, min(take.until_tick, _beat_that_may_change(stage)))
    return take.until_tick


def _beat_that_may_change(stage: Stage) -> int:
    """The first beat that the playhead does not reach within the margin."""
    tempo, meter = stage.score.tempo, stage.score.meter
    near = tempo.tick(tempo.seconds(stage.playhead) + stage.margin_seconds)
    beat = meter.at(near).pulse_ticks
    return near + (meter.bar_start(meter.position(near).bar) - near) % beat


def is_promised(stage: Stage, take: Take, note: Note) -> bool:
    """Whether the note will be heard as it is: only while the take plays or when told so."""
    if stage.commit_tick is None and not stage.playing:
        return False
    return note.start_tick < decided_tick(stage, take)


def is_fading(stage: Stage) -> bool:
    """Whether some ghost is still on its way to full strength."""
    oldest = monotonic() - FADE_SECONDS
    return any(born > oldest for born in stage.born.values())


def paint_take(painter: QPainter, stage: Stage, clip: QRectF) -> None:
    """The ghosts that touch `clip` (pixels of the roll)."""
    take = stage.take
    if take is None:
        return
    _ground(painter, stage, take, clip)
    from_tick, to_tick = stage.time.tick(clip.left() - 4), stage.time.tick(clip.right() + 1)
    _veil_replaced(painter, stage, take, from_tick, to_tick)
    groups: dict[tuple[str, bool, int], list[QRectF]] = defaultdict(list)
    now, inks, several = monotonic(), part_inks(stage), len(take.parts)
    for note, part in zip(take.notes, take.part_numbers, strict=True):
        if note.start_tick < to_tick and note.end_tick > from_tick and (several <= 1 or stage.pitch.has(note.pitch)):
            look = (inks[part], is_promised(stage, take, note), _strength(stage, note, now))
            groups[look].append(shapes.note_rect(stage, note))
    for (ink, promised, strength), rects in groups.items():
        _paint_group(painter, stage, rects, ink, promised, strength / _ALPHA_STEPS)


def _veil_replaced(painter: QPainter, stage: Stage, take: Take, from_tick: float, to_tick: float) -> None:
    """Written notes that the take stands in for are not heard while it is shown, and pale."""
    if stage.track_id not in (take.track_ids or (take.track_id,)):
        return
    silent = replaced(stage, take, stage.index.between(from_tick, to_tick))
    shapes.fill_rects(painter, [shapes.note_rect(stage, n) for n in silent], colour(stage.theme.ground, 190), 0)


def replaced(stage: Stage, take: Take, near: Iterable[Note]) -> list[Note]:
    """Which of these written notes accepting the take (or its chosen part) would take away."""
    low, high = stage.take_range or (take.start_tick, take.until_tick)
    here = [n for n in near if low <= n.start_tick < high and not (n.locked or n.muted)]
    only = frozenset(take.operation.note_ids) if take.replaces else frozenset()
    return [n for n in here if n.id in only] if only else here


def _strength(stage: Stage, note: Note, now: float) -> int:
    """How visible, in steps of 1/8: fading in, and faint outside the part that was chosen."""
    share = min(1.0, (now - stage.born.get(note.id, 0.0)) / FADE_SECONDS)
    chosen = stage.take_range
    if chosen is not None and not chosen[0] <= note.start_tick < chosen[1]:
        share *= 0.35
    return max(1, round(share * _ALPHA_STEPS))


def _paint_group(
    painter: QPainter, stage: Stage, rects: list[QRectF], value: str, promised: bool, share: float
) -> None:
    corner = shapes.radius(stage)
    if promised:
        shapes.fill_rects(painter, rects, colour(value, round(255 * share)), corner)
        return
    shapes.fill_rects(painter, rects, colour(value, round(80 * share)), corner)
    shapes.outline_rects(painter, rects, shapes.dashed(colour(value, round(240 * share))), corner)


def _ground(painter: QPainter, stage: Stage, take: Take, clip: QRectF) -> None:
    """A breath of its colour where the take lies."""
    from_tick, to_tick = stage.take_range or (take.start_tick, take.end_tick)
    left, right = stage.time.pixel(from_tick), stage.time.pixel(to_tick)
    painter.fillRect(
        QRectF(left, clip.top(), right - left, clip.height()).intersected(clip), colour(take_ink(stage), 13)
    )


def paint_decided_line(painter: QPainter, stage: Stage, height: int) -> None:
    """The dashed line up to which the take is decided, with its words on top."""
    take = stage.take
    if take is None or not _shows_line(stage, take):
        return
    x = stage.time.pixel(decided_tick(stage, take))
    pen = QPen(colour(stage.theme.generated), 2)
    pen.setDashPattern([3.0, 2.0])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawLine(QPointF(x, 0), QPointF(x, height))
    _label(painter, stage, x)


def line_rect(stage: Stage, height: int) -> QRectF:
    """Where the line and its words are; empty when they are not shown."""
    take = stage.take
    if take is None or not _shows_line(stage, take):
        return QRectF()
    return QRectF(stage.time.x(decided_tick(stage, take)) - 2, 0, 124, height)


def _shows_line(stage: Stage, take: Take) -> bool:
    """A finished take that does not play has nothing left to decide."""
    return stage.commit_tick is not None or not take.done or (stage.playing and stage.playhead < take.end_tick)


def _label(painter: QPainter, stage: Stage, x: int) -> None:
    painter.setFont(tokens.font(tokens.SIZE_SMALL))
    width = painter.fontMetrics().horizontalAdvance(LABEL) + 16
    box = QRectF(x + 5, 6, width, 20)
    shapes.fill_rects(painter, [box], colour(stage.theme.generated_ground), tokens.RADIUS_SMALL)
    painter.setPen(colour(stage.theme.generated))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, LABEL)
