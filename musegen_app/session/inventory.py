"""What sounds on this machine: asked of an engine process of its own, which ends at once.

A sound library that crashes takes only that process along. Waits for the answers: for the command line.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from musegen_app.engine import messages as engine
from musegen_app.engine.process import EngineLink
from musegen_app.session.settings import Settings
from musegen_app.session.sound import NOTHING_OPEN

WAIT_SECONDS = 10.0
POLL_SECONDS = 0.01
NO_ANSWER = engine.PortList(problem="The sound engine does not answer; see the log.")


@dataclass(frozen=True, slots=True)
class Inventory:
    """What was opened, the audio outputs, and the MIDI ports; where an answer did not come, nothing."""

    sound: engine.AudioState = NOTHING_OPEN
    devices: tuple[engine.AudioDevice, ...] = ()
    ports: engine.PortList = NO_ANSWER


def take_inventory(settings: Settings) -> Inventory:
    """Open what `settings` wish for, and look for everything else. No MIDI port is opened."""
    link = EngineLink()
    link.remember(engine.LoadSoundFont(settings.soundfont))
    link.remember(engine.OpenDevice(settings.audio_device, settings.sample_rate, settings.block_frames))
    link.remember(engine.SetPorts(all_inputs=False))
    try:
        link.spawn()
        link.send(engine.ListDevices())
        link.send(engine.ListPorts())
        return _answers(link)
    finally:
        link.close()


def _answers(link: EngineLink) -> Inventory:
    found: dict[type, engine.EngineReport] = {}
    until = time.monotonic() + WAIT_SECONDS
    while len(found) < 3 and time.monotonic() < until and link.alive:
        for report in link.poll():
            if isinstance(report, engine.AudioState | engine.DeviceList | engine.PortList):
                found[type(report)] = report
        time.sleep(POLL_SECONDS)
    sound, devices, ports = (found.get(kind) for kind in (engine.AudioState, engine.DeviceList, engine.PortList))
    return Inventory(
        sound if isinstance(sound, engine.AudioState) else NOTHING_OPEN,
        devices.devices if isinstance(devices, engine.DeviceList) else (),
        ports if isinstance(ports, engine.PortList) else NO_ANSWER,
    )
