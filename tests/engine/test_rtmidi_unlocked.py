"""The C++ library inside python-rtmidi is found by its names; notes through it: `tests/jack/test_ports.py`."""

from __future__ import annotations

import sys

import pytest

from musegen_app.engine.backends.rtmidi_unlocked import UnlockedRtMidi, unlocked
from tests.fakes.fake_rtmidi import API_UNIX_JACK, FakeRtMidi


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="JACK is used on Linux only")
def test_the_build_we_depend_on_has_the_names() -> None:
    rtmidi = pytest.importorskip("rtmidi")
    assert isinstance(unlocked(rtmidi), UnlockedRtMidi)


def test_another_build_does_by_itself() -> None:
    other = FakeRtMidi(API_UNIX_JACK)
    assert unlocked(other) is other
