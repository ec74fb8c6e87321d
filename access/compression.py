"""Everything that is text is sent in fewer bytes: the bundles of Dash and Plotly are megabytes, and a page's answer repeats itself."""

import gzip
from collections.abc import Callable
from functools import partial

import brotli
from dash.fingerprint import check_fingerprint
from flask import Flask, Response, request
from flask_compress import Compress

BUNDLES = "/_dash-component-suites/"
QUICK_BROTLI = (
    5  # of answers, which are compressed while somebody waits; more takes longer than a local network takes to send the difference
)
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "br": partial(brotli.compress, quality=9),  # half a second for Plotly; 11 takes eleven, for a tenth less
    "gzip": partial(gzip.compress, compresslevel=9, mtime=0),
}
WORTH_IT = 500  # bytes


def compress(server: Flask) -> None:
    """Compresses what the server sends. Of the bundles the result is kept; of answers nothing is, since they are one reader's own."""
    server.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    server.config["COMPRESS_BR_LEVEL"] = QUICK_BROTLI
    Compress(server)
    kept: dict[tuple[str, str], bytes] = {}

    # Registered after Compress, so that it is asked first; what it has packed Compress lets through.
    @server.after_request
    def pack(response: Response) -> Response:
        encoding = request.accept_encodings.best_match(PACKERS)
        if encoding is None or response.status_code != 200 or not request.path.startswith(BUNDLES) or response.is_streamed:
            return response
        # Without the fingerprint, which anybody may write: there are as many names as there are files.
        name = check_fingerprint(request.path.removeprefix(BUNDLES))[0]
        if (name, encoding) not in kept:
            body = response.get_data()
            if len(body) < WORTH_IT:
                return response
            kept[name, encoding] = PACKERS[encoding](body)
        response.set_data(kept[name, encoding])
        response.headers["Content-Encoding"] = encoding
        etag, is_weak = response.get_etag()
        if etag and not is_weak:
            response.set_etag(f"{etag}:{encoding}")
            response.make_conditional(request)
        return response
