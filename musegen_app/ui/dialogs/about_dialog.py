"""What this program is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from musegen_app import VERSION
from musegen_app.ui.theme import GAP, GAP_DOUBLE


class AboutDialog(QDialog):
    """Name, version, licence."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("About MuseGen"))
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP_DOUBLE * 2, GAP_DOUBLE * 2, GAP_DOUBLE * 2, GAP_DOUBLE)
        column.setSpacing(GAP)
        name = QLabel(self.tr("MuseGen {0}").format(VERSION))
        name.setProperty("role", "title")
        story = QLabel(
            self.tr(
                "Compose with small neural nets that run on your own machine.\n"
                "Nothing is downloaded and nothing leaves this computer.\n\n"
                "Free software under the GNU General Public License, version 3 or later."
            )
        )
        story.setProperty("role", "dim")
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(lambda _checked=False: self.close())
        column.addWidget(name)
        column.addWidget(story)
        column.addSpacing(GAP_DOUBLE)
        column.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)
