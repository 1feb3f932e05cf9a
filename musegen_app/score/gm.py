"""General MIDI: the names of instruments, their families and the drum kits. Programs count from 0."""

from __future__ import annotations

FAMILIES: tuple[str, ...] = (
    "Piano",
    "Chromatic percussion",
    "Organ",
    "Guitar",
    "Bass",
    "Strings",
    "Ensemble",
    "Brass",
    "Reed",
    "Pipe",
    "Synth lead",
    "Synth pad",
    "Synth effects",
    "Ethnic",
    "Percussive",
    "Sound effects",
)

# Eight to a family, in the order of the standard.
PROGRAMS: tuple[str, ...] = tuple(
    """
Grand piano|Bright piano|Electric grand|Honky-tonk piano|Electric piano 1|Electric piano 2|Harpsichord|Clavinet
Celesta|Glockenspiel|Music box|Vibraphone|Marimba|Xylophone|Tubular bells|Dulcimer
Drawbar organ|Percussive organ|Rock organ|Church organ|Reed organ|Accordion|Harmonica|Bandoneon
Nylon guitar|Steel guitar|Jazz guitar|Clean guitar|Muted guitar|Overdriven guitar|Distortion guitar|Guitar harmonics
Acoustic bass|Fingered bass|Picked bass|Fretless bass|Slap bass 1|Slap bass 2|Synth bass 1|Synth bass 2
Violin|Viola|Cello|Double bass|Tremolo strings|Pizzicato strings|Harp|Timpani
Strings 1|Strings 2|Synth strings 1|Synth strings 2|Choir aahs|Voice oohs|Synth voice|Orchestra hit
Trumpet|Trombone|Tuba|Muted trumpet|French horn|Brass section|Synth brass 1|Synth brass 2
Soprano sax|Alto sax|Tenor sax|Baritone sax|Oboe|English horn|Bassoon|Clarinet
Piccolo|Flute|Recorder|Pan flute|Blown bottle|Shakuhachi|Whistle|Ocarina
Square lead|Sawtooth lead|Calliope lead|Chiff lead|Charang lead|Voice lead|Fifths lead|Bass and lead
New age pad|Warm pad|Polysynth pad|Choir pad|Bowed pad|Metallic pad|Halo pad|Sweep pad
Rain|Soundtrack|Crystal|Atmosphere|Brightness|Goblins|Echoes|Science fiction
Sitar|Banjo|Shamisen|Koto|Kalimba|Bagpipe|Fiddle|Shanai
Tinkle bell|Agogo|Steel drums|Woodblock|Taiko drum|Melodic tom|Synth drum|Reverse cymbal
Fret noise|Breath noise|Seashore|Bird tweet|Telephone|Helicopter|Applause|Gunshot
""".strip()
    .replace("\n", "|")
    .split("|")
)

# What the keys of the drum channel sound, short enough for the keyboard at the roll's left.
DRUM_SOUNDS: dict[int, str] = dict(
    enumerate(
        """
Kick 2|Kick|Side stick|Snare|Clap|Snare 2|Floor tom 2|Hat|Floor tom|Pedal hat|Low tom|Open hat|Mid tom 2|Mid tom|Crash
High tom|Ride|China|Ride bell|Tambourine|Splash|Cowbell|Crash 2|Vibraslap|Ride 2|High bongo|Low bongo|Mute conga
High conga|Low conga|Timbale|Low timbale|Agogo|Low agogo|Cabasa|Maracas|Whistle|Long whistle|Short guiro|Guiro|Claves
Woodblock|Low block|Mute cuica|Cuica|Mute triangle|Triangle
""".strip()
        .replace("\n", "|")
        .split("|"),
        start=35,
    )
)

# What every kit has and most drum parts use: the rows of an empty drum part.
USUAL_KIT: frozenset[int] = frozenset({36, 37, 38, 39, 42, 44, 45, 46, 48, 49, 50, 51, 54, 56})

# Kits of the drum channel by program number (GS names).
DRUM_KITS: dict[int, str] = {
    0: "Standard kit",
    8: "Room kit",
    16: "Power kit",
    24: "Electronic kit",
    25: "Analogue kit",
    32: "Jazz kit",
    40: "Brush kit",
    48: "Orchestra kit",
}
