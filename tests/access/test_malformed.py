"""Requests that no browser sends: never a fault of ours."""

import json
import random
import socket
import threading
from collections.abc import Iterator

import pytest
from waitress.server import create_server
from waitress.wasyncore import close_all

PATHS = (
    *("/", "/sign-in", "/sign-out", "/health", "/ready", "/overview", "/_reload-hash", "/_favicon.ico", "/%00", "/%ff%fe", "/한글"),
    *("/_dash-update-component", "/_dash-layout", "/_dash-dependencies", "/_dash-component-suites/dash/deps/x.js"),
    *("/assets/sign-in.css", "/assets/../../etc/passwd", "/..%2f..%2fetc", "/" + "a" * 3000),
    *("/a?language=%00&next=%ff", "/sign-in?next=%00&language=[]", "/sign-in?notice=%ff"),
)
METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW")
TYPES = (
    *("application/json", "application/json; charset=utf-99", "text/plain", "multipart/form-data", "multipart/form-data; boundary=x"),
    *("application/x-www-form-urlencoded", "\x7f"),
)


def _noise(chance: random.Random, longest: int = 60) -> str:
    return "".join(chr(chance.choice((*range(32, 127), *range(160, 256)))) for _ in range(chance.randrange(longest)))


def _body(chance: random.Random) -> bytes:
    kinds = [
        lambda: b"",
        lambda: bytes(chance.randrange(256) for _ in range(chance.randrange(200))),
        lambda: b"login=%ff%00&password=%zz&next=%00",
        lambda: b"login=" + bytes(chance.randrange(256) for _ in range(60)) + b"&password=x",
        lambda: b'--x\r\nContent-Disposition: form-data; name="login"\r\n\r\nkim\r\n',
        lambda: json.dumps(
            {"output": chance.choice(("who.children", "..a.b..", ".", "", None, {})), "inputs": chance.choice(([], {}, None, [1], "x"))}
        ).encode(),
        lambda: b"[" * 50_000,
        lambda: (
            b'{"output":"who.children","inputs":[{"id":"period","property":"value","value":"\\ud800"}],"state":[{"id":"who","property":"title"}],"outputs":{"id":"who","property":"children"},"changedPropIds":[]}'
        ),
    ]
    return chance.choice(kinds)()


def _headers(chance: random.Random, token: str) -> dict[str, str]:
    cookies = (
        _noise(chance),
        f"dangol={_noise(chance)}",
        "dangol=",
        "dangol;;;=",
        f"dangol={token}",
        f"dangol={token}; dangol-language={_noise(chance)}",
        "=" * 4000,
    )
    headers = {"Cookie": chance.choice(cookies)}
    if chance.random() < 0.5:
        headers["Authorization"] = chance.choice(
            ("Basic", "Basic ====", f"Basic {_noise(chance)}", "Bearer", "Digest a=b,,", "Negotiate \xff", _noise(chance))
        )
    if chance.random() < 0.7:
        headers["Sec-Fetch-Site"] = "same-origin"
    if chance.random() < 0.3:
        headers["Origin"] = chance.choice(("null", "http://", "::", _noise(chance)))
    if chance.random() < 0.3:
        headers["Accept"] = chance.choice(("application/json", "*/*;q=x", _noise(chance)))
    if chance.random() < 0.2:
        headers["If-None-Match"], headers["Range"], headers["If-Modified-Since"] = _noise(chance), "bytes=9-1", _noise(chance)
    return headers


@pytest.mark.parametrize("seed", range(6))
def test_malformed_requests_are_never_a_fault_of_ours(kept_site, seed: int) -> None:
    chance = random.Random(seed)
    token = kept_site.signed_in("admin").get_cookie("dangol").value
    client = kept_site.server.test_client(use_cookies=False)
    for _ in range(100):
        method, path, headers, body = chance.choice(METHODS), chance.choice(PATHS), _headers(chance, token), _body(chance)
        answer = client.open(path, method=method, headers=headers, data=body, content_type=chance.choice(TYPES))
        assert answer.status_code < 500 or path == "/ready", (method, path, headers, body[:200], answer.text[:300])


@pytest.fixture(scope="module")
def port(kept_site) -> Iterator[int]:
    """The kept site behind a real server."""
    server = create_server(kept_site.server, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server.effective_port
    server.task_dispatcher.shutdown()
    server.trigger.pull_trigger(lambda: close_all(server._map))  # its loop ends when it has nothing left to watch
    thread.join(10)
    assert not thread.is_alive()


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: [::1\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"GET http://evil.test/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"POST /sign-in HTTP/1.1\r\nHost: [::1\r\nOrigin: http://x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
        b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n",
        b"POST /sign-in HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 50\r\nConnection: close\r\n\r\nlogin=",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\nCookie: dangol=\xff\xfe\x80\r\nConnection: close\r\n\r\n",
        b"TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"CONNECT x:443 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    ],
)
def test_broken_http_is_never_a_fault_of_ours(port: int, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
        wire.sendall(sent)
        wire.shutdown(socket.SHUT_WR)
        answer = wire.recv(4096)
    assert answer == b"" or answer.split(b" ")[1][:1] in (b"2", b"3", b"4"), answer
