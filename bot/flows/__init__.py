"""One file for each conversation; each ends in ``FLOW`` or in the texts of a reducer."""
