"""`python -m installer.build`: makes the program folder dist/MuseGen where there is none of these sources, and says
what in it weighs how much. Needs the packages of requirements/build.txt.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = ROOT / "dist" / "MuseGen"
STAMP = ROOT / "dist" / "MuseGen.sources"  # written last: the folder is whole
WORK = ROOT / "build"
SOURCES = ("build_installer.spec", "installer", "musegen_app", "models", "resources", "LICENSE", "requirements")
SECONDS = 900
HEAVIEST = 12
MEGABYTE = 1_000_000


def main() -> int:
    """Build if there is need; returns the exit code."""
    sources = digest()
    if STAMP.exists() and STAMP.read_text() == sources and PROGRAM.is_dir():
        print(f"{PROGRAM} is up to date")
    else:
        STAMP.unlink(missing_ok=True)
        code = build()
        if code:
            return code
        STAMP.write_text(sources)
    show_sizes()
    return 0


def digest() -> str:
    """What the program folder depends on: the sources, the pinned packages and this Python."""
    whole = hashlib.sha256(f"{sys.version} {sys.prefix}".encode())
    for path in source_files():
        whole.update(f"{path.relative_to(ROOT)}\0{path.stat().st_size}\0".encode())
        whole.update(path.read_bytes())
    return whole.hexdigest()


def source_files() -> Iterator[Path]:
    for name in SOURCES:
        top = ROOT / name
        files = sorted(top.rglob("*")) if top.is_dir() else [top]
        yield from (p for p in files if p.is_file() and "__pycache__" not in p.parts)


def build() -> int:
    """Run PyInstaller, its words into build/log.txt; the end of them where it failed. Returns its exit code."""
    WORK.mkdir(exist_ok=True)
    log = WORK / "log.txt"
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--distpath", str(PROGRAM.parent)]
    command += ["--workpath", str(WORK), str(ROOT / "build_installer.spec")]
    environment = {**os.environ, "PYINSTALLER_CONFIG_DIR": str(WORK / "cache")}
    with log.open("wb") as out:
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=out, stderr=out, timeout=SECONDS, check=False)
    if done.returncode:
        print("".join(log.read_text("utf-8", "replace").splitlines(keepends=True)[-20:]), file=sys.stderr)
    return done.returncode


def show_sizes() -> None:
    """The folder in MB, then its heaviest parts."""
    parts = sizes()
    print(f"{PROGRAM}: {sum(parts.values()) / MEGABYTE:.0f} MB")
    for name, size in parts.most_common(HEAVIEST):
        print(f"{size / MEGABYTE:7.1f}  {name}")


def sizes() -> Counter[str]:
    """Bytes by the first folder or file inside; links weigh nothing."""
    inside = PROGRAM / "_internal"
    found: Counter[str] = Counter()
    for path in PROGRAM.rglob("*"):
        if path.is_file() and not path.is_symlink():
            name = path.relative_to(inside).parts[0] if inside in path.parents else path.name
            found[name] += path.stat().st_size
    return found


if __name__ == "__main__":
    sys.exit(main())
