"""What a work should cost: quantities times official unit costs, and what those leave out."""
