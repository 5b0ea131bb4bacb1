"""Every exception that Depositary raises, with the HTTP status and the exit code that it ends in.

DepositaryError
├── DataError (exit 1)              the data is at fault
│   ├── Nonconforming               faults were found; carries them all
│   └── Corrupt                     a release does not match its manifest
├── CallError (exit 2)              the call is at fault
│   ├── BadQuery (400)              SPARQL that cannot be parsed, or that is refused
│   │   ├── UpdateRefused (400)     an update form at a read-only service
│   │   └── ServiceRefused (400)    SERVICE or a foreign document
│   ├── BadRequest (400)            a protocol parameter that cannot be used
│   ├── NotFound (404)
│   ├── Gone (410)                  an IRI that was withdrawn
│   ├── NotAcceptable (406)         no format that the client accepts
│   ├── LengthRequired (411)        a body whose end could not be told from a cut
│   ├── TooLarge (413)
│   ├── AnswerTooLong (400)         more bytes than an answer may have
│   ├── UnsupportedMediaType (415)
│   ├── TooManyRequests (429)       the client's own share or rate is used up
│   └── BadSetting                  a setting or an option out of its range
└── MachineError (exit 3)           the machine is at fault
    ├── NoRelease (503)             there is no release to serve
    ├── NotServing (503)            no server runs that could take over a release
    ├── Overloaded (503)            the queue is full
    ├── ServiceFailed (502)         another endpoint, which the query names, gave no answer
    ├── QueryKilled (503)           the worker died: memory, or a crash of the engine
    └── QueryTimeout (504)          the deadline passed
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Self


class DepositaryError(Exception):
    """The root of the tree; a bare one is a fault of the program.

    `status` is the HTTP status, `exit_code` the status of the command, `title` the short name that a problem document
    carries (RFC 9457, section 3.1.4), `outcome` the one by which metrics and logs count it. `more` are further members
    of the problem document (section 3.2), `links` the values of its Link headers.
    """

    status = 500
    exit_code = 3
    title = "Internal error"
    outcome = "error"
    retry_after: int | None = None
    more: Mapping[str, object] = {}
    links: Sequence[str] = ()

    def with_more(self, links: Sequence[str] = (), **more: object) -> Self:
        """Return the error itself, with members for its problem document and Link headers."""
        self.more, self.links = more, links
        return self


class DataError(DepositaryError):
    """The data that was given is at fault."""

    exit_code = 1
    title = "Faulty data"


class Nonconforming(DataError):
    """Faults were found in the sources; `faults` holds all of them, each printable with its place."""

    title = "The data does not conform"

    def __init__(self, faults: list[object]) -> None:
        """Keep `faults`, in the order in which they are to be shown."""
        super().__init__(f"{len(faults)} fault{'' if len(faults) == 1 else 's'} found")
        self.faults = faults

    def __reduce__(self) -> tuple[type[Nonconforming], tuple[list[object]]]:
        """Cross to another process with the faults; an exception would cross with its message alone."""
        return type(self), (self.faults,)


class Corrupt(DataError):
    """A release, or a file of it, does not match its manifest."""

    title = "The release is damaged"


class CallError(DepositaryError):
    """The call, from a client or on the command line, is at fault."""

    status = 400
    exit_code = 2
    title = "Bad request"
    outcome = "bad_request"


class BadQuery(CallError):
    """A query that cannot be parsed or evaluated as it stands; `line` and `column` count from one where known."""

    title = "The query cannot be answered"
    outcome = "bad_query"

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        """Keep where in the query text the fault lies."""
        super().__init__(message)
        self.line = line
        self.column = column


class UpdateRefused(BadQuery):
    """An update form was sent to the read-only service."""

    title = "This service is read-only"


class ServiceRefused(BadQuery):
    """A query asked for another endpoint or for a document of the web."""

    title = "Remote data is not fetched"


class BadRequest(CallError):
    """A parameter of the protocol is missing, doubled or malformed."""


class NotFound(CallError):
    """Nothing is published under this IRI."""

    status = 404
    title = "Not found"


class Gone(CallError):
    """What was published under this IRI has been withdrawn (RFC 9110, section 15.5.11)."""

    status = 410
    title = "Withdrawn"


class NotAcceptable(CallError):
    """No format that the client accepts is to be had (RFC 9110, section 15.5.7)."""

    status = 406
    title = "No acceptable format"


class LengthRequired(CallError):
    """The body is announced by no length, so that one cut short would pass for whole (RFC 9112, section 6.3)."""

    status = 411
    title = "Length required"


class TooLarge(CallError):
    """The request is longer than the service reads."""

    status = 413
    title = "Request too large"


class AnswerTooLong(CallError):
    """The answer has more bytes than the service keeps until it is whole."""

    title = "The answer is too long"


class UnsupportedMediaType(CallError):
    """The body of the request has a media type that the SPARQL Protocol does not name."""

    status = 415
    title = "Unsupported media type"


class TooManyRequests(CallError):
    """The client has used up its own share of the service, or its rate (RFC 6585, section 4)."""

    status = 429
    title = "Too many requests"

    def __init__(self, message: str, retry_after: int = 1) -> None:
        """Keep after how many seconds the client may expect to be let in."""
        super().__init__(message)
        self.retry_after = retry_after


class BadSetting(CallError):
    """A setting or an option is out of its range."""

    title = "Bad setting"


class MachineError(DepositaryError):
    """The machine, or what it has been given to do, is at fault."""

    status = 503
    title = "Service unavailable"
    retry_after = 2


class NoRelease(MachineError):
    """There is no release to serve."""

    title = "No release"


class NotServing(MachineError):
    """No server runs that could take over a release."""

    title = "No server"


class Overloaded(MachineError):
    """More queries wait than the queue holds."""

    title = "Too many queries are waiting"
    outcome = "refused"

    def __init__(self, message: str, retry_after: int = 2) -> None:
        """Keep in how many seconds those who wait now will have been served."""
        super().__init__(message)
        self.retry_after = retry_after


class ServiceFailed(MachineError):
    """An endpoint that the query names in SERVICE could not be asked, or its answer cannot be used."""

    status = 502
    title = "The other endpoint gave no answer"
    outcome = "service"


class QueryKilled(MachineError):
    """The worker that ran the query died: out of memory, or the engine crashed."""

    title = "The query ended its worker"
    outcome = "killed"


class QueryTooCostly(QueryKilled):
    """The query itself ended its worker, and would end another: it ran out of memory, or crashed the engine."""


class QueryTimeout(MachineError):
    """The query ran longer than its deadline."""

    status = 504
    title = "The query took too long"
    outcome = "timeout"
