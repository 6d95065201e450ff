"""How the tables came to be what they are: one file for each step, in the order of their numbers."""
