"""MuseGen: compose with small neural networks that run on your own machine."""

VERSION = "0.1.0"
