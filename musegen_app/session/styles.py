"""Verbs of the styles that a model can be told: composers, genres, ways of drumming, mixed by weight. GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from musegen_app.base.event import Event

if TYPE_CHECKING:
    from musegen_app.session.settings import Settings

Style = tuple[tuple[str, float], ...]
"""Names that the bundle knows, each with a weight above 0."""
MOST = 256  # wishes, of all bundles together


@dataclass(frozen=True, slots=True)
class StyleWish:
    """With the model `bundle`: so much (0..1) of the style `name`."""

    bundle: str
    name: str
    weight: float = 1.0


class StyleVerbs:
    """`changed` brings the name of a bundle whose mixture is another one. Remembered for each bundle."""

    def __init__(self, settings: Callable[[], Settings], change: Callable[..., None]) -> None:
        self.changed: Event[str] = Event()
        self._settings = settings
        self._change = change

    def of(self, bundle: str) -> Style:
        """What the bundle is told with the next request; () = no preference."""
        return style_of(self._settings().styles, bundle)

    def mix(self, bundle: str, style: Style) -> None:
        """Tell the bundle this from the next request on."""
        others = tuple(w for w in self._settings().styles if w.bundle != bundle)
        wishes = tuple(StyleWish(bundle, name, min(weight, 1.0)) for name, weight in style if weight > 0)
        self._change(styles=(*others, *wishes)[-MOST:])
        self.changed.emit(bundle)


def style_of(wishes: Iterable[StyleWish], bundle: str) -> Style:
    """The mixture that `wishes` name for the bundle."""
    return tuple((w.name, w.weight) for w in wishes if w.bundle == bundle)


def wishes_of(value: Any) -> tuple[StyleWish, ...]:
    """What the settings file says, without what makes no sense."""
    rows = [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []
    return tuple(filter(None, map(_wish, rows[:MOST])))


def _wish(row: dict[str, Any]) -> StyleWish | None:
    bundle, name, weight = row.get("bundle"), row.get("name"), row.get("weight")
    if not isinstance(bundle, str) or not isinstance(name, str) or not bundle or not name:
        return None
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight <= 1:
        return None
    return StyleWish(bundle, name, float(weight))
