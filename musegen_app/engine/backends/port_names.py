"""Names by which MIDI ports are known and wished for: the same today and tomorrow, one name for one port."""

from __future__ import annotations

import re

_ALSA_NUMBERS = re.compile(r" \d+:\d+$")  # " 28:0": the client's number, another one after every plugging in
_BRIDGE_NUMBERS = re.compile(r" \[\d+\]")  # the same, as a2jmidid writes it
_BRIDGES = ("a2j:", "Midi-Bridge:")  # JACK's copies of the ports that ALSA has


def plain_name(api: str, raw: str) -> str:
    """The library's name of a port without numbers that change, and without saying the device's name twice."""
    if api != "ALSA":
        name = _BRIDGE_NUMBERS.sub("", raw).strip()
        client, _, port = name.partition(":")
        return (client if api == "JACK" and client == port else name) or "MIDI"
    client, _, port = _ALSA_NUMBERS.sub("", raw).partition(":")
    return (port if port.startswith(client) else f"{client}:{port}").strip(" :") or "MIDI"


def is_bridged(raw: str) -> bool:
    """Whether this JACK port is a copy of an ALSA port."""
    return raw.startswith(_BRIDGES)


class PortNames:
    """The ports of one direction, over all systems. A port keeps its name for as long as it is there."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], str] = {}

    def names(self, ports: list[tuple[str, str]]) -> dict[str, tuple[str, str]]:
        """By name, in the given order: the ports, each as the system's and the library's name of it. Two of the same
        library's name count as one each."""
        self._names = {port: name for port, name in self._names.items() if port in ports}
        for port in ports:
            if port not in self._names:
                self._names[port] = self._free_name(*port)
        return {self._names[port]: port for port in ports}

    def _free_name(self, api: str, raw: str) -> str:
        name = plain_name(api, raw)
        owners = {taken: owner for (owner, _), taken in self._names.items()}
        if name in owners and owners[name] != api:
            name = f"{name} ({api})"
        number, free = 1, name
        while free in owners:
            number += 1
            free = f"{name} {number}"
        return free
