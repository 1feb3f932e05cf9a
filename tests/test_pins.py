"""Facts about the pinned libraries that the program relies on."""

from __future__ import annotations

import importlib.metadata

import pytest


@pytest.mark.torch
def test_torch_is_the_one_that_was_measured() -> None:
    assert importlib.metadata.version("torch").partition("+")[0] == "2.13.0"


def test_the_soundfont_comes_with_the_packages() -> None:
    from musegen_app.session.checkup import look_around

    assert {f.what: f.there for f in look_around()}["SoundFont"]
