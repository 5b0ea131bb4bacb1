"""The pool's end of the zygote."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from typing import Any


class Control:
    """A zygote that was started, and the socket that commands it; used by one thread."""

    def __init__(self, evaluator: str, argument: str, memory: int) -> None:
        """Start the process, which then loads its store; does not wait for that. OSError if it cannot be started.

        A fresh interpreter, not a fork: the web process has threads, and locks that they hold.
        """
        self.socket, theirs = socket.socketpair()
        self._rest = b""
        self.fruitful = False  # whether it has ever brought forth a worker
        command = [sys.executable, "-P", "-m", "depositary.engine.zygote"]
        try:
            self._process = subprocess.Popen(
                [*command, str(theirs.fileno()), evaluator, argument, str(memory)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                env={**os.environ, "PYTHONPATH": os.pathsep.join(os.path.abspath(path) for path in sys.path)},
                start_new_session=True,  # out of reach of the terminal's Ctrl-C
            )
        except BaseException:
            self.socket.close()
            raise
        finally:
            theirs.close()

    def spawn(self, number: int) -> socket.socket:
        """Ask for worker `number` and return the pool's end of its socket; OSError if the zygote has gone."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self.socket, [json.dumps({"spawn": number}).encode() + b"\n"], [theirs.fileno()])
            except OSError:
                ours.close()
                raise
        return ours

    def messages(self) -> list[dict[str, Any]]:
        """Return what the zygote has said; blocks if that is nothing. EOFError when it has gone."""
        try:
            data = self.socket.recv(65536)
        except ConnectionResetError:  # it died with requests unread
            data = b""
        if not data:
            raise EOFError
        *lines, self._rest = (self._rest + data).split(b"\n")
        return [json.loads(line) for line in lines]

    def end(self) -> int:
        """Make sure that the process has ended and return its exit code; its workers go on until their sockets end."""
        self.socket.close()
        self._process.kill()
        return self._process.wait()
