"""The life of errands, visits and people: what each happening changes, inside one turn."""
