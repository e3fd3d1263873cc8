"""What the environment says about how to run: read once, at the start of a command."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Environment:
    """`database_url` is `None` where the embedded Postgres in `data_dir` is to be used.

    `public_url` begins every link in an answer; `None` means the address the gateway listens on. With
    `metrics_token` others than this machine may read `/metrics`.
    """

    database_url: str | None
    data_dir: Path
    public_url: str | None
    metrics_token: str | None


def read_environment(variables: Mapping[str, str] = os.environ) -> Environment:
    """`DATABASE_URL`, `GATEWAY_DATA_DIR`, `PUBLIC_URL` and `METRICS_TOKEN`; empty counts as not set."""
    data_dir = variables.get("GATEWAY_DATA_DIR")
    return Environment(
        database_url=variables.get("DATABASE_URL") or None,
        data_dir=Path(data_dir) if data_dir else default_data_dir(),
        public_url=(variables.get("PUBLIC_URL") or "").rstrip("/") or None,
        metrics_token=variables.get("METRICS_TOKEN") or None,
    )


def default_data_dir() -> Path:
    """Beside the code in a checkout, where the platform keeps such data for an installed gateway."""
    if (_ROOT / "pyproject.toml").exists():
        return _ROOT / ".data"
    return user_data_path("delivery-gateway", appauthor=False)
