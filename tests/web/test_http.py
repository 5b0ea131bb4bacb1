"""Each file of tests/web/cases is one exchange with a real server, named by what it does.

A case has a request line, headers and perhaps a body, then a line of four hyphens, then the status and what the answer
must hold: "header: value" lines, and after an empty line, texts that must occur in the body.
"""

import urllib.error
import urllib.request
from pathlib import Path

import pytest

CASES = sorted((Path(__file__).parent / "cases").glob("*.http"))


def exchange(url, request):
    head, _, body = request.partition("\n\n")
    method, _, target = head.splitlines()[0].partition(" ")
    headers = dict(line.split(": ", 1) for line in head.splitlines()[1:])
    data = body.strip().encode() or None
    asked = urllib.request.Request(url + target, data, headers, method=method)
    opener = urllib.request.build_opener(StayHere)
    try:
        with opener.open(asked, timeout=30) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


class StayHere(urllib.request.HTTPRedirectHandler):
    """Show redirects, do not follow them."""

    def redirect_request(self, *_):
        return None


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_exchange(path, server):
    request, _, wanted = path.read_text(encoding="utf-8").partition("\n----\n")
    status, headers, body = exchange(server, request)
    head, _, texts = wanted.partition("\n\n")
    assert status == int(head.splitlines()[0]), body
    for line in head.splitlines()[1:]:
        name, _, value = line.partition(": ")
        assert value in headers.get(name, ""), f"{name}: {headers.get(name)}"
    for text in texts.splitlines():
        assert text in body, body
