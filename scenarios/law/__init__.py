"""What the law says and since when: packs of dated parameters, what they fill in, and what they allow."""
