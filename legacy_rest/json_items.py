"""Items in JSON: an array of them, an object with the array as its member `deliveries`, or one item alone."""

from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass, field

from legacy_rest.body_work import Work
from legacy_rest.brackets import LIST, is_stray, placement_problem
from legacy_rest.json_text import (
    LARGEST_ITEM,
    array_items,
    decode_json,
    end_of_value,
    size_refusal,
    skip_space,
)
from legacy_rest.problems import MALFORMED, NO_ARRAY, RequestRefused


async def json_items(text: bytearray, fields: Collection[str], work: Work) -> AsyncIterator[object]:
    """Return an iterator over the items, each decoded when it is asked for; raises `RequestRefused`.

    `fields` are the members that describe an item; none may stand beside the array. All of `text` but the
    array is dropped.
    """
    start = await skip_space(text, 0, work)
    if not text.startswith(b"{", start):
        return array_items(text, work)
    members = _Members(text, start + 1, work)
    await members.read()
    if members.array is None:
        return _only(_require_item(members.others, fields))
    if stray := next((name for name in members.others if is_stray(name, fields)), None):
        raise RequestRefused(placement_problem(stray))
    begin, end = members.array
    del text[end:], text[:begin]
    return array_items(text, work)


@dataclass(slots=True)
class _Members:
    """The members of the object that a body is: the place of the array of items, and the other values.

    The names and values of the others together are no larger than an item.
    """

    text: bytearray
    position: int
    work: Work
    array: tuple[int, int] | None = None
    others: dict[str, object] = field(default_factory=dict)
    size: int = 0

    async def read(self) -> None:
        """Read to the end of the text; raises `RequestRefused`."""
        if not await self._skip(b"}"):
            await self._read_member()
            while await self._skip(b","):
                await self._read_member()
            await self._require(b"}")
        if await skip_space(self.text, self.position, self.work) < len(self.text):
            raise RequestRefused(MALFORMED)

    async def _read_member(self) -> None:
        name = await self._read_value()
        await self._require(b":")
        if not isinstance(name, str):
            raise RequestRefused(MALFORMED)
        start = await skip_space(self.text, self.position, self.work)
        if name != LIST or not self.text.startswith(b"[", start):
            self.others[name] = await self._read_value()
        elif self.array is None:
            self.position = await end_of_value(self.text, start, self.work, len(self.text))
            self.array = start, self.position
        else:
            raise RequestRefused(placement_problem(name))

    async def _read_value(self) -> object:
        start = await skip_space(self.text, self.position, self.work)
        self.position = await end_of_value(self.text, start, self.work)
        self.size += self.position - start
        if self.size > LARGEST_ITEM:
            raise RequestRefused(size_refusal(0))
        return decode_json(self.text[start : self.position])

    async def _require(self, mark: bytes) -> None:
        if not await self._skip(mark):
            raise RequestRefused(MALFORMED)

    async def _skip(self, mark: bytes) -> bool:
        """Skip space and the mark; return whether the mark is there."""
        self.position = await skip_space(self.text, self.position, self.work)
        is_there = self.text.startswith(mark, self.position)
        self.position += is_there
        return is_there


def _require_item(members: Mapping[str, object], fields: Collection[str]) -> Mapping[str, object]:
    """Return the members if some describe an item; raises `RequestRefused`."""
    if LIST in members or members.keys().isdisjoint(fields):
        raise RequestRefused(NO_ARRAY)
    return members


async def _only(item: object) -> AsyncIterator[object]:
    yield item
