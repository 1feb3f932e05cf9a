"""Killed two hundred times in the middle of editing, saving and autosaving: every file reads, what was saved is there,
and what came after it is there up to the last half minute."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from musegen_app.document.slots import unsaved_dir
from musegen_app.document.unsaved import read_about
from musegen_app.formats.project import read_project
from tests.document.storm import JOURNAL, SONG, number_of
from tests.waiting import kill

ROUNDS = 220
MOST_STEPS = 100
LONGEST_SECONDS = 0.03  # after those steps: several of them, and several pieces of a file
MOST_LOST_SECONDS = 30.0


@dataclass
class Tally:
    """What the rounds came to, to see that the storm was one."""

    edits: int = 0
    saves: int = 0
    recovered: int = 0
    newest: int = 0
    worst: float = 0.0


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_killed_two_hundred_times_nothing_is_broken_and_half_a_minute_lost_at_most(tmp_path: Path) -> None:
    chance = random.Random(20)
    command = [sys.executable, "-m", "tests.document.storm", str(tmp_path)]
    place = Path(__file__).resolve().parents[2]
    tally = Tally()
    program = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=place)
    try:
        for round_ in range(ROUNDS):
            assert program.stdin is not None
            assert program.stdout is not None
            steps = chance.choice((0, chance.randint(1, MOST_STEPS)))
            program.stdin.write(f"{steps} {chance.uniform(0.0, LONGEST_SECONDS)} {round_}\n")
            program.stdin.flush()
            answer = program.stdout.readline().strip()
            problem = tmp_path / "problem"
            assert answer == "killed", problem.read_text() if problem.exists() else answer
            look(tmp_path, tally)
    finally:
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdin.close()
        program.stdout.close()
        kill(program)  # type: ignore[arg-type]
    print(tally)  # noqa: T201 - shown with -s
    assert tally.edits > ROUNDS * 5
    assert tally.saves > ROUNDS / 10
    assert tally.recovered > ROUNDS / 10
    assert 0 < tally.worst <= MOST_LOST_SECONDS


def look(folder: Path, tally: Tally) -> None:
    """The files after one death. Raises when one is broken or too much is lost."""
    journal = folder / JOURNAL
    done = [line.split() for line in journal.read_text().splitlines()] if journal.exists() else []
    journal.unlink(missing_ok=True)
    times = {int(number): float(at) for word, number, at in done if word == "edit"}
    saved = max((int(number) for word, number, _ in done if word == "save"), default=0)
    if not (folder / SONG).exists():  # killed before the first song was there
        assert not times
        return
    in_song = number_of(read_project(folder / SONG))
    assert in_song >= saved
    kept = [number_of(read_project(f)) for f in unsaved_dir().glob("*/*.musegen")]
    assert all(read_about(f).path == folder / SONG for f in unsaved_dir().glob("*/*.musegen"))
    newest = max([in_song, *kept])
    assert newest >= tally.newest  # what had come back once is not lost by dying again
    tally.newest = newest
    lost = [times[n] for n in times if n > newest]
    tally.edits += len(times)
    tally.saves += sum(word == "save" for word, *_ in done)
    tally.recovered += newest > in_song
    if lost:
        tally.worst = max(tally.worst, max(lost) - min(lost))
    assert not lost or max(lost) - min(lost) <= MOST_LOST_SECONDS
