"""What a solved programme says when it is asked: prices and how far they hold, why a work is in the plan or not."""
