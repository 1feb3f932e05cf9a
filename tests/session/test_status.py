from __future__ import annotations

import pytest

from musegen_app.session.status import READY, Status, StatusLine
from tests.fakes.links import ManualClock


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def status(clock: ManualClock) -> Status:
    return Status(clock)


def test_it_is_ready_when_nothing_is_going_on(status: Status) -> None:
    assert (status.line, status.kind) == (READY, "info")


def test_a_passing_word_passes(status: Status, clock: ManualClock) -> None:
    status.say("info", "Saved")
    assert status.line == "Saved"
    clock.pass_by(60)
    status.poll()
    assert status.line == READY


def test_a_standing_word_comes_back_after_a_passing_one(status: Status, clock: ManualClock) -> None:
    status.set("export", "busy", "Exporting")
    status.say("warn", "Starved")
    assert status.line == "Starved"
    clock.pass_by(60)
    status.poll()
    assert (status.line, status.kind) == ("Exporting", "busy")
    status.set("export", "busy", "")
    assert status.line == READY


def test_the_most_urgent_standing_word_is_shown(status: Status) -> None:
    status.set("sound", "warn", "No audio device")
    status.set("generating", "busy", "Generating")
    status.set("bundle", "error", "Damaged")
    assert [s.kind for s in status.standing] == ["error", "busy", "warn"]
    assert status.line == "Damaged"
    status.clear("bundle")
    assert status.line == "Generating"


def test_an_info_does_not_hide_a_standing_error(status: Status) -> None:
    status.set("bundle", "error", "Damaged")
    status.say("info", "Saved")
    assert status.line == "Damaged"


def test_listeners_hear_changes_only(status: Status) -> None:
    heard: list[StatusLine] = []
    status.changed.subscribe(heard.append)
    status.set("sound", "warn", "No audio device")
    status.set("sound", "warn", "No audio device")
    assert heard == [StatusLine("warn", "No audio device")]


def test_work_that_begins_ends_a_passing_word_but_not_an_error() -> None:
    status = Status(ManualClock())
    status.say("warn", "The engine was started again")
    status.set("generating", "busy", "Generating …")
    assert status.line == "Generating …"
    status.say("warn", "A collapse was mended")
    status.set("generating", "busy", "Generating at 5 notes/s")
    assert status.line == "A collapse was mended"
    status.clear("generating")
    status.say("error", "The file cannot be read")
    status.set("generating", "busy", "Generating …")
    assert status.line == "The file cannot be read"
