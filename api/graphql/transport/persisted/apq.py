"""Automatic persisted queries (Apollo's APQ): documents that clients send once and then name by hash."""

from dataclasses import dataclass, field
from typing import Final

LONGEST: Final = 20_000  # characters; a longer document must be sent each time
OVERHEAD: Final = 300  # memory of an entry besides its text, about, in characters


@dataclass(slots=True)
class AccountDocuments:
    """One account's documents by hash, the least recently used first."""

    size: int = 0
    texts: dict[str, str] = field(default_factory=dict)

    def get(self, key: str) -> str | None:
        """Return the document, which becomes the most recently used."""
        if (text := self.texts.pop(key, None)) is not None:
            self.texts[key] = text
        return text

    def put(self, key: str, text: str, room: int) -> None:
        """Add a document; drop others until the size is at most `room`."""
        if self.get(key) is None:
            self.texts[key] = text
            self.size += len(text) + OVERHEAD
        while self.size > room:
            self.size -= len(self.texts.pop(next(iter(self.texts)))) + OVERHEAD


@dataclass(slots=True)
class AutomaticDocuments:
    """The documents of all accounts; an account sees, and displaces, only its own.

    Sizes are in characters. If all accounts together exceed `room`, the least recently active account loses
    its documents, and its clients send them again.
    """

    room: int = 20_000_000
    room_of_each: int = 500_000
    size: int = 0
    _accounts: dict[str, AccountDocuments] = field(default_factory=dict)

    def get(self, account: str, key: str) -> str | None:
        if (documents := self._accounts.pop(account, None)) is None:
            return None
        self._accounts[account] = documents
        return documents.get(key)

    def put(self, account: str, key: str, text: str) -> None:
        if len(text) > LONGEST:
            return
        documents = self._accounts.pop(account, None) or AccountDocuments()
        self._accounts[account] = documents
        before = documents.size
        documents.put(key, text, self.room_of_each)
        self.size += documents.size - before
        while self.size > self.room:
            self.size -= self._accounts.pop(next(iter(self._accounts))).size
