"""The layer contracts, and their runtime twins: what really gets imported."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from tests.waiting import finished

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "musegen_app"


def imported_by(code: str) -> set[str]:
    """Top-level names in `sys.modules` after running `code` in a fresh interpreter."""
    tail = "\nimport sys, json; print(json.dumps(sorted({m.partition('.')[0] for m in sys.modules})))"
    done = finished([sys.executable, "-c", code + tail], cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_contracts_hold() -> None:
    code = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"
    done = finished([sys.executable, "-c", code], cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "never"),
    [
        ("musegen_app.session.session", {"torch", "PySide6", "onnxruntime", "numpy", "sounddevice", "mido"}),
        ("musegen_app.cli.main", {"torch", "PySide6", "onnxruntime", "numpy", "rich"}),
        ("musegen_app.sampling.worker", {"torch", "PySide6"}),
        ("musegen_app.engine.host", {"torch", "PySide6"}),
        ("musegen_app.formats", {"torch", "PySide6", "music21", "partitura", "symusic"}),
    ],
)
def test_what_is_never_imported(module: str, never: set[str]) -> None:
    assert imported_by(f"import {module}") & never == set()


def test_no_file_or_function_outgrows_the_house() -> None:
    import ast

    too_big = []
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text("utf-8")
        if text.count("\n") > 500:
            too_big.append(f"{path.relative_to(ROOT)}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno > 60:
                too_big.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert too_big == []


def test_no_drawer_for_odds_and_ends() -> None:
    banned = re.compile(r"(^|_)(utils?|helpers?|managers?|handlers?|misc)(_|$)")
    assert [str(p) for p in PACKAGE.rglob("*.py") if banned.search(p.stem)] == []


def test_no_pickle_is_read_or_written() -> None:
    banned = re.compile(r"\b(pickle\.(load|dump)|torch\.(load|save)\(|joblib|shelve)")
    assert [str(p) for p in PACKAGE.rglob("*.py") if banned.search(p.read_text("utf-8"))] == []


def test_every_third_party_package_is_pinned() -> None:
    lines = [line.strip() for f in (ROOT / "requirements").glob("*.txt") for line in f.read_text().splitlines()]
    wanted = [line for line in lines if line and not line.startswith(("#", "-r "))]
    assert wanted
    assert [line for line in wanted if not re.fullmatch(r"[A-Za-z0-9_.-]+==[A-Za-z0-9_.]+", line)] == []
