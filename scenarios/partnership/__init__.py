"""The public side of a plan: its purse, its contracts, and what they cost against delivery in public hands."""
