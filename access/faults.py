"""What a reader sees when a request fails: one calm sentence, and for our own faults a reference number."""

import json
import logging
import secrets
import traceback
from datetime import UTC, datetime

from flask import Flask, Request, Response, current_app, g, request
from werkzeug.exceptions import HTTPException

from access.audit import LOG, Event, record
from access.paths import SIGN_IN, is_page
from access.plain_pages import page
from access.reader import Reader
from errors import AccessError, DangolError, StateError
from metrics.text import Language, Text
from store.state import State

SENTENCES = {
    400: Text(
        ko="요청을 이해할 수 없습니다. 페이지를 새로 고친 뒤 다시 시도해 주세요.",
        en="This request cannot be read. Reload the page and try again.",
    ),
    401: Text(ko="로그인이 필요합니다. 다시 로그인해 주세요.", en="You are not signed in. Please sign in again."),
    403: Text(ko="이 작업은 허용되지 않습니다.", en="This is not allowed."),
    404: Text(ko="찾으시는 페이지가 없습니다. 주소를 확인해 주세요.", en="There is no such page. Check the address."),
    405: Text(ko="이 주소에서는 할 수 없는 요청입니다.", en="This address does not take that kind of request."),
    413: Text(
        ko="보내신 내용이 너무 큽니다. 크기를 줄여 다시 시도해 주세요.", en="What you sent is too large. Make it smaller and try again."
    ),
    500: Text(
        ko="문제가 생겨 화면을 보여 드릴 수 없습니다. 잠시 뒤 다시 시도해 주시고, 계속되면 아래 번호를 관리자에게 알려 주세요.",
        en="Something went wrong on our side. Try again in a moment; if it stays, give the number below to your administrator.",
    ),
    503: Text(
        ko="지금은 데이터베이스에 연결할 수 없습니다. 잠시 뒤 다시 시도해 주세요.",
        en="The database cannot be reached right now. Please try again in a moment.",
    ),
}
FOREIGN = Text(
    ko="다른 사이트에서 보낸 요청은 받지 않습니다. 주소창에 주소를 직접 입력해 다시 시도해 주세요.",
    en="Requests sent from another site are refused. Open this site by its own address and try again.",
)
UNENCRYPTED = Text(
    ko="암호화되지 않은 연결로는 사용할 수 없습니다. https 주소로 접속하시거나, 관리자에게 https 설정(DANGOL_HTTPS)을 요청해 주세요.",
    en="This site is not served over an unencrypted connection. Use its https address, or ask your administrator to set DANGOL_HTTPS.",
)
STATE = "dangol_state"
WORDS = {
    "title": Text(ko="요청을 처리하지 못했습니다", en="This did not work"),
    "home": Text(ko="처음으로", en="Back to the start"),
    "sign_in": Text(ko="로그인", en="Sign in"),
    "reference": Text(ko="문의 번호", en="Reference"),
}


def fault(status: int, said: Text | None = None, reference: str | None = None) -> Response:
    """The answer to the running request when it fails: a page for people, JSON for everything else."""
    sentence = said or SENTENCES.get(status) or SENTENCES[500 if status >= 500 else 400]
    language: Language = g.get("language", "ko")
    if not is_page(request):
        return Response(
            json.dumps({"error": sentence.of(language), "reference": reference}), status, content_type="application/json; charset=utf-8"
        )
    link = SIGN_IN if status == 401 else "/"
    words = WORDS | {"sentence": sentence, "link": WORDS["sign_in" if status == 401 else "home"]}
    return page("fault.html", status, language, company=g.get("company", ""), words=words, link=link, reference=reference)


def answer_faults(server: Flask, state: State) -> None:
    """Registers the answers to every kind of failure."""
    server.extensions[STATE] = state

    @server.errorhandler(HTTPException)
    def refused(error: HTTPException) -> HTTPException | Response:
        if error.response is not None or error.code is None or error.code < 400:
            return error  # a redirect
        answer = fault(error.code)
        # A method that is not taken must be answered with those that are (RFC 9110, 15.5.6).
        answer.headers.extend(header for header in error.get_headers() if header[0] == "Allow")
        return answer

    @server.errorhandler(AccessError)
    def not_allowed(error: AccessError) -> Response:
        reader = g.get("reader")
        if not isinstance(reader, Reader):
            return fault(401)
        record_refusal(reader)
        return fault(403, Text(ko=error.ko, en=error.en))

    @server.errorhandler(StateError)
    def state_is_away(error: StateError) -> Response:
        return fault(503, reference=logged(error))

    @server.errorhandler(Exception)
    def our_fault(error: Exception) -> Response:
        return fault(500, reference=logged(error))


def record_refusal(reader: Reader) -> None:
    """Records that the running request asked for what the reader may not do. For whoever answers an AccessError himself."""
    state: State = current_app.extensions[STATE]
    with state.write() as session:
        record(session, Event.REFUSED, actor=reader.login, address=address(request), about=request.path)


def address(request: Request) -> str:
    """Where the request came from, as far as the trusted proxies say."""
    return request.remote_addr or ""


def logged(error: Exception) -> str:
    """The reference number under which the error is in the log, with its traceback.

    Of errors that are not ours the message is left out: Polars' and the drivers' hold cell values.
    """
    reference = secrets.token_hex(4)
    reader = g.get("reader")
    causes: list[dict[str, object]] = []
    cause: BaseException | None = error
    while cause is not None and len(causes) < 5:
        said = str(cause) if isinstance(cause, DangolError) else ""
        causes.append({"error": type(cause).__qualname__, "message": said, "traceback": traceback.format_tb(cause.__traceback__)})
        cause = cause.__cause__ or cause.__context__
    LOG.log(
        logging.ERROR,
        json.dumps(
            {
                "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
                "user": reader.login if isinstance(reader, Reader) else "",
                "address": address(request),
                "action": "failed",
                "object": f"{request.method} {request.path}",
                "reference": reference,
                "causes": causes,
            }
        ),
    )
    return reference
