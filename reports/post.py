"""The mail server: one connection, over which letters are handed over one by one, and what became of each.

No mail system can promise that a letter comes exactly once: where the connection ends after the last byte and before the answer,
nobody knows whether the server has it. That, and only that, is UNCERTAIN; everything before it can be tried again.
"""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from errors import UserError

Security = Literal["starttls", "tls", "insecure"]
LONGEST_REPLY = 300
_DOT = re.compile(rb"(?m)^\.")


class Outcome(StrEnum):
    """What became of a letter."""

    ACCEPTED = "accepted"
    DEFERRED = "deferred"  # try again later
    REFUSED = "refused"  # this letter will never be taken
    UNCERTAIN = "uncertain"  # the server may have it
    ABANDONED = "abandoned"  # it is no longer ours to send


@dataclass(frozen=True)
class Result:
    """What became of a letter, and what the server said. `is_open` says whether the connection can take the next one."""

    outcome: Outcome
    reply: str
    is_open: bool = True


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """Where mail is handed over. `insecure` sends everything readable over the network, the password with it."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = ""
    timeout_seconds: float = 30

    @contextmanager
    def connected(self) -> Iterator["Line"]:
        """An open line, signed in.

        Raises:
            UserError: the server is away, does not speak TLS, shows a wrong certificate, or does not let us in.
        """
        try:
            smtp = self._opened()
        except (smtplib.SMTPException, OSError) as failed:
            raise self._unreachable(failed) from failed
        try:
            yield Line(smtp)
        finally:
            with suppress(smtplib.SMTPException, OSError):  # it has its letters; how it takes leave changes nothing
                smtp.quit()
            smtp.close()

    def _opened(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout_seconds, context=context)
        else:
            smtp = smtplib.SMTP(self.host, self.port, timeout=self.timeout_seconds)
        with ExitStack() as unless_signed_in:
            unless_signed_in.callback(smtp.close)
            if self.security == "starttls":
                smtp.starttls(context=context)
            smtp.ehlo_or_helo_if_needed()
            if self.user:
                smtp.login(self.user, self.password)
            unless_signed_in.pop_all()
        return smtp

    def _unreachable(self, failed: Exception) -> UserError:
        where = f"{self.host}:{self.port}"
        match failed:
            case smtplib.SMTPAuthenticationError():
                return UserError(
                    ko=f"메일 서버 {where}에 로그인하지 못했습니다. smtp_user와 smtp_password 설정을 확인해 주세요.",
                    en=f"The mail server {where} did not accept the sign-in. Check the settings smtp_user and smtp_password.",
                )
            case ssl.SSLCertVerificationError():
                return UserError(
                    ko=f"메일 서버 {where}의 인증서를 확인할 수 없어 연결하지 않았습니다({failed.verify_message}). "
                    "서버 이름과 인증서를 확인해 주세요.",
                    en=f"The certificate of the mail server {where} could not be verified ({failed.verify_message}). "
                    "Check its name and certificate.",
                )
            case smtplib.SMTPNotSupportedError():
                return UserError(
                    ko=f"메일 서버 {where}은(는) 이 설정으로 쓸 수 없습니다({failed}). smtp_security 설정을 확인해 주세요.",
                    en=f"The mail server {where} cannot be used as it is set ({failed}). Check the setting smtp_security.",
                )
            case _:
                return UserError(
                    ko=f"메일 서버 {where}에 연결할 수 없습니다({_said(failed)}). 서버와 smtp_host 설정을 확인해 주세요.",
                    en=f"The mail server {where} cannot be reached ({_said(failed)}). Check the server and the setting smtp_host.",
                )


class Line:
    """An open connection to a mail server."""

    def __init__(self, smtp: smtplib.SMTP) -> None:
        self._smtp = smtp

    def hand_over(self, sender: str, address: str, content: bytes, begin: Callable[[], bool]) -> Result:
        """What becomes of a letter.

        Args:
            begin: asked when the server is ready for the letter and has none of it yet; notes that it is being handed over, and says
                whether it still shall be.
        """
        try:
            refusal = self._envelope(sender, address)
        except (smtplib.SMTPException, OSError) as lost:
            return Result(Outcome.DEFERRED, _said(lost), is_open=False)
        if refusal is not None:
            return refusal
        if not begin():
            self._smtp.close()  # without an end, the server throws away what it has
            return Result(Outcome.ABANDONED, "", is_open=False)
        try:
            self._smtp.send(_stuffed(content))
            self._smtp.send(b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n")
        except (smtplib.SMTPException, OSError) as lost:
            self._smtp.close()
            return Result(Outcome.DEFERRED, _said(lost), is_open=False)  # the end was not sent, so the server cannot have taken it
        try:
            code, reply = self._smtp.getreply()
        except (smtplib.SMTPException, OSError) as lost:
            return Result(Outcome.UNCERTAIN, _said(lost), is_open=False)
        return Result(Outcome.ACCEPTED, _shown(code, reply)) if code == 250 else _turned_down(code, reply)

    def _envelope(self, sender: str, address: str) -> Result | None:
        """Why the server does not want the letter; None where it waits for it."""
        code, reply = self._smtp.mail(sender)
        if code != 250:
            # Whatever it has against the sender is no fault of this recipient: to be mended, and tried again.
            return Result(Outcome.DEFERRED, _shown(code, reply), is_open=self._reset())
        code, reply = self._smtp.rcpt(address)
        if code in (250, 251):
            code, reply = self._smtp.docmd("DATA")
        if code != 354:
            return Result(_turned_down(code, reply).outcome, _shown(code, reply), is_open=code != 421 and self._reset())
        return None

    def _reset(self) -> bool:
        code, _ = self._smtp.rset()
        return code == 250


def _stuffed(content: bytes) -> bytes:
    """The letter as it goes over the line, where a dot alone would be its end. Few have a line that begins with one; files never do."""
    return _DOT.sub(b"..", content) if b"\n." in content or content.startswith(b".") else content


def _turned_down(code: int, reply: bytes) -> Result:
    outcome = Outcome.REFUSED if 500 <= code < 600 else Outcome.DEFERRED
    return Result(outcome, _shown(code, reply), is_open=code != 421)


def _shown(code: int, reply: bytes) -> str:
    return f"{code} {reply.decode('utf-8', 'replace')}"[:LONGEST_REPLY]


def _said(error: Exception) -> str:
    match error:
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=bytes(reply)):
            return _shown(code, reply)
        case OSError(strerror=str(reason)):
            return reason
        case _:
            return str(error)[:LONGEST_REPLY] or type(error).__name__
