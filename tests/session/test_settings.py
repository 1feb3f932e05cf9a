from __future__ import annotations

import json
from pathlib import Path

import pytest

from musegen_app.engine.messages import InPort, OutPort
from musegen_app.sampling.messages import Steering
from musegen_app.session.settings import Settings, load_settings, save_settings, settings_path
from musegen_app.session.tasks import Options


def test_what_was_saved_is_loaded() -> None:
    settings = Settings(gain_db=-3.5, bundle="other", steering=Steering(1.2, 0.8, 0.9), metronome=True)
    assert save_settings(settings)
    assert settings_path().exists()
    assert load_settings() == settings


def test_no_file_means_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.json") == Settings()


@pytest.mark.parametrize("text", ["", "[]", "{", "null", '"x"', "[" * 100_000, "\x00"])
def test_a_damaged_file_means_defaults(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(text)
    assert load_settings(path) == Settings()


def test_each_bad_value_falls_back_alone(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    values = {
        "gain_db": 1e9,
        "sample_rate": "fast",
        "bars": True,
        "bundle": None,
        "metronome": 1,
        "block_frames": 128,
        "steering": {"top_p": 0.5, "pitch_temperature": float("nan"), "unheard_of": 1},
        "unknown": "kept out",
    }
    path.write_text(json.dumps(values))
    assert load_settings(path) == Settings(block_frames=128, steering=Steering(top_p=0.5))


def test_what_the_net_is_to_do_is_remembered_without_what_belongs_to_a_song(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    chosen = Options(amount=0.25, keep="rhythm", every_track=True, touched=0.5)
    settings = Settings(task="vary", options=chosen, auto_apply=True)
    assert save_settings(settings, path)
    assert load_settings(path) == settings
    odd = {"amount": 7, "keep": "all of it", "second_from": 960, "second_to": 1920, "touched": 0.5}
    path.write_text(json.dumps({"task": ["vary"], "options": odd, "auto_apply": 1}))
    assert load_settings(path) == Settings(options=Options(touched=0.5))
    path.write_text('{"task": "dance", "options": 3}')
    assert load_settings(path) == Settings()


def test_an_int_will_do_for_a_float(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"gain_db": -6}')
    loaded = load_settings(path)
    assert loaded.gain_db == -6.0
    assert isinstance(loaded.gain_db, float)


def test_a_folder_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert not save_settings(Settings(), tmp_path / "file" / "settings.json")


def test_wishes_about_ports_are_saved_and_each_bad_value_falls_back_alone(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    settings = Settings(in_ports=(InPort("Piano", False, 3, 0.5, -12),), out_ports=(OutPort("Box", -4.5, True),))
    assert save_settings(settings, path)
    assert load_settings(path) == settings
    values = {
        "in_ports": [
            {"name": "Piano", "channels": 2**20, "curve": "steep", "transpose": 7, "unheard_of": 1},
            {"channels": 3},
            {"name": 7},
            "Pads",
            {"name": "Piano", "enabled": False},
        ],
        "out_ports": {"name": "Box"},
        "record_mode": 3,
        "count_in_bars": 9,
        "panic_kind": 0xB0,
    }
    path.write_text(json.dumps(values))
    assert load_settings(path) == Settings(in_ports=(InPort("Piano", enabled=False),), panic_kind=0xB0)
    path.write_text(json.dumps({"in_ports": [values["in_ports"][0]]}))  # type: ignore[index]
    assert load_settings(path).in_ports == (InPort("Piano", transpose=7),)


def test_a_name_that_is_no_text_is_kept_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    settings = Settings(in_ports=(InPort("Piano \udcff"),))
    assert save_settings(settings, path)
    assert load_settings(path) == settings


def test_a_sample_rate_that_no_device_has_is_the_usual_one(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"sample_rate": 1}')
    assert load_settings(path) == Settings()
