"""The steps.  A file's name begins with its number; one that has been released is never changed."""
