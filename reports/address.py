"""Where mail may be sent: addresses that are one, in domains that are allowed."""

import re
from collections.abc import Collection

from errors import UserError

LONGEST_ADDRESS = 254
_ADDRESS = re.compile(
    r"(?=.{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"
)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")


def one_line(text: str) -> str:
    """A text as a header takes it: without line breaks and what cannot be seen."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def checked_address(text: str, domains: Collection[str]) -> str:
    """The address, where it is one and its domain is among those that mail may be sent to.

    Raises:
        UserError: it is not.
    """
    local, _, domain = text.strip().rpartition("@")
    address = f"{local}@{domain.lower()}"
    if len(address) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(address):
        shown = one_line(text)[:80]
        raise UserError(
            ko=f"'{shown}': 이메일 주소 형식이 아닙니다. name@company.co.kr처럼 입력해 주세요.",
            en=f"'{shown}' is not an e-mail address. Write it as name@company.com.",
        )
    if domain.lower() not in {each.lower() for each in domains}:
        listed = ", ".join(sorted(domains)) or "–"
        raise UserError(
            ko=f"{address}: 이 도메인으로는 보낼 수 없습니다. 허용된 도메인: {listed}. "
            "필요하면 관리자가 mail_domains 설정에 추가해 주세요.",
            en=f"{address}: mail may not be sent to this domain. Allowed: {listed}. "
            "An administrator can add it to the setting mail_domains.",
        )
    return address
