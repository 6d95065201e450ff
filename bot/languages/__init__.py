"""One TOML file for each language other than bokmål: the texts by group and key."""
