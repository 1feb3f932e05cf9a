"""The piano roll: `view.RollView` is what the window embeds; everything else is inside."""
