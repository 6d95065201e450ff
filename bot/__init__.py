"""The robot: talks, the reader, channels, storage, and what keeps promises."""

import sys

# structlog takes rich in when it is there: 70 ms and 4 MB at each start, for tracebacks with people's words in them.
sys.modules.setdefault("rich", None)  # type: ignore[arg-type]
