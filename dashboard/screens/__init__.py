"""The pages. Each reads the state, asks for the result, chooses charts and tables, and shows them."""
