"""A small schema with everything a transport meets: connections, batches, failures, a subscription."""

from asyncio import Event, Queue, sleep
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar, cast

import strawberry
from graphql import GraphQLError

from api.graphql.field_metadata import field_metadata

VOLUMES: Final = 12
MOST: Final = 40
"""The greatest number of a book's reviews; it has three."""
NOTES: Final = "notes:read"
F = TypeVar("F", bound=Callable[..., Any])


def declare(**metadata: Any) -> Callable[[F], F]:  # noqa: ANN401 - scope, price and greatest length
    """Declare a field with metadata, whose decorator strawberry leaves untyped."""
    return cast("Callable[[F], F]", strawberry.field(metadata=field_metadata(**metadata)))


@strawberry.type
class PageInfo:
    has_next_page: bool = False


@strawberry.type
class Author:
    id: strawberry.ID = strawberry.ID("1")
    name: str = "Inger"


@strawberry.type
class Binding:
    material: str = "cloth"


@strawberry.type
class Chapter:
    title: str = "One"


@strawberry.type
class ChapterEdge:
    cursor: str
    node: Chapter


@strawberry.type
class ChapterConnection:
    edges: list[ChapterEdge]
    page_info: PageInfo = strawberry.field(default_factory=PageInfo)


@strawberry.type
class Review:
    stars: int = 5

    @declare(most=2)
    def answers(self) -> "list[Review]":
        return [Review()]


@strawberry.type
class Book:
    id: strawberry.ID = strawberry.ID("1")
    title: str = "Babettes Gæstebud"
    pages: int = 60
    binding: Binding = strawberry.field(default_factory=Binding)

    @strawberry.field
    def author(self) -> Author:
        return Author()

    @strawberry.field
    def sequel(self) -> "Book | None":
        return Book()

    @declare(most=MOST)
    def reviews(self) -> list[Review]:
        return [Review() for _ in range(3)]

    @declare(most=2)
    def editions(self) -> list[Author]:
        return [Author(), Author()]

    @declare(scope=NOTES)
    def notes(self) -> str:
        return "dog-eared"

    @strawberry.field
    def volumes(self) -> "list[Book]":
        return [Book() for _ in range(VOLUMES)]

    @strawberry.field
    async def series(self, info: strawberry.Info) -> "list[Book]":
        info.context.looked_up += 1
        await sleep(0)
        return [Book() for _ in range(VOLUMES)]

    @strawberry.field
    def chapters(self, first: int | None = None) -> ChapterConnection:
        return ChapterConnection(edges=[ChapterEdge(cursor="a", node=Chapter())] * min(first or 50, 3))


@strawberry.type
class BookEdge:
    cursor: str
    node: Book


@strawberry.type
class BookConnection:
    edges: list[BookEdge]
    nodes: list[Book]
    page_info: PageInfo = strawberry.field(default_factory=PageInfo)
    total_count: int = strawberry.field(default=4, metadata=field_metadata(price=10))


@strawberry.input
class BookFilter:
    text: str | None = strawberry.field(default=None, metadata=field_metadata(price=7))
    author: str | None = None


@strawberry.input
class BookInput:
    title: str


@strawberry.input
class AddBooksInput:
    books: list[BookInput]


@strawberry.type
class AddBooksPayload:
    books: list[Book]


@dataclass
class Shelf:
    """The context of resolvers, which shows a test what ran and which source was closed."""

    added: list[str] = field(default_factory=list)
    looked_up: int = 0
    account: str | None = None
    scopes: frozenset[str] | None = None
    closed: Queue[str] = field(default_factory=Queue)


Info = strawberry.Info[Shelf, None]


@strawberry.type
class Query:
    @strawberry.field
    def book(self) -> Book | None:
        return Book()

    @strawberry.field
    def shelf(self, limit: int = 30) -> list[Book]:
        return [Book() for _ in range(min(limit, 2))]

    @strawberry.field
    def books(
        self,
        first: int | None = None,
        last: int | None = None,
        filter: BookFilter | None = None,  # noqa: A002, ARG002 - GraphQL's own name, for its price
    ) -> BookConnection:
        found = [Book() for _ in range(min(first or last or 50, 4))]
        return BookConnection(edges=[BookEdge(cursor="a", node=each) for each in found], nodes=found)

    @strawberry.field
    def by_ids(self, ids: list[strawberry.ID]) -> list[Book]:
        return [Book() for _ in ids]

    @strawberry.field
    async def echo(self, text: str) -> str:
        await sleep(0)
        return text

    @strawberry.field
    def double(self, number: int) -> int:
        return 2 * number

    @strawberry.field
    def fail(self) -> str | None:
        raise RuntimeError("password=hunter2")

    @strawberry.field
    def secret(self) -> str | None:
        raise GraphQLError("Not yours.", extensions={"code": "FORBIDDEN"})


@strawberry.type
class Mutation:
    @declare(scope="books:write")
    def add_books(self, info: Info, input: AddBooksInput) -> AddBooksPayload:  # noqa: A002 - GraphQL's own name
        info.context.added.extend(each.title for each in input.books)
        return AddBooksPayload(books=[Book(title=each.title) for each in input.books])


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def count(self, upto: int) -> AsyncIterator[int]:
        for number in range(1, upto + 1):
            yield number

    @strawberry.subscription
    async def books(self, upto: int) -> AsyncIterator[Book]:
        for _ in range(upto):
            yield Book()

    @strawberry.subscription
    async def breaking(self) -> AsyncIterator[int]:
        yield 1
        raise RuntimeError("password=hunter2")

    @strawberry.subscription
    async def flood(self, info: Info) -> AsyncIterator[str]:
        try:
            while True:
                yield "water" * 10_000
        finally:
            info.context.closed.put_nowait("flood")

    @strawberry.subscription
    async def silence(self, info: Info) -> AsyncIterator[int]:
        try:
            await Event().wait()
            yield 1
        finally:
            info.context.closed.put_nowait("silence")


SCHEMA = strawberry.Schema(query=Query, mutation=Mutation, subscription=Subscription)
