"""The layout that our dialogs share: a column with room around it, and a form on top."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QVBoxLayout

from musegen_app.ui.theme import GAP, GAP_DOUBLE


def roomy_form(dialog: QDialog) -> tuple[QVBoxLayout, QFormLayout]:
    """The dialog's column, and the form that is its first row."""
    column = QVBoxLayout(dialog)
    column.setContentsMargins(GAP_DOUBLE, GAP_DOUBLE, GAP_DOUBLE, GAP_DOUBLE)
    column.setSpacing(GAP_DOUBLE)
    form = aligned_form()
    column.addLayout(form)
    return column, form


def aligned_form() -> QFormLayout:
    """A form whose labels stand at the height of their fields."""
    form = QFormLayout()
    form.setHorizontalSpacing(GAP_DOUBLE)
    form.setVerticalSpacing(GAP)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return form
