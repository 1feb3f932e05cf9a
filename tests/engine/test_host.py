"""The host's loop inside this process: what it does when its parent goes away or stops reading."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import TypeVar

import pytest

from musegen_app.engine import messages as m
from musegen_app.engine.build import playlist_of
from musegen_app.engine.host import Host
from musegen_app.engine.mail import Mail
from musegen_app.engine.protocols import LIVE_CHANNEL
from tests.engine.conftest import melody
from tests.waiting import joined, wait_until

WAIT_SECONDS = 30.0
Report = TypeVar("Report")


class Parent:
    def __init__(self) -> None:
        self.pipe, theirs = multiprocessing.Pipe()
        self.host = Host(theirs, "none", "none", "none")
        self.thread = threading.Thread(target=self._run, args=(theirs,), name="host", daemon=True)
        self.thread.start()

    def _run(self, theirs: Connection) -> None:
        self.host.run()
        theirs.close()

    def heard(self, kind: type[Report], wanted: Callable[[Report], bool] = lambda _: True) -> Report:
        """The next report of that kind that is `wanted`; others are dropped."""
        deadline = time.monotonic() + WAIT_SECONDS
        while self.pipe.poll(max(0.0, deadline - time.monotonic())):
            report = self.pipe.recv()
            if isinstance(report, kind) and wanted(report):
                return report
        raise AssertionError(f"no such {kind.__name__} within {WAIT_SECONDS:g} s")

    def frame(self) -> int:
        """Where the next position report is."""
        return self.heard(m.Position).frame


@pytest.fixture
def parent() -> Iterator[Parent]:
    running = Parent()
    yield running
    running.pipe.close()
    joined(running.thread, WAIT_SECONDS)


def test_when_the_pipe_closes_everything_is_silenced_and_the_host_ends(parent: Parent) -> None:
    parent.pipe.send(m.LoadPlaylist(1, playlist_of(melody(0, 96_000, length=9_000))))
    parent.pipe.send(m.Play())
    parent.heard(m.Position, lambda p: p.playing)
    parent.pipe.close()
    joined(parent.thread, WAIT_SECONDS)
    scheduler = parent.host.engine.scheduler
    assert not scheduler.playing
    assert scheduler.tracker.sounding() == []


def test_a_fault_in_a_block_is_reported_once(parent: Parent) -> None:
    def fail(engine: object) -> None:
        raise ZeroDivisionError("by hand")

    parent.host.engine.submit(fail)
    problem = parent.heard(m.EngineProblem)
    assert "ZeroDivisionError: by hand" in problem.sentence
    assert parent.heard(m.Position)


def test_a_flood_of_commands_holds_up_no_reports(parent: Parent) -> None:
    flooding = threading.Event()

    def flood() -> None:
        while not flooding.is_set():
            parent.pipe.send(m.LoadPlaylist(1, playlist))

    playlist = playlist_of(melody(*range(0, 60), pitch=30))
    sender = threading.Thread(target=flood, daemon=True)
    sender.start()
    try:
        frames = [parent.frame() for _ in range(10)]
    finally:
        flooding.set()
        wait_until(lambda: parent.heard(m.Position) and not sender.is_alive(), WAIT_SECONDS, "the last of the flood")
    assert frames == sorted(frames)
    assert frames[-1] > frames[0]  # it plays on meanwhile


def test_after_a_device_was_lost_looking_for_devices_ends_this_process(parent: Parent) -> None:
    parent.host.rig.lost = True
    parent.pipe.send(m.Stop())
    parent.heard(m.Position)
    parent.pipe.send(m.ListDevices())
    joined(parent.thread, WAIT_SECONDS)


def test_a_parent_that_does_not_read_stops_nothing_and_misses_only_positions() -> None:
    ours, theirs = multiprocessing.Pipe()
    mail = Mail(theirs)
    note = m.PlayedEvent(0, "keys", 0x90, 60, 90, 0, False, 0)
    for frame in range(3_000):
        mail.put(m.Position(0, False, 0, frame, 0, 0.0))
        mail.put(m.Played((note,) * 10))
    played = 0
    positions = 0
    while played < 3_000:
        assert ours.poll(WAIT_SECONDS)
        report = ours.recv()
        played += isinstance(report, m.Played)
        positions += isinstance(report, m.Position)
    mail.close(WAIT_SECONDS)
    assert positions < 3_000


def test_the_panic_key_works_while_the_parent_hangs(parent: Parent) -> None:
    parent.pipe.send(m.SetPanicTrigger(0x90, 21))
    parent.pipe.send(m.SetThru(m.LiveSound()))
    parent.pipe.send(m.LiveMessage("keys", bytes((0x90, 60, 90))))
    tracker = parent.host.engine.scheduler.tracker
    wait_until(lambda: tracker.holds(LIVE_CHANNEL, 60))
    parent.host.engine.heard(time.monotonic_ns(), "keys", bytes((0x90, 21, 90)))  # nobody reads the pipe from here on
    wait_until(lambda: parent.host.engine.panics == 1)
    assert not tracker.holds(LIVE_CHANNEL, 60)


def test_keys_from_the_window_come_back_as_played(parent: Parent) -> None:
    parent.pipe.send(m.LiveMessage("Computer keyboard", bytes((0x90, 60, 90))))
    (event,) = parent.heard(m.Played).events
    assert (event.port, event.status, event.data1, event.rolling) == ("Computer keyboard", 0x90, 60, False)


def test_an_order_that_fails_silences_everything_before_the_process_ends() -> None:
    pipe, theirs = multiprocessing.Pipe()
    with pipe, theirs:
        host = Host(theirs, "none", "none", "none")
        pipe.send(m.LoadPlaylist(1, None))  # type: ignore[arg-type]
        with pytest.raises(AttributeError):
            host.run()
        assert host.engine.panics == 1
