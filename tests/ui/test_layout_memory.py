"""The window's memory of itself."""

from __future__ import annotations

import pytest

from musegen_app.ui.layout_memory import Layout, layout_of


def test_a_layout_reads_back() -> None:
    layout = Layout(1400, 900, True, False, True, "light", False)
    assert layout_of(layout.text()) == layout


@pytest.mark.parametrize("text", ["", "{", "[1]", "null", '{"width": "wide", "strange": 1, "theme": 3}'])
def test_what_cannot_be_read_is_the_default(text: str) -> None:
    assert layout_of(text) == Layout()
