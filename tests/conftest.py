"""What holds for every test: own folders, no leftovers, no unexpected words in the log."""

from __future__ import annotations

import importlib.util
import logging
import multiprocessing
import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from tests.progress import Progress

if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_ACCESSIBILITY", "0")

# A loaded machine is no failure of a property.
hypothesis_settings.register_profile("musegen", deadline=None, print_blob=True)
hypothesis_settings.register_profile("quick", parent=hypothesis_settings.get_profile("musegen"), max_examples=25)
hypothesis_settings.register_profile("deep", parent=hypothesis_settings.get_profile("musegen"))
hypothesis_settings.load_profile(os.environ.get("MUSEGEN_HYPOTHESIS", "musegen"))

GRACE_SECONDS = 3.0
# What runs in real time beside other programs is asked up to three times: a machine that stands still for a moment is
# no failure of ours. The summary counts the repetitions. Never so for properties: one counterexample is enough.
REPETITIONS = 2
REAL_TIME = ("tests/frozen/", "tests/integration/", "for_real.py")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Progress(), "progress")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("jack") or any(place in item.nodeid for place in REAL_TIME):
            item.add_marker(pytest.mark.flaky(reruns=REPETITIONS, reruns_delay=1))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests of what this machine lacks are skipped, with the reason."""
    if item.get_closest_marker("torch") and importlib.util.find_spec("torch") is None:
        pytest.skip("the training extra is not installed: make train-extra")
    if item.get_closest_marker("jack") and shutil.which("jackd") is None:
        pytest.skip("jackd is not installed")


def pytest_sessionfinish() -> None:
    """What a test has copied goes before Qt does: on a screen without a clipboard of its own, Qt keeps it to the last
    and then asks an interpreter that is gone."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is not None and widgets.QApplication.instance() is not None:
        widgets.QApplication.clipboard().clear()


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings, backups and logs of the user are never touched."""
    monkeypatch.setenv("MUSEGEN_HOME", str(tmp_path / "home"))


@pytest.fixture(autouse=True)
def nobody_answers(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test with windows that opens a question or a menu and waits for an answer fails instead of hanging."""
    if "qtbot" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("qapp")
    from tests.nobody import Watch, forbid_questions

    with pytest.MonkeyPatch.context() as patch:
        forbid_questions(patch)
        watch = Watch()
        yield
        watch.stop()
    if watch.closed:
        pytest.fail("waited for a person to choose: " + "; ".join(watch.closed))


@pytest.fixture(autouse=True)
def no_leftovers() -> Iterator[None]:
    """A test that leaves a thread, a timer or a child process behind fails and is told which."""
    threads, children = set(threading.enumerate()), _children()
    yield
    deadline = time.monotonic() + GRACE_SECONDS
    for thread in set(threading.enumerate()) - threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    left = [f"thread {t.name}" for t in set(threading.enumerate()) - threads if t.is_alive()]
    left += [f"process {pid}: {name}" for pid, name in _children_left(children, deadline).items()]
    if left:
        pytest.fail("left behind: " + "; ".join(left))


@pytest.fixture(autouse=True)
def quiet_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """A warning in our log fails the test, unless the test looks at the log itself (`caplog`)."""
    seen: list[str] = []

    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append(f"{record.name} {record.levelname}: {record.getMessage()}")

    handler = Collect(logging.WARNING)
    logger = logging.getLogger("musegen_app")
    logger.addHandler(handler)
    yield
    logger.removeHandler(handler)
    if seen and "caplog" not in request.fixturenames:
        pytest.fail("unexpected log: " + "; ".join(seen))


def _children() -> dict[int, str]:
    """Children of this process with their command line (Linux; elsewhere those of multiprocessing)."""
    tasks = Path("/proc/self/task")
    if not tasks.exists():
        return {p.pid or 0: p.name for p in multiprocessing.active_children()}
    found: dict[int, str] = {}
    for task in tasks.iterdir():
        try:
            pids = (task / "children").read_text().split()
        except OSError:
            continue
        for pid in pids:
            name = _command_line(int(pid))
            if name and "resource_tracker" not in name:
                found[int(pid)] = name
    return found


def _command_line(pid: int) -> str:
    """The command line; "" for a zombie (ended, only not asked after) or one that is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def _children_left(before: dict[int, str], deadline: float) -> dict[int, str]:
    while left := {pid: name for pid, name in _children().items() if pid not in before}:
        if time.monotonic() > deadline:
            return left
        time.sleep(0.02)
    return {}
