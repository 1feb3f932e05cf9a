"""One table of commands for each menu; `commands.catalog` puts them together."""
