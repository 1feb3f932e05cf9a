"""Every disabled control says why: one function to switch controls on and off."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

_USUAL_TIP = "usual_tool_tip"
_WHY = "why_disabled"


def set_enabled(target: QWidget | QAction, ok: bool, why: str = "") -> None:
    """Switch `target` on, or off with `why` (one sentence) as its tooltip. The usual tooltip comes back with `ok`."""
    if not ok and not why:
        raise ValueError("a disabled control has to say why")
    before = target.property(_WHY)
    if target.isEnabled() == ok and before == (None if ok else why) and target.property(_USUAL_TIP) is not None:
        return  # as it is: every edit asks for many controls
    if before is None:
        target.setProperty(_USUAL_TIP, target.toolTip())
    target.setProperty(_WHY, None if ok else why)
    target.setEnabled(ok)
    _show_tip(target, str(target.property(_USUAL_TIP) or "") if ok else why)


def _show_tip(target: QWidget | QAction, tip: str) -> None:
    target.setToolTip(tip)
    if isinstance(target, QAction):
        target.setStatusTip(tip)


def set_tip(target: QWidget | QAction, tip: str) -> None:
    """The tooltip `target` has while it is enabled."""
    target.setProperty(_USUAL_TIP, tip)
    if target.property(_WHY) is None:
        _show_tip(target, tip)


def why_disabled(target: QWidget | QAction) -> str:
    """The sentence given when `target` was switched off, "" when it is on or was never switched off that way."""
    return str(target.property(_WHY) or "")


def unexplained(root: QWidget) -> list[str]:
    """Names of disabled widgets and actions below `root` that do not say why (a test keeps this list empty)."""
    silent = [_name(w) for w in root.findChildren(QWidget) if _is_silent(w, root)]
    silent += [a.text() for a in root.findChildren(QAction) if a.text() and not (a.isEnabled() or a.toolTip())]
    return silent


def _is_silent(widget: QWidget, root: QWidget) -> bool:
    """A widget may lean on the nearest ancestor that was switched off with a reason."""
    if widget.isEnabled() or widget.objectName().startswith("qt_"):
        return False
    at: QWidget | None = widget
    while at is not None and at is not root:
        if why_disabled(at):
            return False
        at = at.parentWidget()
    return True


def _name(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName() or widget.accessibleName()}".strip()
