"""The origins whose web pages may use the gateway."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

ANY: Final = "*"
_LOOPBACK: Final = re.compile(r"https?://(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class AllowedOrigins:
    """The origins by name, `*` for all; with `loopback` also those of this machine, on any port."""

    names: frozenset[str] = frozenset()
    loopback: bool = False

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.names) or self.loopback

    def allows(self, origin: str) -> bool:
        if origin in self.names or ANY in self.names:
            return True
        return self.loopback and _LOOPBACK.fullmatch(origin) is not None

    def add(self, names: Iterable[str]) -> "AllowedOrigins":
        """Return these origins and others."""
        return AllowedOrigins(self.names.union(names), self.loopback)
