"""Every setting, with its default and what it means.

Read once, by `app.py` and `cli.py`, from DANGOL_* variables and from `dangol.toml` in the data folder
(a variable wins), and passed down from there.
"""

import os
import secrets
from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from errors import SettingsError
from metrics.text import Language

SHORTEST_SECRET = 32


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as unknown:
        raise ValueError(f"unknown time zone '{name}'") from unknown
    return name


class Settings(BaseSettings):
    """The settings of one installation."""

    model_config = SettingsConfigDict(env_prefix="DANGOL_", extra="forbid", frozen=True)

    home: Path = Field(default=Path("dangol-data"), description="The data folder: facts, state, received files, dangol.toml.")
    company: str = Field(default="", description="The company's name, shown on pages and reports.")
    language: Language = Field(default="ko", description="The language before a reader chooses one: ko or en.")
    currency: str = Field(default="KRW", pattern="^[A-Z]{3}$", description="ISO 4217 code of all money in the exports.")
    zone: Annotated[str, AfterValidator(_known_zone)] = Field(
        default="Asia/Seoul", description="The company's time zone: decides on which day a moment falls."
    )
    business_hours: dict[str, str] = Field(
        default=dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00-18:00"),
        description="Opening hours per weekday; a day that is not named is closed.",
    )
    holidays: str = Field(default="KR", description="ISO 3166 country whose public holidays are closed; empty for none.")
    closed_days: tuple[date, ...] = Field(
        default=(), description="The company's own closed days, such as 2026-05-04, beside the public holidays."
    )
    database_url: str = Field(default="", description="SQLAlchemy URL of the state; empty means SQLite in the data folder.")
    facts_url: str = Field(default="", description="Folder or URL of the Delta tables; empty means facts/ in the data folder.")
    answers_megabytes: int = Field(
        default=200, ge=0, description="Room in the data folder for answers that were measured, in MB; 0 keeps none."
    )
    engine: Literal["polars", "spark"] = Field(
        default="polars", description="What computes the metrics: polars, in this process, or spark (docs/growing.md)."
    )
    spark_master: str = Field(
        default="local[*]",
        pattern=r"^(local(\[(\d+|\*)\])?|spark://.+|sc://.+)$",
        description="Where Spark runs: local[*], spark://HOST:PORT, or sc://HOST:PORT for Spark Connect.",
    )
    spark_options: dict[str, str] = Field(default={}, description="Spark's own properties, such as spark.executor.memory.")
    watched: Path | None = Field(
        default=None, description="A folder that exports are put into: `dangol worker` loads what appears there, as `dangol watch` does."
    )
    secret: SecretStr | None = Field(
        default=None, description="Key of the customers' hashes, at least 32 characters; made in the data folder if absent."
    )
    host: str = Field(default="127.0.0.1", description="Address that `dangol serve` listens on.")
    port: int = Field(default=8050, ge=1, le=65535, description="Port that `dangol serve` listens on.")
    address: str = Field(
        default="",
        pattern="^(https?://.+)?$",
        description="Where readers open the app, such as https://kpi.company.co.kr; for links in mails.",
    )
    proxies: int = Field(default=0, ge=0, le=4, description="Trusted reverse proxies in front: how many X-Forwarded hops to believe.")
    https: bool = Field(default=False, description="Readers reach the app by https: Secure __Host- cookies and HSTS.")
    idle_minutes: int = Field(default=30, ge=1, description="A session ends after this long without a request.")
    session_hours: int = Field(default=12, ge=1, description="A session ends after this long, used or not.")
    overview: tuple[str, ...] = Field(
        default=(
            "repurchase_rate",
            "net_promoter_score",
            "customer_satisfaction",
            "first_response_time",
            "complaint_rate",
            "customer_lifetime_value",
        ),
        description="The metrics on the Overview page and in its report, in order.",
    )
    management: tuple[str, ...] = Field(
        default=(
            "repurchase_rate",
            "net_promoter_score",
            "customer_satisfaction",
            "first_response_time",
            "resolution_time",
            "complaint_rate",
            "churn_rate",
            "customer_lifetime_value",
        ),
        description="The metrics of the management report, in order; the weekly report and the scorecard choose among them.",
    )
    logo: Path | None = Field(default=None, description="The company's logo on reports: a PNG or JPEG file of at most 500,000 bytes.")
    colour: str = Field(
        default="",
        pattern="^(#[0-9a-fA-F]{6})?$",
        description="The colour of reports, such as #1f5fae; dark enough to be read on white. Empty for Dangol's own.",
    )
    official: dict[str, str] = Field(
        default={},
        description='The variant by which the company counts a metric, where it is another: repurchase_rate = "cohort_repurchase_rate".',
    )

    smtp_host: str = Field(default="", description="The mail server that reports are sent by; without one they wait.")
    smtp_port: int = Field(default=587, ge=1, le=65535, description="The mail server's port.")
    smtp_security: Literal["starttls", "tls", "insecure"] = Field(
        default="starttls", description="How the way there is secured; insecure sends everything readable, the password with it."
    )
    smtp_user: str = Field(default="", description="Who signs in to the mail server; empty for nobody.")
    smtp_password: SecretStr = Field(default=SecretStr(""), description="The password for that.")
    smtp_sender: str = Field(default="", pattern="^([^@\\s]+@[^@\\s]+)?$", description="The address that reports come from.")
    mail_domains: tuple[str, ...] = Field(
        default=(), description="The domains that reports may be sent to; empty for the sender's own only."
    )
    report_processes: int = Field(
        default=2,
        ge=1,
        le=32,
        description="How many reports are made at once: one by the worker, each further one in a process of its own.",
    )
    stale_working_days: int = Field(
        default=2, ge=0, description="A report is held where its data end more working days than this before its period."
    )
    archive_days: int = Field(default=1095, ge=1, description="How long reports are kept as they were sent.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        home = Path(init_settings().get("home") or os.environ.get("DANGOL_HOME") or cls.model_fields["home"].default)
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, home / "dangol.toml")

    @property
    def state_url(self) -> str:
        """The state database as SQLAlchemy takes it."""
        return self.database_url or f"sqlite:///{(self.home / 'state.sqlite3').absolute()}"

    @property
    def tables_url(self) -> str:
        """The folder or URL of the fact tables."""
        return self.facts_url or str((self.home / "facts").absolute())

    def secret_key(self) -> bytes:
        """The installation's secret; made once in the data folder where no setting gives it.

        Raises:
            SettingsError: it is too short, or lost while customers are keyed with it.
        """
        if self.secret is not None:
            key = self.secret.get_secret_value()
        else:
            kept = self.home / "secret"
            is_new = not (self.home / "state.sqlite3").exists()  # asked first: whoever makes both makes the secret first
            if not kept.exists():
                if not is_new:
                    raise SettingsError(
                        f"{kept} is gone, but {self.home} holds data made with it. Put it back, or set DANGOL_SECRET to it."
                    )
                _make_secret(kept)
            key = kept.read_text().strip()
        if len(key) < SHORTEST_SECRET or len(set(key)) < 8:
            raise SettingsError(
                f"The secret must be random and at least {SHORTEST_SECRET} characters long. Make one: openssl rand -base64 48"
            )
        return key.encode()


def _make_secret(kept: Path) -> None:
    """Writes a new secret, whole at once; of several programs that start together all keep the first one's."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=kept.parent, prefix="secret.") as file:  # which only its owner can read
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(file.name, kept)


def read(**given: Any) -> Settings:
    """The settings of this process; `given` values win over variables and file.

    Raises:
        SettingsError: a value is unknown or wrong; says which.
    """
    try:
        return Settings(**given)
    except ValidationError as wrong:
        said = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in wrong.errors())
        raise SettingsError(f"Settings: {said}. See docs/settings.md.") from wrong
