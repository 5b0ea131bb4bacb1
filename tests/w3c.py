"""A server over an N-Quads file as it stands, for conformance suites: python -m tests.w3c PORT FILE.

W3C's evaluation tests know a default graph that is not the merge of the named ones; everything else is the server.
"""

import sys
import tempfile
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from depositary.endpoint import Endpoint
from depositary.release import Release
from depositary.settings import Settings
from depositary.store import DefaultGraph, Evaluator, load_nquads
from depositary.web import create_app


class AsGiven(Evaluator):
    """The evaluator over the quads of the file, none of them anywhere else."""

    merged = False


class Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Silent(WSGIRequestHandler):
    def log_message(self, *_):
        pass


def endpoint(path: Path, folder: Path, **options) -> Endpoint:
    """Return an endpoint over the quads of `path`, with an empty release in `folder` around it."""
    (folder / "dump").mkdir()
    release = Release(
        folder, {"version": "w3c", "base": Settings().base, "counts": {"distinct triples": 0}, "files": {}}
    )
    release.dataset.write_bytes(path.read_bytes())
    (folder / "dump" / "edges.csv").write_text("", encoding="utf-8")
    made = Endpoint(Settings(**options), release, "tests.w3c:AsGiven")
    graphs = {quad.graph_name for quad in load_nquads(path)} - {DefaultGraph()}
    made.graphs = sorted(graph.value for graph in graphs)
    return made


def main(port: int, path: Path) -> None:
    """Serve until killed."""
    with tempfile.TemporaryDirectory() as folder:
        served = endpoint(path, Path(folder), query_workers=1)
        app = create_app(served.settings, served)
        make_server("127.0.0.1", port, app, Threaded, Silent).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
