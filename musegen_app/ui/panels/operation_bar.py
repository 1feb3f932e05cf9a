"""The row at the top of the Compose column: what the net is to do."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from musegen_app.ui.commands.actions import Actions
from musegen_app.ui.theme import Theme


class OperationBar(QWidget):
    """Names the column."""

    def __init__(self, theme: Theme, actions: Actions) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        heading = QLabel(self.tr("COMPOSE"))
        heading.setProperty("role", "caption")
        row.addWidget(heading)
