"""List the audio outputs and say what would sound."""

from __future__ import annotations

import argparse
import time
from dataclasses import asdict
from typing import TYPE_CHECKING

from musegen_app.cli import terminal

if TYPE_CHECKING:
    from musegen_app.engine.messages import AudioDevice, AudioState

WAIT_SECONDS = 8.0
POLL_SECONDS = 0.01


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of `musegen devices`."""
    parser.add_argument("--json", action="store_true", help="as JSON")


def run(args: argparse.Namespace) -> int:
    """A table of outputs, and what plays at present."""
    sound, found = ask_engine()
    if args.json:
        terminal.show_json({"open": asdict(sound), "devices": [asdict(d) for d in found]})
        return 0
    if found:
        rows = [("*" if d.default else "", d.name, d.host_api, str(d.sample_rate)) for d in found]
        terminal.table(("", "device", "host", "rate"), rows)
    else:
        terminal.show("no audio outputs")
    terminal.show(f"plays through: {sound.device or 'nothing (silent clock)'}; synth: {sound.synth or 'none'}")
    if sound.problem:
        terminal.show(sound.problem)
    return 0


def ask_engine() -> tuple[AudioState, tuple[AudioDevice, ...]]:
    """What the engine process opens and which outputs it sees; a sound library that crashes takes only it along."""
    from musegen_app.session.session import Session
    from musegen_app.session.settings import load_settings

    session = Session(load_settings(), keep_settings=False)
    answers: list[object] = []
    session.on_sound.subscribe(answers.append)
    try:
        session.start(inference=False)
        until = time.monotonic() + WAIT_SECONDS
        while len(answers) < 2 and time.monotonic() < until:  # one tells what was opened, one is the list
            session.poll()
            time.sleep(POLL_SECONDS)
    finally:
        session.close()
    return session.sound.state, session.sound.devices()
