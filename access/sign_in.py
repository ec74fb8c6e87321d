"""The sign-in page, and signing out."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from flask import Flask, g, redirect, request
from werkzeug.wrappers import Response

import store.users
from access import passwords
from access.audit import Event, log_line, record
from access.cookies import Cookie
from access.faults import address
from access.paths import HOME, SIGN_IN, SIGN_OUT, own_path
from access.people import LOGIN
from access.plain_pages import page
from access.reader import current_reader
from access.sessions import Sessions
from access.throttle import Throttle
from metrics.text import LANGUAGES, Text
from store.state import State

LARGEST_FORM = 16 * 1024

WORDS = {
    "title": Text(ko="로그인", en="Sign in"),
    "lead": Text(ko="고객 지표를 보시려면 로그인해 주세요.", en="Sign in to see your customer figures."),
    "login": Text(ko="아이디", en="Login"),
    "password": Text(ko="비밀번호", en="Password"),
    "submit": Text(ko="로그인", en="Sign in"),
    "help": Text(
        ko="계정이 없거나 비밀번호를 잊으셨다면 사내 관리자에게 문의해 주세요.",
        en="No account, or a forgotten password? Ask your company's administrator.",
    ),
    "promise": Text(ko="다시 찾아오는 고객이\n회사를 키웁니다.", en="Customers who return\nbuild the company."),
    "about": Text(
        ko="재구매, 추천, 만족, 응답 시간.\n중요한 고객 지표를 근거와 함께 한 화면에서 확인하세요.",
        en="Repurchase, recommendation, satisfaction, response time: the customer figures that matter, each with its evidence.",
    ),
    "languages": Text(ko="언어 선택", en="Language"),
}
WRONG = Text(ko="아이디 또는 비밀번호가 맞지 않습니다. 다시 확인해 주세요.", en="Login or password is not right. Please check both.")
EMPTY = Text(ko="아이디와 비밀번호를 모두 입력해 주세요.", en="Enter both login and password.")
BLOCKED = Text(
    ko="로그인 시도가 너무 많았습니다. {minutes}분 뒤에 다시 시도해 주세요.",
    en="Too many attempts. Please try again in {minutes} min.",
)
NOTICES = {
    "ended": Text(ko="로그인 시간이 만료되었습니다. 다시 로그인해 주세요.", en="Your session has ended. Please sign in again."),
    "signed-out": Text(ko="로그아웃했습니다.", en="You are signed out."),
}


@dataclass(frozen=True, slots=True)
class SignIn:
    """The sign-in of one installation: its routes and what they need."""

    state: State
    sessions: Sessions
    throttle: Throttle
    session_cookie: Cookie
    language_cookie: Cookie
    company: str

    def install(self, server: Flask) -> None:
        """Adds the routes."""
        server.add_url_rule(SIGN_IN, "sign_in_page", self.form, methods=["GET"])
        server.add_url_rule(SIGN_IN, "sign_in", self.submit, methods=["POST"])
        server.add_url_rule(SIGN_OUT, "sign_out", self.leave, methods=["POST"])

    def form(self) -> Response:
        """The page, with a notice where the reader comes from somewhere."""
        response = self._page(200, notice=NOTICES.get(request.args.get("notice", "")))
        chosen = request.args.get("language")
        if chosen in LANGUAGES:
            self.language_cookie.give(response, chosen)
        return response

    def submit(self) -> Response:
        """A session for the right login and password; else the page again, the same for every reason."""
        request.max_content_length = LARGEST_FORM
        login = store.users.folded(request.form.get("login", ""))
        password = request.form.get("password", "")
        if not login or not password:
            return self._page(400, login=login, error=EMPTY)
        with self.state.read() as session:
            wait = self.throttle.wait(session, login, address(request), datetime.now(UTC))
            user = store.users.by_login(session, login) if LOGIN.fullmatch(login) else None
        if wait:
            return self._blocked(login, wait)
        known_hash = user.password_hash if user is not None and user.is_active else None
        is_right = passwords.matches(password, known_hash)
        renewed = passwords.hashed(password) if is_right and known_hash and passwords.is_outdated(known_hash) else None
        with self.state.write() as session:
            # TRICKY: asked again, since a hundred tries may have been checked at the same time, and the password changed meanwhile.
            now = datetime.now(UTC)
            wait = self.throttle.wait(session, login, address(request), now)
            still = store.users.by_id(session, user.id) if user is not None else None
            is_right = is_right and still is not None and still.is_active and still.password_hash == known_hash
            if not wait and is_right and user is not None:
                self.throttle.succeeded(session, login)
                if renewed:
                    store.users.set_password_hash(session, user.id, renewed)
                before = self.session_cookie.value(request)
                token = self.sessions.start(session, user.id, address(request), instead_of=before)
                record(session, Event.SIGNED_IN, actor=user.login, address=address(request))
            elif not wait:
                self.throttle.failed(session, login, address(request), now)
                # What was typed is not recorded unless it is a login: people type passwords into the wrong field.
                record(session, Event.SIGN_IN_FAILED, actor="", address=address(request), about=user.login if user else "")
        if wait:
            return self._blocked(login, wait)
        if not is_right:
            return self._page(401, login=login, error=WRONG)
        following = own_path(request.form.get("next"))
        response = redirect(HOME if following == "/" else following, 303)
        self.session_cookie.give(response, token)
        return response

    def leave(self) -> Response:
        """Ends the session; the browser forgets what it kept."""
        reader = current_reader()
        with self.state.write() as session:
            self.sessions.end(session, self.session_cookie.value(request) or "")
            record(session, Event.SIGNED_OUT, actor=reader.login, address=address(request))
        response = redirect(f"{SIGN_IN}?notice=signed-out", 303)
        self.session_cookie.take_back(response)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'  # not "cookies": the chosen language stays
        return response

    def _blocked(self, login: str, wait: timedelta) -> Response:
        seconds = int(wait.total_seconds()) + 1
        log_line(Event.SIGN_IN_BLOCKED, address=address(request))
        response = self._page(429, login=login, error=BLOCKED.format(minutes=-(-seconds // 60)))
        response.headers["Retry-After"] = str(seconds)
        return response

    def _page(self, status: int, *, login: str = "", error: Text | None = None, notice: Text | None = None) -> Response:
        language = g.language
        following = own_path(request.values.get("next"))
        return page(
            "sign_in.html",
            status,
            language,
            company=self.company,
            words=WORDS,
            login=login,
            error=error.of(language) if error else "",
            notice=notice.of(language) if notice and not error else "",
            following=following,
            switch={code: f"{SIGN_IN}?{urlencode({'language': code, 'next': following})}" for code in LANGUAGES},
        )
