"""What is remembered of styles, for each model by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from musegen_app.session.settings import Settings, load_settings, save_settings
from musegen_app.session.styles import StyleVerbs, StyleWish, wishes_of


def test_styles_are_remembered_for_each_model(tmp_path: Path) -> None:
    settings = Settings()

    def change(**changes: object) -> None:
        nonlocal settings
        settings = Settings(**changes)  # type: ignore[arg-type]

    verbs = StyleVerbs(lambda: settings, change)
    verbs.mix("piano", (("Chopin", 0.7), ("Bach", 0.0), ("Liszt", 3.0)))
    verbs.mix("drums", (("jazz", 1.0),))
    assert verbs.of("piano") == (("Chopin", 0.7), ("Liszt", 1.0))
    verbs.mix("piano", ())
    assert verbs.of("piano") == ()
    assert verbs.of("drums") == (("jazz", 1.0),)
    assert save_settings(settings, tmp_path / "s.json")
    assert load_settings(tmp_path / "s.json") == settings


@pytest.mark.parametrize("weight", [0, -1, 2, True, "1", None, float("nan")])
def test_nonsense_in_the_settings_file_is_left_out(weight: object) -> None:
    good = {"bundle": "piano", "name": "Bach", "weight": 1}
    rows = [good, {**good, "weight": weight}, {**good, "name": ""}, 7]
    assert wishes_of(rows) == (StyleWish("piano", "Bach", 1.0),)
    assert wishes_of({"piano": 1}) == ()
