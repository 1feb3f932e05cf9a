"""MIDI ports: who comes in, who goes out, and whose clock is followed."""
