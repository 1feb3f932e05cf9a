"""The verbs of the session from a shell: one file a command, each with `add_arguments` and `run`."""
