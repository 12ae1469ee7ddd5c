"""Studies: many variants of one scenario, planned anew, compared with its own plan, and told in a table each."""
