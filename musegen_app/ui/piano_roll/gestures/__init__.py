"""What a drag of the mouse means, one file a gesture. Each ends in one pure edit of the score, or in none."""
