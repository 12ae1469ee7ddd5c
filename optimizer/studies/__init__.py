"""Studies of one programme: many solutions of it, weighed against each other."""
