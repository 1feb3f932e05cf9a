"""The set of icons: SVG strokes in `resources/icons`, tinted with a colour of the theme.

The files draw with `currentColor` in a box of 24 × 24. Pixmaps are made once for every name and colour, as fine as
the finest screen needs them. GUI thread only.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from musegen_app.base.paths import resources_dir
from musegen_app.ui.theme import Theme

SIZE = 18  # points; what tool buttons use


def icon_dir() -> Path:
    return resources_dir() / "icons"


def names() -> list[str]:
    """Every icon there is."""
    return sorted(path.stem for path in icon_dir().glob("*.svg"))


def icon(name: str, theme: Theme, tint: str = "", checked_tint: str = "") -> QIcon:
    """Icon `name` in `tint` (default: the text colour), faint when disabled, in `checked_tint` when switched on.

    Raises FileNotFoundError for a name that is not in the set.
    """
    made = QIcon()
    for ratio in _ratios():
        made.addPixmap(pixmap(name, tint or theme.text, SIZE, ratio), QIcon.Mode.Normal, QIcon.State.Off)
        made.addPixmap(pixmap(name, theme.faint, SIZE, ratio), QIcon.Mode.Disabled, QIcon.State.Off)
        if checked_tint:
            made.addPixmap(pixmap(name, checked_tint, SIZE, ratio), QIcon.Mode.Normal, QIcon.State.On)
    return made


def _ratios() -> tuple[float, ...]:
    """Device pixels a point of the finest screen, at most three: drawing for every ratio there could be takes time at
    the start."""
    application = QGuiApplication.instance()
    finest = application.devicePixelRatio() if isinstance(application, QGuiApplication) else 1.0
    return (min(3.0, finest),)


@lru_cache(maxsize=512)
def pixmap(name: str, tint: str, size: int = SIZE, ratio: float = 1) -> QPixmap:
    """One picture of `size` points at `ratio` device pixels a point."""
    renderer = QSvgRenderer(QByteArray(svg(name, tint).encode()))
    made = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    made.fill(Qt.GlobalColor.transparent)
    with QPainter(made) as painter:
        renderer.render(painter, QRectF(made.rect()))
    made.setDevicePixelRatio(ratio)
    return made


@lru_cache(maxsize=256)
def svg(name: str, tint: str) -> str:
    """The source of icon `name` in `tint`."""
    return (icon_dir() / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", tint)
