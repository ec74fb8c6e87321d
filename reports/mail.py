"""The mail itself: text first, then the same as plain HTML, then the files. Built by `EmailMessage` only, so no value can add a header."""

from base64 import encodebytes
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address, ContentTypeHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from functools import cached_property, lru_cache
from hashlib import sha256
from html import escape

from charts.palette import LIGHT
from metrics.text import Language, Text
from reports.address import one_line
from reports.summary import Summary


class _Policy(EmailPolicy):
    """Mail as servers take it, with the names of files in the forms that mail programs understand.

    In Content-Disposition by RFC 2231 and in one piece, since Outlook does not put together what was cut; in Content-Type, for
    programs that do not know RFC 2231, in the words of RFC 2047.
    """

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() == "content-disposition":
            return bytes(SMTP.clone(max_line_length=998).fold_binary(name, value))
        if isinstance(value, ContentTypeHeader) and "name" in value.params:
            words = Header(value.params["name"], "utf-8").encode(linesep="\r\n")
            return f'{name}: {value.content_type};\r\n name="{words}"\r\n'.encode("ascii")
        if name.lower() == "subject":  # EmailPolicy loses a space where it cuts between two words that are not ASCII
            return f"{name}: {Header(str(value), 'utf-8', header_name=name).encode(linesep=self.linesep)}\r\n".encode("ascii")
        return bytes(super().fold_binary(name, value))


POLICY = _Policy(linesep="\r\n", cte_type="7bit", max_line_length=76)


@dataclass(frozen=True)
class Attachment:
    """A file in a mail."""

    name: str
    mime: str
    content: bytes

    @cached_property
    def part(self) -> bytes:
        """The file as it stands in a mail, with its headers: written once for all who get it."""
        part = EmailMessage(policy=POLICY)
        main, _, sub = self.mime.partition("/")
        part.set_content(b"", maintype=main, subtype=sub, disposition="attachment", filename=one_line(self.name))
        part.set_param("name", one_line(self.name))
        del part["MIME-Version"]  # the mail's own says it
        return bytes(part) + encodebytes(self.content).replace(b"\n", b"\r\n")


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A mail to one person. `message_id` stays the same however often it is tried."""

    sender: str
    sender_name: str
    address: str
    name: str
    subject: str
    text: str
    html: str
    language: Language
    message_id: str
    written_at: datetime
    attachments: tuple[Attachment, ...] = ()

    def content(self) -> bytes:
        """The letter as it is handed to a mail server, with the line ends of mail."""
        message = self._head()
        if not self.attachments:
            _say(message, self.text, self.html)
            message["Content-Language"] = self.language
            return bytes(message)
        message["MIME-Version"] = "1.0"
        message.make_mixed(boundary=_boundary(self.message_id))
        message["Content-Language"] = self.language
        line = f"--{message.get_boundary()}".encode()
        head, _, _ = bytes(message).partition(line)
        parts = [_body(self.text, self.html), *(file.part for file in self.attachments)]
        return b"".join([head, *(each for part in parts for each in (line, b"\r\n", part, b"\r\n")), line, b"--\r\n"])

    def _head(self) -> EmailMessage:
        message = EmailMessage(policy=POLICY)
        message["Subject"] = one_line(self.subject)
        message["From"] = _named(self.sender_name, self.sender)
        message["To"] = _named(self.name, self.address)
        message["Date"] = self.written_at
        message["Message-ID"] = self.message_id
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: out-of-office programs leave it alone
        message["X-Auto-Response-Suppress"] = "All"  # the same for Exchange
        return message


def _say(message: EmailMessage, text: str, html: str) -> None:
    """Puts the text first, and the same as HTML after it."""
    message.set_content(text, cte="base64")
    message.add_alternative(html, subtype="html", cte="base64")


@lru_cache(4)
def _body(text: str, html: str) -> bytes:
    """Text and HTML as they stand in a mail with files: written once for all who are told the same."""
    part = EmailMessage(policy=POLICY)
    _say(part, text, html)
    part.set_boundary(_boundary(html))
    del part["MIME-Version"]  # the mail's own says it
    return bytes(part)


def _boundary(seed: str) -> str:
    """A line that base64 and words do not have, short enough to stand in one piece: not every mail program puts pieces together."""
    return f"=_{sha256(seed.encode()).hexdigest()[:32]}"


_FILES = Text(ko="첨부 파일: {names}", en="Attached: {names}")
_OPEN = Text(ko="화면에서 보기 (로그인 필요): {link}", en="Open it on screen (sign-in needed): {link}")
_WHY = Text(
    ko="이 메일은 Dangol의 보고서 예약 '{schedule}'에 따라 자동으로 발송되었습니다. 그만 받으시려면 {owner} 님에게 알려 주세요.",
    en="This mail was sent automatically by the Dangol schedule '{schedule}'. If you no longer want it, tell {owner}.",
)
_TRIAL = Text(ko="[시험 발송] {title}", en="[Trial] {title}")
_TRIAL_ABOUT = Text(
    ko="예약을 시작하기 전에 보내는 시험 메일입니다. 본인에게만 발송되었습니다.",
    en="This is a trial, sent to you alone before the schedule starts.",
)


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What a report's mail says around its summary."""

    schedule: str
    owner: str
    files: Sequence[str]
    link: str
    is_trial: bool
    language: Language

    def subject(self, summary: Summary) -> str:
        return _TRIAL.format(title=summary.title).of(self.language) if self.is_trial else summary.title

    def text(self, summary: Summary) -> str:
        """The mail as text."""
        parts = [[*([_TRIAL_ABOUT.of(self.language)] if self.is_trial else []), summary.title, summary.scope, summary.data]]
        parts.append([f"{label}: {sentence}" for label, sentence in summary.points])
        for line in summary.lines:
            said = [f"■ {line.label}: {line.value}", f"  {line.sample}"]
            said += [f"  {summary.compared_with} {line.change}"] if line.change else []
            said += [f"  {line.goal} → {line.verdict}"] if line.verdict else []
            parts.append(said)
        parts.append(self._ends())
        return "\n\n".join("\n".join(part) for part in parts if part) + "\n"

    def html(self, summary: Summary) -> str:
        """The same in plain HTML: nothing is fetched, nothing runs, and it reads as well without its colours."""
        colours = {"good": LIGHT.good, "bad": LIGHT.bad, "unsure": LIGHT.unsure, "plain": LIGHT.muted}
        points = "".join(f"<p><b>{escape(label)}</b> {escape(said)}</p>" for label, said in summary.points)
        cell, small = (
            f"padding:8px 12px 8px 0;border-bottom:1px solid {LIGHT.rule};vertical-align:top",
            f"color:{LIGHT.muted};font-size:12px",
        )
        rows = "".join(
            f'<tr><td style="{cell}"><b>{escape(line.label)}</b><br><span style="{small}">{escape(line.sample)}</span></td>'
            f'<td style="{cell};font-size:18px;white-space:nowrap"><b>{escape(line.value)}</b></td>'
            f'<td style="{cell}"><span style="color:{colours[line.change_tone]}">{escape(line.change)}</span></td>'
            f'<td style="{cell}">{escape(line.goal)}<br>'
            f'<span style="color:{colours[line.verdict_tone]}">{escape(line.verdict)}</span></td></tr>'
            for line in summary.lines
        )
        head = f'<h1 style="font-size:20px;margin:0 0 4px">{escape(summary.title)}</h1>'
        made_from = f'<p style="{small};margin:0 0 16px">{escape(summary.scope)}<br>{escape(summary.data)}</p>'
        trial = f"<p><b>{escape(_TRIAL_ABOUT.of(self.language))}</b></p>" if self.is_trial else ""
        table = (
            f'<table style="border-collapse:collapse;margin:16px 0">{rows}</table><p style="{small}">{escape(summary.compared_with)}</p>'
        )
        ends = "".join(f'<p style="{small}">{escape(said)}</p>' for said in self._ends())
        return page(self.language, summary.title, f"{trial}{head}{made_from}{points}{table}{ends}")

    def _ends(self) -> list[str]:
        ends = [_FILES.format(names=", ".join(self.files)).of(self.language)] if self.files else []
        ends += [_OPEN.format(link=self.link).of(self.language)] if self.link else []
        return [*ends, _WHY.format(schedule=self.schedule, owner=self.owner).of(self.language)]


def page(language: Language, title: str, body: str) -> str:
    """A mail's HTML around a body that is HTML already."""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title></head>'
        f"<body style=\"font-family:'Malgun Gothic','Apple SD Gothic Neo',sans-serif;font-size:14px;line-height:1.6;color:{LIGHT.ink}\">"
        f"{body}</body></html>"
    )


def _named(name: str, address: str) -> Address:
    return Address(display_name=one_line(name), addr_spec=address)
