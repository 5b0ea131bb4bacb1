"""The killable query workers: a pool of processes, each of which runs one job at a time.

    Pool        answers jobs; the whole public face
    Limits      what a pool and its workers may use
    Answer      a header and bytes, whole or streamed
    Evaluator   what a worker runs, injected by its dotted name

The way of a job: pool -> roster (an idle worker) -> handle (its socket) -> worker (another process) -> answer.
The keeper, one thread, kills at the deadline and has the zygote fork a new worker for each that has died.
"""

from depositary.engine.answer import Answer
from depositary.engine.limits import Limits
from depositary.engine.pool import Pool
from depositary.engine.worker import Evaluator

__all__ = ["Answer", "Evaluator", "Limits", "Pool"]
