"""One file for each promise, named by it: what shows that it holds, and planted defects that are caught by the same.

`docs/promises.md` is made of these (``python -m tests.promises.table``).  A test whose name begins with `planted`
breaks what a promise rests on, and sees the check of that promise fail.
"""
