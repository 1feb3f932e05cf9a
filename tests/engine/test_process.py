"""The engine in its own process: starts, dies, hangs and comes back, and never outlives its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from musegen_app.engine import messages as m
from musegen_app.engine.build import playlist_of
from musegen_app.engine.process import EngineLink
from tests.engine.conftest import melody
from tests.waiting import joined, wait_until

WAIT_SECONDS = 40.0
ROOT = Path(__file__).resolve().parents[2]


class Desk:
    """A link and all it has reported."""

    def __init__(self, link: EngineLink) -> None:
        self.link = link
        self.reports: list[m.EngineReport] = []

    def wait(self, done: Callable[[m.EngineReport], bool]) -> m.EngineReport:
        """The first new report for which `done` holds."""
        deadline = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline:
            fresh = self.link.poll()
            self.reports.extend(fresh)
            for report in fresh:
                if done(report):
                    return report
            time.sleep(0.005)
        raise AssertionError(f"not reported in time; so far: {self.reports[-5:]}")

    def position(self, done: Callable[[m.Position], bool]) -> m.Position:
        report = self.wait(lambda r: isinstance(r, m.Position) and done(r))
        assert isinstance(report, m.Position)
        return report

    def until(self, done: Callable[[], bool]) -> None:
        wait_until(done, WAIT_SECONDS)


@pytest.fixture
def desk() -> Iterator[Desk]:
    """An engine without device and synth: the silent clock."""
    link = EngineLink(audio="none", synth="none", midi="none")
    yield Desk(link)
    link.close()


def test_it_reports_itself_without_torch_or_qt(desk: Desk) -> None:
    desk.link.spawn()
    ready = desk.wait(lambda r: isinstance(r, m.Ready))
    assert isinstance(ready, m.Ready)
    assert ready.pid == desk.link.pid
    assert ready.modules == ()


def test_without_device_and_synth_the_transport_runs_in_real_time_and_says_what_is_missing(desk: Desk) -> None:
    desk.link.send(m.LoadPlaylist(7, playlist_of(melody(0, 96_000))))
    desk.link.send(m.Play())
    state = desk.wait(lambda r: isinstance(r, m.AudioState))
    assert isinstance(state, m.AudioState)
    assert (state.device, state.synth) == ("", "")
    assert "Audio is switched off" in state.problem
    assert "synth is switched off" in state.problem
    # One second of three has to be exact: the machine may stand still for a moment, and the silent clock with it.
    assert any(seconds == pytest.approx(played, abs=0.3) for played, seconds in (a_second(desk) for _ in range(3)))


def a_second(desk: Desk) -> tuple[float, float]:
    """Seconds of the song at 120 bpm and seconds of the clock, for about one second."""
    first = desk.position(lambda p: p.playing and p.revision == 7)
    started = time.monotonic()
    last = desk.position(lambda p: p.tick > first.tick + 1_900)
    return (last.tick - first.tick) / 1_920, time.monotonic() - started


def test_verbs_reach_the_transport(desk: Desk) -> None:
    link = desk.link
    link.send(m.LoadPlaylist(1, playlist_of(melody(0, 960))))
    link.send(m.Seek(500))
    desk.position(lambda p: p.tick == 500 and not p.playing)
    link.send(m.Play(100))
    desk.position(lambda p: p.tick >= 100 and p.playing)
    link.send(m.Stop())
    desk.position(lambda p: not p.playing)
    link.send(m.SetUntil(3_800))
    link.send(m.Play(3_700))
    assert desk.wait(lambda r: isinstance(r, m.Starved)) == m.Starved(3_800)
    link.send(m.SetUntil(None))
    desk.position(lambda p: not p.playing and p.tick == 3_840)
    link.send(m.SetLoop(True, 0, 480))
    link.send(m.Play())
    desk.position(lambda p: p.playing and p.tick > 400)
    desk.position(lambda p: p.playing and p.tick < 100)
    link.send(m.Panic())
    desk.position(lambda p: not p.playing)


def test_after_a_crash_it_plays_on_from_where_it_was(desk: Desk) -> None:
    link = desk.link
    link.send(m.LoadPlaylist(3, playlist_of(melody(0, 96_000))))
    link.send(m.SetLoop(True, 0, 90_000))
    link.send(m.Play(5_000))
    before = desk.position(lambda p: p.tick > 5_200)
    assert link.pid is not None
    dead = link.pid
    os.kill(dead, signal.SIGKILL)
    desk.until(lambda: not link.alive)
    link.restart()
    after = desk.position(lambda p: p.playing and p.revision == 3)
    assert link.pid != dead
    assert before.tick <= after.tick < before.tick + 4_000


def test_an_engine_that_hangs_is_not_alive_and_restart_replaces_it(desk: Desk) -> None:
    link = desk.link
    link.spawn()
    desk.position(lambda p: True)
    assert link.pid is not None
    os.kill(link.pid, signal.SIGSTOP)
    desk.until(lambda: (desk.link.poll(), not link.alive)[1])
    link.restart()
    desk.position(lambda p: True)
    assert link.alive


def test_a_caller_that_was_away_does_not_take_it_for_dead() -> None:
    now = [100.0]
    link = EngineLink(audio="none", synth="none", midi="none", now=lambda: now[0])
    desk = Desk(link)
    link.spawn()
    desk.position(lambda p: True)
    now[0] += 60.0
    desk.until(lambda: link.alive)
    assert link.alive
    link.close()


def test_after_closing_nothing_writes_into_the_pipe(desk: Desk) -> None:
    link = desk.link
    link.spawn()
    big = playlist_of(melody(*range(120), pitch=0))
    for revision in range(300):
        link.send(m.LoadPlaylist(revision, big))
    link.close()
    assert [t.name for t in threading.enumerate() if t.name == "engine-sender"] == []


def test_a_stuck_engine_does_not_block_the_sender(desk: Desk) -> None:
    link = desk.link
    link.spawn()
    desk.position(lambda p: True)
    assert link.pid is not None
    os.kill(link.pid, signal.SIGSTOP)
    big = playlist_of(melody(*range(120), pitch=0))
    sending = threading.Thread(
        target=lambda: [link.send(m.LoadPlaylist(revision, big)) for revision in range(300)], daemon=True
    )
    sending.start()
    joined(sending)  # nobody reads: whoever waited for a reader would wait for ever


def test_it_ends_when_its_parent_dies_and_clears_away_its_file(tmp_path: Path) -> None:
    code = (
        "import os, time\n"
        "from musegen_app.engine import messages as m\n"
        "from musegen_app.engine.process import EngineLink\n"
        "if __name__ == '__main__':\n"
        "    link = EngineLink(audio='none', synth='none', midi='none')\n"
        "    link.spawn()\n"
        "    while not any(isinstance(r, m.Position) for r in link.poll()): time.sleep(0.01)\n"
        "    print(link.pid, file=open('told', 'w'), flush=True)\n"
        "    time.sleep(60)\n"
    )
    program = tmp_path / "parent.py"
    program.write_text(code)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    parent = subprocess.Popen([sys.executable, str(program)], cwd=tmp_path, env=environment)
    told = tmp_path / "told"
    try:
        wait_until(lambda: told.exists() and told.read_text().endswith("\n"), WAIT_SECONDS, "the engine in the program")
    finally:
        parent.kill()
        parent.wait(WAIT_SECONDS)
    child = int(told.read_text())
    wait_until(lambda: not _runs(child), WAIT_SECONDS, "the end of the engine after its parent's")
    assert not list(tmp_path.glob("musegen-sounding-*"))  # nothing sounds: nothing is left to be written down


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z")


def test_when_opening_the_device_kills_it_twice_the_next_one_leaves_it_alone() -> None:
    link = EngineLink(synth="none", midi="none")
    desk = Desk(link)
    for _ in range(2):
        link.restart()
        assert link.pid is not None
        os.kill(link.pid, signal.SIGKILL)  # as PortAudio does on a broken installation
        desk.until(lambda: not link.alive)
    link.restart()
    state = desk.wait(lambda r: isinstance(r, m.AudioState))
    assert isinstance(state, m.AudioState)
    assert "crashes when it is opened" in state.problem
    desk.position(lambda p: True)
    link.close()
