"""Documents that clients sent once and name by their hash from then on (Apollo's APQ)."""

from dataclasses import dataclass, field
from typing import Final

LONGEST: Final = 20_000  # characters; what is longer has to be sent each time
OVERHEAD: Final = 300  # what even the shortest document takes up, about, in characters


@dataclass(slots=True)
class AccountDocuments:
    """One account's documents by hash, the ones unused longest first."""

    size: int = 0
    texts: dict[str, str] = field(default_factory=dict)

    def get(self, key: str) -> str | None:
        """The document, which now is the last to be taken off."""
        if (text := self.texts.pop(key, None)) is not None:
            self.texts[key] = text
        return text

    def put(self, key: str, text: str, room: int) -> None:
        """Keep a document, and not more than `room` in all."""
        if self.get(key) is None:
            self.texts[key] = text
            self.size += len(text) + OVERHEAD
        while self.size > room:
            self.size -= len(self.texts.pop(next(iter(self.texts)))) + OVERHEAD


@dataclass(slots=True)
class AutomaticDocuments:
    """Every account sees its own documents alone, and can push out but its own.

    Sizes are in characters. When all accounts together have too many, the account that was quiet longest
    loses its documents; its clients send them once more.
    """

    room: int = 20_000_000
    room_of_each: int = 500_000
    size: int = 0
    _shelves: dict[str, AccountDocuments] = field(default_factory=dict)

    def get(self, account: str, key: str) -> str | None:
        if (shelf := self._shelves.pop(account, None)) is None:
            return None
        self._shelves[account] = shelf
        return shelf.get(key)

    def put(self, account: str, key: str, text: str) -> None:
        if len(text) > LONGEST:
            return
        shelf = self._shelves.pop(account, None) or AccountDocuments()
        self._shelves[account] = shelf
        before = shelf.size
        shelf.put(key, text, self.room_of_each)
        self.size += shelf.size - before
        while self.size > self.room:
            self.size -= self._shelves.pop(next(iter(self._shelves))).size
