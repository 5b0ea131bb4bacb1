"""What stays for the life of a release is taken out of the sight of the garbage collector.

A release in memory is some millions of objects; a full collection looks at each, for 100 to 200 ms, in the midst of
whatever request made the last one needed.
"""

from __future__ import annotations

import gc


def settle() -> None:
    """Throw away what has become garbage, also of a release before, and set aside what is left as there to stay."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
