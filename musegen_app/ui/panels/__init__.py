"""The regions of the window."""
