"""What the garbage collector looks at, and what it does not."""

import subprocess
import sys


def test_what_stays_is_set_aside_and_what_was_set_aside_can_still_be_swept():
    code = (
        "import gc, weakref; from depositary import heap\n"
        "class Node: pass\n"
        "node = Node(); node.self = node; gone = weakref.ref(node)\n"
        "heap.settle(); assert gc.get_freeze_count() > 1000\n"
        "del node; gc.collect(); assert gone() is not None\n"
        "heap.settle(); assert gone() is None\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
