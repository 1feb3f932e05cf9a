"""What controllers are called. From the table of control change messages of the MIDI 1.0 specification."""

from __future__ import annotations

from musegen_app.score.controls import ControlName
from musegen_app.score.keys import pitch_name
from musegen_app.score.model import ControlKind

CONTROLLERS: dict[int, str] = {
    0: "Bank",
    1: "Modulation",
    2: "Breath",
    4: "Foot pedal",
    5: "Portamento time",
    6: "Data entry",
    7: "Volume",
    8: "Balance",
    10: "Pan",
    11: "Expression",
    12: "Effect 1",
    13: "Effect 2",
    **{16 + i: f"General {i + 1}" for i in range(4)},
    32: "Bank, fine",
    33: "Modulation, fine",
    38: "Data entry, fine",
    39: "Volume, fine",
    42: "Pan, fine",
    43: "Expression, fine",
    64: "Sustain",
    65: "Portamento",
    66: "Sostenuto",
    67: "Soft pedal",
    68: "Legato pedal",
    69: "Hold 2",
    70: "Variation",
    71: "Resonance",
    72: "Release time",
    73: "Attack time",
    74: "Brightness",
    75: "Decay time",
    76: "Vibrato rate",
    77: "Vibrato depth",
    78: "Vibrato delay",
    **{80 + i: f"General {i + 5}" for i in range(4)},
    84: "Portamento from",
    91: "Reverb",
    92: "Tremolo",
    93: "Chorus",
    94: "Detune",
    95: "Phaser",
    96: "Data up",
    97: "Data down",
    98: "NRPN, fine",
    99: "NRPN",
    100: "RPN, fine",
    101: "RPN",
}
LAST_CONTROLLER = 119  # from 120 on they are messages about the whole channel, such as "all sound off"


def plain_name(name: ControlName) -> str:
    """Such as "Sustain"; a controller without a name is called by its number."""
    kind, number = name
    match kind:
        case ControlKind.CONTROL:
            return CONTROLLERS.get(number, f"Controller {number}")
        case ControlKind.BEND:
            return "Pitch bend"
        case ControlKind.PRESSURE:
            return "Pressure"
        case ControlKind.PROGRAM:
            return "Program"
        case ControlKind.POLY_PRESSURE:
            return f"Pressure {pitch_name(number)}"


def full_name(name: ControlName) -> str:
    """Such as "Sustain 64": with the number, where there is one and the name does not say it."""
    kind, number = name
    numbered = kind is ControlKind.CONTROL and number in CONTROLLERS
    return f"{plain_name(name)} {number}" if numbered else plain_name(name)
