"""How an error of the worker crosses to the pool, and what a dead worker is taken to have died of."""

from __future__ import annotations

import signal
from typing import Any

from depositary import errors

CHEAPER = (
    "To make it cheaper: put the patterns that match least first and the required ones before OPTIONAL, "
    "name the graphs that are meant, avoid unbounded paths, and ask for fewer rows (LIMIT)."
)
OUT_OF_MEMORY = "The query ran out of memory and was ended. Ask for fewer rows, or sort and group less at a time."
CRASHED = "The query crashed the query engine ({signal}). Nest its groups, expressions and function calls less deeply."
ABORTED = "The query ran out of memory or crashed the query engine ({signal}). Ask for less at a time."
KILLED = "The worker of the query was killed from outside ({signal}), most likely because memory ran out."
UNKNOWN = "The worker of the query ended before the answer was whole; the cause is not known ({signal})."

_DEATHS: dict[int, str] = {
    signal.SIGSEGV: CRASHED,
    signal.SIGBUS: CRASHED,
    signal.SIGILL: CRASHED,
    signal.SIGFPE: CRASHED,
    signal.SIGABRT: ABORTED,
    signal.SIGKILL: KILLED,
}


def encode(error: BaseException, begun: bool) -> dict[str, Any]:
    """Return `error` as JSON; `begun` says that the header is out, so the query itself was sound.

    `fatal` tells the pool that the worker ends after this message, because its state can no longer be trusted.
    """
    if isinstance(error, errors.DepositaryError):
        kind = next(name for name in (one.__name__ for one in type(error).__mro__) if hasattr(errors, name))
        place = {"line": getattr(error, "line", None), "column": getattr(error, "column", None)}
        return {"class": kind, "message": str(error), "fatal": False, **place}
    if isinstance(error, MemoryError):
        return {"class": "QueryTooCostly", "message": OUT_OF_MEMORY, "fatal": True}
    if not isinstance(error, Exception):  # a panic of a Rust library arrives as a BaseException
        return {"class": "QueryTooCostly", "message": CRASHED.format(signal=type(error).__name__), "fatal": True}
    if isinstance(error, ValueError | SyntaxError | RuntimeError) and not begun:
        return {"class": "BadQuery", "fatal": False, **_text_and_place(error)}
    return {"class": "DepositaryError", "message": f"{type(error).__name__}: {error}", "fatal": False}


def decode(fault: dict[str, Any]) -> errors.DepositaryError:
    """Return the error that `encode` wrote, of the same class where its message is all that it carries."""
    kind: type[errors.DepositaryError] = getattr(errors, fault["class"])
    if issubclass(kind, errors.Nonconforming):  # its faults are objects, which do not cross
        return errors.DataError(fault["message"])
    if issubclass(kind, errors.BadQuery):
        return kind(fault["message"], fault.get("line"), fault.get("column"))
    return kind(fault["message"])


def timeout(seconds: float) -> errors.QueryTimeout:
    """Return the error of a query that was stopped at its deadline of `seconds`."""
    return errors.QueryTimeout(f"The query ran longer than its deadline of {seconds:g} seconds. {CHEAPER}")


def death(code: int | None, seconds: float) -> errors.MachineError:
    """Return the error for a worker that ended by itself; `code` is its exit code, negative for a signal."""
    if code is not None and code == -signal.SIGXCPU:
        return timeout(seconds)
    text = UNKNOWN if code is None else _DEATHS.get(-code, UNKNOWN)
    kind = errors.QueryTooCostly if text in (CRASHED, ABORTED) else errors.QueryKilled
    return kind(text.format(signal=_name(code)))


def _name(code: int | None) -> str:
    if code is None:
        return "no report"
    if code >= 0:
        return f"status {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:  # a real-time signal
        return f"signal {-code}"


def _text_and_place(error: Exception) -> dict[str, Any]:
    if isinstance(error, SyntaxError):
        return {"message": str(error.msg), "line": error.lineno, "column": error.offset}
    return {"message": str(error)}
