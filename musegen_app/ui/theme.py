"""The one file with colours, type sizes and spacings; every widget takes them from a `Theme`.

A theme is a value that is handed to constructors (`RollView(theme)`), never imported as a global. The
style sheet of the whole program is made from it in `ui/style.py`. GUI thread only, because of QColor.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtGui import QColor, QFont

# One family, four sizes (pixels).
FAMILIES = ["Inter", "Noto Sans", "Segoe UI", "SF Pro Text", "DejaVu Sans"]
SIZE_SMALL = 11
SIZE_NORMAL = 12
SIZE_LARGE = 13
SIZE_TITLE = 16

# The 8-pixel rhythm.
GAP_HALF = 4
GAP = 8
GAP_DOUBLE = 16
RADIUS_SMALL = 4
RADIUS = 6
RADIUS_LARGE = 8


@dataclass(frozen=True, slots=True)
class Theme:
    """Every colour of the program as `#rrggbb`. `on_accent` is text that stands on `accent`."""

    name: str
    ground: str
    panel: str
    raised: str
    line: str
    text: str
    dim: str
    faint: str
    accent: str
    warm: str
    ok: str
    bad: str
    generated: str
    on_accent: str
    hover: str  # a raised thing under the pointer
    pressed: str
    accent_ground: str  # the filled ground of something switched on
    generated_ground: str
    warm_ground: str
    bad_ground: str
    row: str  # roll rows of the scale
    row_outside: str  # roll rows outside the scale: darker
    row_line: str
    grid_step: str
    grid_beat: str
    grid_bar: str
    key_white: str
    key_black: str
    key_text: str
    section: str
    section_alternate: str
    selection: str  # outline of selected notes
    shade: str  # the velocity bar inside a note
    tracks: tuple[str, ...]  # by place in the track list; none of them is violet

    @property
    def is_dark(self) -> bool:
        return QColor(self.ground).lightness() < 128

    def track(self, index: int) -> str:
        """The colour of the track at `index` in the list."""
        return self.tracks[index % len(self.tracks)]

    def track_colour(self, chosen: int, place: int) -> str:
        """The colour of a track whose `Track.colour` is `chosen` (-1: none was), at `place` in the list."""
        return self.track(chosen if chosen >= 0 else place)


DARK = Theme(
    name="dark",
    ground="#17181c",
    panel="#1f2126",
    raised="#272a31",
    line="#33373f",
    text="#e7e9ee",
    dim="#9aa1ad",
    faint="#6b7280",
    accent="#4f9cf9",
    warm="#f2a65a",
    ok="#5fc38b",
    bad="#e86e76",
    generated="#b68cf5",
    on_accent="#0b1420",
    hover="#2e323a",
    pressed="#3a3f49",
    accent_ground="#1c3250",
    generated_ground="#31264a",
    warm_ground="#46341f",
    bad_ground="#3d2024",
    row="#1e2025",
    row_outside="#141518",
    row_line="#25272d",
    grid_step="#23252b",
    grid_beat="#2b2e35",
    grid_bar="#41454f",
    key_white="#dfe3ea",
    key_black="#3a3e46",
    key_text="#4a505b",
    section="#2b4769",
    section_alternate="#4a3866",
    selection="#ffffff",
    shade="#0b0d10",
    tracks=("#4f9cf9", "#5fc38b", "#f2a65a", "#e26ca5", "#45c4c9", "#d9c84a", "#f0826a", "#8fb4c9"),
)

LIGHT = Theme(
    name="light",
    ground="#f3f4f7",
    panel="#ffffff",
    raised="#e9ecf1",
    line="#d2d7df",
    text="#1b1e24",
    dim="#555d6a",
    faint="#8a92a0",
    accent="#1861c2",
    warm="#9a520a",
    ok="#1a7444",
    bad="#bd2d38",
    generated="#7640cc",
    on_accent="#ffffff",
    hover="#dfe3ea",
    pressed="#d0d6df",
    accent_ground="#d8e7fb",
    generated_ground="#eae0fb",
    warm_ground="#f9e6d2",
    bad_ground="#f9dcdf",
    row="#fbfcfd",
    row_outside="#eceef2",
    row_line="#e4e7ec",
    grid_step="#e9ebf0",
    grid_beat="#dde1e8",
    grid_bar="#b9c0cc",
    key_white="#ffffff",
    key_black="#565d69",
    key_text="#6a727f",
    section="#c5dbf6",
    section_alternate="#dfd0f6",
    selection="#0e1116",
    shade="#0b0d10",
    tracks=("#2f7fe4", "#2b9c60", "#d07a1e", "#cc4586", "#1695a0", "#a89212", "#d8573c", "#557f99"),
)

THEMES: dict[str, Theme] = {"dark": DARK, "light": LIGHT}


# What stands on what as text: each pair is legible, 4.5 to 1 at least (a test measures it). `faint` is for lines, and
# for the words of what cannot be used now.
_BASES = ("ground", "panel", "raised")
_GROUNDS = (*_BASES, "hover", "row", "row_outside", "accent_ground", "generated_ground", "warm_ground", "bad_ground")
TEXT_ON: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("text", (*_GROUNDS, "pressed", "section", "section_alternate")),
    ("dim", _GROUNDS),
    ("accent", (*_BASES, "accent_ground")),
    ("warm", (*_BASES, "warm_ground")),
    ("ok", _BASES),
    ("bad", (*_BASES, "bad_ground")),
    ("generated", (*_BASES, "generated_ground")),
    ("on_accent", ("accent",)),
    ("key_text", ("key_white",)),
)


@lru_cache(maxsize=512)
def colour(value: str, alpha: int = 255) -> QColor:
    """A token as a QColor. The result is shared: do not change it."""
    made = QColor(value)
    made.setAlpha(alpha)
    return made


@lru_cache(maxsize=512)
def mixed(first: str, second: str, share: float) -> QColor:
    """`first` with `share` (0..1) of `second` in it, opaque. Shared: do not change it."""
    a, b = QColor(first), QColor(second)
    keep = 1.0 - share
    return QColor(
        round(a.red() * keep + b.red() * share),
        round(a.green() * keep + b.green() * share),
        round(a.blue() * keep + b.blue() * share),
    )


def font(size: int = SIZE_NORMAL, bold: bool = False) -> QFont:
    """The program's family in one of the four sizes (pixels)."""
    made = QFont()
    made.setFamilies(FAMILIES)
    made.setPixelSize(size)
    if bold:
        made.setWeight(QFont.Weight.DemiBold)
    return made


def sheet_values(theme: Theme) -> dict[str, object]:
    """What style sheets may name: the theme's colours, the sizes of text and the radii of corners, in pixels."""
    colours: dict[str, object] = {name: getattr(theme, name) for name in Theme.__dataclass_fields__}
    return colours | {
        "small": SIZE_SMALL,
        "normal": SIZE_NORMAL,
        "large": SIZE_LARGE,
        "title": SIZE_TITLE,
        "radius_small": RADIUS_SMALL,
        "radius": RADIUS,
        "radius_large": RADIUS_LARGE,
    }


def contrast(first: str, second: str) -> float:
    """WCAG contrast ratio of two colours, 1..21."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(value: str) -> float:
    made = QColor(value)
    red, green, blue = (_linear(c) for c in (made.redF(), made.greenF(), made.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.03928 else float(((channel + 0.055) / 1.055) ** 2.4)
