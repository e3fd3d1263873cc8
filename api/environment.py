"""The settings of the process, read from environment variables at the start of a command."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_data_path

from persistence.engine.database_url import UnusableUrl, read_database_url

_ROOT = Path(__file__).resolve().parent.parent
_LONGEST = 9  # digits
_SWITCH = {"": None, "0": False, "1": True}


class UnreadableSetting(ValueError):
    """An environment variable whose value cannot be read."""


@dataclass(frozen=True, slots=True)
class Environment:
    """The settings of the process.

    `database_url` is `None` for the embedded Postgres in `data_dir`. `public_url` begins every link in an
    answer; `None` means the address on which the gateway listens. Every reader of `/metrics` needs
    `metrics_token`; if it is `None`, only this machine may read them. `rate_limit` is the cost that an
    account may spend at once, 0 for no limit; `rate_restored` is the cost restored each second.
    """

    database_url: str | None = field(repr=False)
    data_dir: Path
    public_url: str | None
    metrics_token: str | None = field(repr=False)
    allowed_origins: tuple[str, ...]
    rate_limit: int
    rate_restored: int
    trusted_documents: Path | None
    trusted_only: bool
    introspection: bool


def read_environment(variables: Mapping[str, str] = os.environ) -> Environment:
    """Read the variables that the README lists; empty counts as not set. Raises `UnreadableSetting`."""
    data_dir = variables.get("GATEWAY_DATA_DIR")
    manifest = variables.get("GATEWAY_TRUSTED_DOCUMENTS")
    trusted_only = _switch(variables, "GATEWAY_TRUSTED_ONLY", default=False)
    if trusted_only and not manifest:
        raise UnreadableSetting("GATEWAY_TRUSTED_ONLY needs a manifest in GATEWAY_TRUSTED_DOCUMENTS")
    return Environment(
        database_url=_read_database_url(variables),
        data_dir=Path(data_dir) if data_dir else default_data_dir(),
        public_url=(variables.get("PUBLIC_URL") or "").rstrip("/") or None,
        metrics_token=variables.get("METRICS_TOKEN") or None,
        allowed_origins=tuple(variables.get("GATEWAY_ALLOWED_ORIGINS", "").replace(",", " ").split()),
        rate_limit=_number(variables, "GATEWAY_RATE_LIMIT", default=200_000),
        rate_restored=_number(variables, "GATEWAY_RATE_RESTORED", default=20_000, least=1),
        trusted_documents=Path(manifest) if manifest else None,
        trusted_only=trusted_only,
        introspection=_switch(variables, "GATEWAY_INTROSPECTION", default=True),
    )


def default_data_dir() -> Path:
    """Return `.data` in a checkout, the platform's data folder for an installed gateway."""
    if (_ROOT / "pyproject.toml").exists():
        return _ROOT / ".data"
    return user_data_path("delivery-gateway", appauthor=False)


def _read_database_url(variables: Mapping[str, str]) -> str | None:
    text = variables.get("DATABASE_URL")
    try:
        return read_database_url(text) if text else None
    except UnusableUrl as error:
        raise UnreadableSetting(f"DATABASE_URL {error}") from error


def _number(variables: Mapping[str, str], name: str, *, default: int, least: int = 0) -> int:
    text = variables.get(name) or str(default)
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST and int(text) >= least):
        most = "9" * _LONGEST
        raise UnreadableSetting(f"{name} must be a whole number from {least} to {most}, not {text[:80]!r}")
    return int(text)


def _switch(variables: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = variables.get(name, "")
    if text not in _SWITCH:
        raise UnreadableSetting(f"{name} must be 0 or 1, not {text[:80]!r}")
    chosen = _SWITCH[text]
    return default if chosen is None else chosen
