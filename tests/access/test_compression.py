"""What is sent in fewer bytes is the same when it arrives, and only the program's own files are kept."""

import gzip
from collections.abc import Iterator

import brotli
import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from access.compression import BUNDLES, compress

UNPACKED = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.fixture
def server() -> Flask:
    """A server whose files and answers tell how often they were asked for."""
    made, times = Flask(__name__, static_folder=None), iter(range(1000))
    compress(made)

    @made.get(f"{BUNDLES}part/<path:name>")
    def bundle(name: str) -> Response:
        answer = Response(f"// {name}\n" * 500, content_type="text/javascript")
        answer.add_etag()
        return answer

    @made.get("/answer")
    def answer() -> Response:
        return Response(f"answer {next(times)} " * 500, content_type="application/json")

    return made


@pytest.fixture
def client(server: Flask) -> Iterator[FlaskClient]:
    with server.test_client() as opened:
        yield opened


@pytest.mark.parametrize("encoding", UNPACKED)
@pytest.mark.parametrize("path", [f"{BUNDLES}part/a.v1_0m1.min.js", "/answer"])
def test_what_arrives_is_what_was_sent(path: str, encoding: str, client: FlaskClient) -> None:
    sent = client.get(path, headers={"Accept-Encoding": encoding})
    assert sent.headers["Content-Encoding"] == encoding and "Accept-Encoding" in sent.headers["Vary"]
    assert int(sent.headers["Content-Length"]) == len(sent.data)
    assert UNPACKED[encoding](sent.data).decode().count("\n" if path.startswith(BUNDLES) else "answer") == 500


def test_an_answer_is_never_anothers(client: FlaskClient) -> None:
    first, second = (brotli.decompress(client.get("/answer", headers={"Accept-Encoding": "br"}).data) for _ in range(2))
    assert first != second


def test_a_browser_that_knows_no_packing_gets_plain_text(client: FlaskClient) -> None:
    for accepted in ("identity", "", "zstd"):
        sent = client.get(f"{BUNDLES}part/a.js", headers={"Accept-Encoding": accepted})
        assert "Content-Encoding" not in sent.headers and sent.text.startswith("// a.js")


def test_a_file_that_the_browser_has_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get(f"{BUNDLES}part/a.js", headers={"Accept-Encoding": "br"})
    again = client.get(f"{BUNDLES}part/a.js", headers={"Accept-Encoding": "br", "If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    other = client.get(f"{BUNDLES}part/a.js", headers={"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_two_files_are_told_apart_and_a_fingerprint_makes_no_third(client: FlaskClient) -> None:
    texts = [
        brotli.decompress(client.get(f"{BUNDLES}part/{name}", headers={"Accept-Encoding": "br"}).data).split()[1]
        for name in ("a.js", "b.js", "a.v1m0.js", "a.v2m0.js")
    ]
    assert texts == [b"a.js", b"b.js", b"a.js", b"a.js"]
