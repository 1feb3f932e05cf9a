"""`.ci/setup.sh` with make-believe system commands: what it would install, what it prints when it may not."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from tests.waiting import finished

ROOT = Path(__file__).resolve().parents[1]
REAL = ("sh", "cat", "grep", "tr", "dirname", "mktemp", "rm", "env", "head", "sed")
ALL_BASE = [
    *("ca-certificates", "libgl1", "libegl1", "libfontconfig1", "libdbus-1-3", "fonts-dejavu-core", "libxkbcommon0"),
    *("libxkbcommon-x11-0", "libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0", "libglib2.0-0"),
    *("libasound2", "libportaudio2", "libfluidsynth3"),
]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a shell script")


class Machine:
    """A folder with the checkout's script and a PATH of stubs; `log` is what apt-get was told."""

    def __init__(self, folder: Path) -> None:
        self.bin, self.checkout, self.log = folder / "bin", folder / "checkout", folder / "apt.log"
        self.bin.mkdir()
        (self.checkout / ".ci").mkdir(parents=True)
        shutil.copy(ROOT / ".ci" / "setup.sh", self.checkout / ".ci")
        shutil.copytree(ROOT / "requirements", self.checkout / "requirements")
        for name in REAL:
            (self.bin / name).symlink_to(str(shutil.which(name)))
        self.stub("uname", "echo Linux")
        self.stub("apt-cache", "exit 1")
        self.stub("apt-get", f'echo "$@" >> {self.log}')
        self.installed(ALL_BASE)
        self.user(0)

    def stub(self, name: str, body: str) -> None:
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def installed(self, packages: list[str]) -> None:
        self.stub("dpkg-query", "printf %s '" + "".join(f"{p}:installed " for p in packages) + "'")

    def user(self, number: int) -> None:
        self.stub("id", f"echo {number}")

    def python(self, version: str) -> None:
        """The only interpreter; `version` such as 3.13. It refuses to make a .venv, which ends the script there."""
        major, minor = version.split(".")
        self.stub(
            "python3",
            'case "$*" in\n'
            f"  *version_info\\[:2\\]\\ \\<*) [ {major}{minor} -ge 311 ] && [ {major}{minor} -lt 313 ];;\n"
            f'  *platform*) echo "found: Python {version}.0";;\n'
            f"  --version) echo Python {version}.0;;\n"
            '  *"-m venv"*) echo VENV >&2; exit 9;;\n'
            "esac",
        )

    def run(self, profile: str = "base", **environment: str) -> subprocess.CompletedProcess[str]:
        env = {"PATH": str(self.bin), "HOME": str(self.checkout), **environment}
        command = ["/bin/sh", ".ci/setup.sh", profile]
        return finished(command, cwd=self.checkout, env=env)

    @property
    def told_apt(self) -> str:
        return self.log.read_text() if self.log.exists() else ""


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path)
    machine.python("3.12")
    return machine


def test_with_everything_there_nothing_is_installed(machine: Machine) -> None:
    done = machine.run()
    assert machine.told_apt == ""
    assert "VENV" in done.stderr  # it went on to make .venv


def test_as_root_missing_packages_are_installed_without_a_question(machine: Machine) -> None:
    machine.installed([p for p in ALL_BASE if p not in ("libportaudio2", "libegl1")])
    machine.run()
    assert "install -y -qq --no-install-recommends libegl1 libportaudio2" in machine.told_apt


def test_the_tests_need_more(machine: Machine) -> None:
    machine.run("test")
    assert "jackd2 xvfb xauth" in machine.told_apt


def test_the_installer_needs_objcopy(machine: Machine) -> None:
    machine.run("build")
    assert machine.told_apt.rstrip().endswith("--no-install-recommends binutils")


def test_without_rights_the_line_to_type_is_printed(machine: Machine) -> None:
    machine.user(1000)
    machine.installed([p for p in ALL_BASE if p != "libfluidsynth3"])
    done = machine.run()
    assert done.returncode == 1
    assert "sudo apt-get update && sudo apt-get install -y --no-install-recommends libfluidsynth3" in done.stderr
    assert machine.told_apt == ""
    assert "VENV" not in done.stderr


def test_sudo_without_a_password_will_do(machine: Machine) -> None:
    machine.user(1000)
    machine.stub("sudo", '[ "$2" = true ] && exit 0; shift; exec "$@"')
    machine.installed([p for p in ALL_BASE if p != "libgl1"])
    machine.run()
    assert "libgl1" in machine.told_apt


def test_going_on_without_the_packages_is_possible(machine: Machine) -> None:
    machine.user(1000)
    machine.installed([])
    assert "VENV" in machine.run(MUSEGEN_SKIP_PACKAGES="1").stderr


def test_newer_names_count(machine: Machine) -> None:
    renamed = [p + "t64" if p in ("libasound2", "libglib2.0-0") else p for p in ALL_BASE]
    machine.installed(renamed)
    machine.run()
    assert machine.told_apt == ""
    machine.installed([p for p in renamed if p != "libasound2t64"])
    machine.stub("apt-cache", 'case "$*" in *t64*) echo "Package: x";; *) exit 1;; esac')
    machine.run()
    assert machine.told_apt.rstrip().endswith(" libasound2t64")


@pytest.mark.parametrize("version", ["3.13", "3.10"])
def test_other_pythons_are_refused_with_the_way_to_a_fitting_one(machine: Machine, version: str) -> None:
    machine.python(version)
    done = machine.run()
    assert done.returncode == 1
    assert f"found: Python {version}.0" in done.stderr
    assert "3.12" in done.stderr
    assert "VENV" not in done.stderr


def test_an_unknown_profile_is_misuse(machine: Machine) -> None:
    assert machine.run("everything").returncode == 2
