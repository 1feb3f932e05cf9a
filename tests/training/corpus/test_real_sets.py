"""The real training sets, where a folder of them is named by MUSEGEN_DATA; contributors need none."""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path

import pytest

from musegen_app.codecs.lead_sheet import LeadSheet
from musegen_app.training.corpus.load import load_with_reports
from musegen_app.training.corpus.raw import FileReport

pytestmark = pytest.mark.slow
Corpus = tuple[list[LeadSheet], list[FileReport]]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = os.environ.get("MUSEGEN_DATA")
    if not folder or not Path(folder).is_dir():
        pytest.skip("the training sets are not here: set MUSEGEN_DATA to their folder")
    return load_with_reports(Path(folder), tmp_path_factory.mktemp("cache"))


def test_nearly_every_bar_is_used(corpus: Corpus) -> None:
    used, refused = (sum(getattr(r, name) for r in corpus[1]) for name in ("bars_used", "bars_refused"))
    assert used / (used + refused) > 0.98
    assert all(r.why for r in corpus[1] if r.bars_used == 0)


def test_the_sheets_are_sound(corpus: Corpus) -> None:
    for sheet in corpus[0]:
        starts = [n.start for n in sheet.notes]
        assert starts == sorted(set(starts)), sheet.title
        assert 0 <= sheet.pickup < sheet.bar
        assert (sheet.length - sheet.pickup) % sheet.bar == 0
        assert all(n.start + n.duration <= sheet.length and n.duration > 0 for n in sheet.notes)
        assert [s.start for s in sheet.sections] == sorted({s.start for s in sheet.sections})


def test_no_family_is_split_and_all_splits_are_there(corpus: Corpus) -> None:
    splits = defaultdict(set)
    for sheet in corpus[0]:
        splits[sheet.family].add(sheet.split)
    assert all(len(names) == 1 for names in splits.values())
    shares = {name: sum(s.split == name for s in corpus[0]) / len(corpus[0]) for name in ("train", "valid", "test")}
    assert shares["train"] > 0.8
    assert min(shares["valid"], shares["test"]) > 0.05
