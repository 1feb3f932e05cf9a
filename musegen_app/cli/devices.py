"""List the audio outputs and MIDI ports, and say what would sound."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from musegen_app.cli import terminal

if TYPE_CHECKING:
    from musegen_app.engine.messages import AudioDevice, AudioState, PortInfo, PortList


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of `musegen devices`."""
    parser.add_argument("--json", action="store_true", help="as JSON")


def run(args: argparse.Namespace) -> int:
    """Tables of outputs and ports, and what plays at present."""
    from musegen_app.session.inventory import take_inventory
    from musegen_app.session.settings import load_settings

    found = take_inventory(load_settings())
    if args.json:
        ports = {"inputs": _of_others(found.ports.inputs), "outputs": _of_others(found.ports.outputs)}
        terminal.show_json(
            {
                "open": asdict(found.sound),
                "devices": [asdict(d) for d in found.devices],
                "midi": {way: [asdict(p) for p in rows] for way, rows in ports.items()},
                "midi_problem": found.ports.problem,
            }
        )
        return 0
    _show_outputs(found.devices)
    _show_ports(found.ports)
    _show_sound(found.sound)
    return 0


def _show_outputs(devices: tuple[AudioDevice, ...]) -> None:
    if devices:
        rows = [("*" if d.default else "", d.name, d.host_api, str(d.sample_rate)) for d in devices]
        terminal.table(("", "audio output", "host", "rate"), rows)
    else:
        terminal.show("no audio outputs")


def _show_ports(ports: PortList) -> None:
    ways = (("in", _of_others(ports.inputs)), ("out", _of_others(ports.outputs)))
    rows = [(way, p.name, p.api) for way, found in ways for p in found if p.present]
    if rows:
        terminal.table(("", "MIDI port", "system"), rows)
    else:
        terminal.show(f"no MIDI ports{f': {ports.problem}' if ports.problem else ''}")


def _of_others(ports: tuple[PortInfo, ...]) -> list[PortInfo]:
    """Without those that we offer to other programs while we run."""
    from musegen_app.engine.backends.rtmidi_ports import OWN_INPUT, OWN_OUTPUT

    return [port for port in ports if port.name not in (OWN_INPUT, OWN_OUTPUT)]


def _show_sound(sound: AudioState) -> None:
    terminal.show(f"plays through: {sound.device or 'nothing (silent clock)'}; synth: {sound.synth or 'none'}")
    if sound.problem:
        terminal.show(sound.problem)
