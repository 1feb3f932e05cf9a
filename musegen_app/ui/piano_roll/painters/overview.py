"""The notes of a long song in the overview above the roll. Import it only when needed (numpy)."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from musegen_app.ui.piano_roll.painters import palette, raster
from musegen_app.ui.piano_roll.painters.raster import Spans, Window
from musegen_app.ui.piano_roll.stage import Stage


def paint_overview(painter: QPainter, stage: Stage, end_tick: int, width: int, height: int, pad: int) -> None:
    """All tracks, the active one on top, on `width` x `height` points with `pad` free above and below."""
    ratio = painter.device().devicePixelRatio()
    tracks = sorted((t for t in stage.score.tracks if t.notes), key=lambda t: t.id == stage.track_id)
    if not tracks:
        return
    tables = [stage.columns.of(track).table for track in tracks]
    low = min(int(table[2].min()) for table in tables)
    high = max(int(table[2].max()) for table in tables)
    across, down = round(width * ratio), round((height - 2 * pad) * ratio)
    lines = np.clip((high - np.arange(128)) * (down - 1) / max(24, high - low), 0, down - 1).astype(np.int32)
    window = Window(across / end_tick, 0, across, lines, down, 0, round(ratio))
    parts = [
        raster.spans_of(table, np.full(table.shape[1], palette.ghost_code(place), np.int32), window)
        for place, table in enumerate(tables)
    ]
    spans = Spans(*(np.concatenate([getattr(part, name) for part in parts]) for name in Spans.__slots__))
    codes = raster.picture(spans, window, levels=False, striped=False) & (raster.CODES - 1 - raster.RIM)
    pixels = palette.overview(stage, tracks).take(codes)
    image = QImage(pixels.data, across, down, 4 * across, QImage.Format.Format_ARGB32_Premultiplied)
    painter.drawImage(QRectF(0, pad, width, height - 2 * pad), image)
