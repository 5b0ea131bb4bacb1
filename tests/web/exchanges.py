"""Exchanges with a real server, in which no header is added or hidden and no body decoded."""

import gzip
import http.client
import json
import urllib.parse
from dataclasses import dataclass

import brotli
import zstandard

DECODERS = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
    None: bytes,
}


@dataclass(frozen=True)
class Got:
    """A response as it came."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def etag(self):
        return self.headers["ETag"]

    @property
    def coding(self):
        return self.headers["Content-Encoding"]

    @property
    def plain(self):
        """The body without its content coding."""
        return DECODERS[self.coding](self.body)


def send(url, path, method="GET", body=None, **headers):
    """Send one request; underscores in the names of headers stand for hyphens."""
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
    try:
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        return Got(answer.status, answer.headers, answer.read())
    finally:
        connection.close()


def query(url, text, method="GET", more="", **headers):
    """Send a query in the URL."""
    return send(url, f"/sparql?{urllib.parse.urlencode({'query': text})}{more}", method, **headers)


def stats(url, part):
    """Return what /healthz counts: of the "queries", or of the "cache"."""
    return json.loads(send(url, "/healthz").body)[part]
