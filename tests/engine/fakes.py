"""Evaluators that do as the job says, in place of the SPARQL engine."""

import ctypes
import os
import random
import signal
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import pyoxigraph

from depositary import errors

Begin = Callable[[dict[str, Any]], None]
Write = Callable[[bytes], Any]


class Script:
    """Runs the method that the job names, with the job's `with` as its argument."""

    def __init__(self, argument: str) -> None:
        self.argument = argument
        self.blobs: dict[str, bytes] = {}

    def run(self, job: dict[str, Any], blobs: dict[str, bytes], begin: Begin, write: Write) -> None:
        for name in job["forget"]:
            self.blobs.pop(name, None)
        self.blobs.update(blobs)
        self.new, self.forgotten = list(blobs), job["forget"]
        before = job.get("before")
        if before:
            getattr(self, before)(job.get("with"))
        begin({"pid": os.getpid(), "new": self.new, "forgotten": self.forgotten, "held": sorted(self.blobs)})
        if job.get("first"):
            write(b"." * job["first"])
        getattr(self, job.get("do", "say"))(job.get("with"), write)

    def say(self, text: Any, write: Write | None = None) -> None:
        if write:
            write(str(text).encode())

    def sleep(self, seconds: Any, write: Write | None = None) -> None:
        time.sleep(seconds)

    def spin(self, _: Any, write: Write | None = None) -> None:
        while True:
            pass

    def fill(self, size: Any, write: Write) -> None:
        write(b"x" * size)

    def drip(self, pieces: Any, write: Write) -> None:
        for _ in range(pieces):
            write(b"x" * 65536)

    def hog(self, _: Any, write: Write | None = None) -> None:
        kept = []
        while True:
            kept.append(bytearray(8 * 2**20))

    def crash(self, _: Any, write: Write | None = None) -> None:
        ctypes.string_at(0)

    def signal(self, name: Any, write: Write | None = None) -> None:
        os.kill(os.getpid(), getattr(signal, name))
        time.sleep(5)

    def die(self, seconds: Any, write: Write | None = None) -> None:
        """End as if killed from outside, a while later."""
        time.sleep(seconds)
        os.kill(os.getpid(), signal.SIGKILL)

    def leave(self, status: Any, write: Write | None = None) -> None:
        os._exit(status)

    def panic(self, _: Any, write: Write | None = None) -> None:
        raise BaseException("a Rust panic")

    def refuse(self, name: Any, write: Write | None = None) -> None:
        raise getattr(errors, name)(f"refused as {name}")

    def misplace(self, _: Any, write: Write | None = None) -> None:
        raise errors.BadQuery("not here", 3, 14)

    def fault(self, name: Any, write: Write | None = None) -> None:
        raise {"ValueError": ValueError, "RuntimeError": RuntimeError, "KeyError": KeyError}[name]("so it is")

    def parse(self, _: Any, write: Write | None = None) -> None:
        raise SyntaxError("expected a term", ("query", 2, 7, "", 2, 8))

    def open_file(self, _: Any, write: Write) -> None:
        write(b"opened" if _opens(lambda: os.open("/etc/passwd", os.O_RDONLY)) else b"refused")

    def open_socket(self, _: Any, write: Write) -> None:
        write(b"opened" if _opens(lambda: socket.socket()) else b"refused")

    def descriptors(self, _: Any, write: Write) -> None:
        """Say which descriptors below 256 are open."""
        write(repr([number for number in range(256) if _is_open(number)]).encode())

    def thread(self, _: Any, write: Write) -> None:
        write(str(threading.current_thread() is threading.main_thread()).encode())

    def dice(self, _: Any, write: Write) -> None:
        write(str(random.getrandbits(128)).encode())


class Silent:
    """Never begins."""

    def __init__(self, argument: str) -> None: ...

    def run(self, job: dict[str, Any], blobs: dict[str, bytes], begin: Begin, write: Write) -> None:
        if job.get("write"):
            write(b"too early")


class Graph:
    """Holds an Oxigraph store, filled in the zygote, blank nodes included."""

    def __init__(self, argument: str) -> None:
        self.store = pyoxigraph.Store()
        for number in range(10):
            name = pyoxigraph.NamedNode(f"http://example.org/{number}")
            self.store.add(pyoxigraph.Quad(pyoxigraph.BlankNode(), name, pyoxigraph.Literal(number)))
        self.ask("SELECT (RAND() AS ?a) (STRUUID() AS ?b) {}")

    def run(self, job: dict[str, Any], blobs: dict[str, bytes], begin: Begin, write: Write) -> None:
        begin({})
        write(self.ask(job["query"]))

    def ask(self, query: str) -> bytes:
        solutions = self.store.query(query)
        assert isinstance(solutions, pyoxigraph.QuerySolutions)
        return solutions.serialize(format=pyoxigraph.QueryResultsFormat.CSV) or b""


class Unloadable:
    """Cannot be constructed, in the manner that the argument says."""

    def __init__(self, argument: str) -> None:
        if argument == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if argument == "no release":
            raise errors.NoRelease("there is nothing here")
        raise ValueError("no such store")


class Fickle(Script):
    """Can be constructed as long as the file that its argument names exists."""

    def __init__(self, argument: str) -> None:
        super().__init__(argument)
        if not os.path.exists(argument):
            raise errors.NoRelease("the release has gone")


def _opens(action: Callable[[], Any]) -> bool:
    try:
        action()
    except OSError:
        return False
    return True


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True
