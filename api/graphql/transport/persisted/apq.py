"""Automatic persisted queries (Apollo's APQ): documents that clients send once and then name by hash."""

from dataclasses import dataclass, field
from sys import getsizeof
from typing import Final

LONGEST: Final = 20_000  # characters; a longer document must be sent each time
OVERHEAD: Final = 300  # bytes of an entry besides its text, at most: its hash and its place
OVERHEAD_OF_ACCOUNT: Final = 700


@dataclass(slots=True)
class AccountDocuments:
    """One account's documents by hash, the least recently used first; `size` is in bytes of memory."""

    size: int = OVERHEAD_OF_ACCOUNT
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
            self.size += _entry_size(text)
        while self.size > room:
            self.size -= _entry_size(self.texts.pop(next(iter(self.texts))))


@dataclass(slots=True)
class AutomaticDocuments:
    """The documents of all accounts; an account sees, and displaces, only its own.

    Sizes are in bytes of memory, of which a character takes up to four. If all accounts together exceed
    `room`, the least recently active account loses its documents, and its clients send them again.
    """

    room: int = 20_000_000
    room_of_each: int = 1_000_000
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
        before = self._accounts[account].size if account in self._accounts else 0
        documents = self._accounts.pop(account, None) or AccountDocuments()
        self._accounts[account] = documents
        documents.put(key, text, self.room_of_each)
        self.size += documents.size - before
        while self.size > self.room:
            self.size -= self._accounts.pop(next(iter(self._accounts))).size


def _entry_size(text: str) -> int:
    return getsizeof(text) + OVERHEAD
