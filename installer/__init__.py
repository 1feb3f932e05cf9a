"""What the frozen program is made of. The program itself imports nothing from here."""
