"""Say what is missing on this machine and how to get it."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from musegen_app.cli import terminal

if TYPE_CHECKING:
    from musegen_app.session.checkup import Finding


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags of `musegen doctor`."""
    parser.add_argument("--json", action="store_true", help="as JSON")


def run(args: argparse.Namespace) -> int:
    """One line a finding; 1 when something needed is missing."""
    from musegen_app.session.checkup import look_around

    findings = (*look_around(), *_heard())
    sick = [f for f in findings if f.needed and not f.there]
    if args.json:
        terminal.show_json({"healthy": not sick, "findings": [asdict(f) for f in findings]})
    else:
        terminal.table(("", "what", "found", "to get it"), [_row(f) for f in findings])
        terminal.show(f"{len(sick)} thing(s) missing" if sick else "everything needed is there")
    return 1 if sick else 0


def _row(finding: Finding) -> tuple[str, str, str, str]:
    mark = "ok" if finding.there else ("MISSING" if finding.needed else "-")
    return mark, finding.what, finding.detail, "" if finding.there else finding.cure


def _heard() -> tuple[Finding, ...]:
    """Sound and MIDI. A machine without an audio output or a keyboard composes and exports all the same."""
    from musegen_app.session.checkup import Finding
    from musegen_app.session.inventory import take_inventory
    from musegen_app.session.settings import load_settings

    found = take_inventory(load_settings())
    sound, ports = found.sound, found.ports
    names = [p.name for p in (*ports.inputs, *ports.outputs) if p.present]
    return (
        Finding(
            "audio output",
            bool(found.devices),
            sound.device or "silent clock",
            needed=False,
            cure=sound.problem or "plug a sound card in",
        ),
        Finding(
            "MIDI",
            not ports.problem,
            ", ".join(dict.fromkeys(names)) or ("no ports" if ports.problem else "works; no port is there"),
            needed=False,
            cure=ports.problem,
        ),
    )
