"""What menus, keys and buttons do: the catalog of commands and one file for each group of verbs."""
