"""How each bundle is made: its corpus, its task, its settings, its export."""
