"""What was copied does not outlive the interpreter: Qt would ask it and the program would crash while it ends."""

from __future__ import annotations

import os
import sys

import pytest

from tests.waiting import finished

pytestmark = pytest.mark.qt

PROBE = """
from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QApplication
import musegen_app.app as program
app = QApplication([])
data = QMimeData()
data.setData("application/x-notes", b"notes")
app.clipboard().setMimeData(data)
del data
program.empty_clipboard(app)
print("ended")
"""


def test_a_program_that_has_copied_ends_well() -> None:
    done = finished([sys.executable, "-c", PROBE], env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
    assert (done.returncode, done.stdout) == (0, "ended\n"), done.stderr
