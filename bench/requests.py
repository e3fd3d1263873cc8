"""The requests of each system for each operation; a connection sends its own over and over."""

from collections.abc import Callable, Mapping
from itertools import count
from typing import Final

from bench import documents
from bench.http import http_request
from bench.workload import BATCH, LARGE_BATCH, READER, WRITERS, Item, Workload, graphql_items, rest_items

Make = Callable[[Workload, int], list[bytes]]
"""Makes the requests of a connection, of which there are several."""

IDS_OF_CONNECTION: Final = 31
UPDATES: Final = 2
_notes = count(1)


def choose_ids(workload: Workload, connection: int) -> tuple[str, ...]:
    start = connection * IDS_OF_CONNECTION % len(workload.ids)
    return workload.ids[start : start + IDS_OF_CONNECTION]


def choose_writer(connection: int) -> str:
    return WRITERS[connection % len(WRITERS)]


def _updates(workload: Workload, connection: int) -> list[list[Item]]:
    """Return a few updates of the same deliveries, each with other notes."""
    turn = connection // len(WRITERS)
    ids = workload.own_ids[choose_writer(connection)][turn * BATCH : (turn + 1) * BATCH]
    return [
        [{"scheduled_id": each, "delivery_notes": f"Note {number}"} for each in ids]
        for number in (next(_notes) for _ in range(UPDATES))
    ]


def graphql_read(document: str) -> Make:
    return lambda workload, _connection: [_post_graphql(workload.tokens[READER], document)]


def graphql_read_one(workload: Workload, connection: int) -> list[bytes]:
    token = workload.tokens[READER]
    return [_post_graphql(token, documents.ONE, id=each) for each in choose_ids(workload, connection)]


def graphql_create(workload: Workload, connection: int) -> list[bytes]:
    token = workload.tokens[choose_writer(connection)]
    return [_post_graphql(token, documents.CREATE, input={"deliveries": graphql_items(BATCH)})]


def _post_graphql(token: str, document: str, **variables: object) -> bytes:
    return http_request("POST", "/graphql", token, {"query": document, "variables": variables})


def read_path(path: str) -> Make:
    return lambda workload, _connection: [http_request("GET", path, workload.tokens[READER])]


def read_path_of_each(path: str) -> Make:
    """Read `path` with an id behind it."""

    def make(workload: Workload, connection: int) -> list[bytes]:
        token = workload.tokens[READER]
        return [http_request("GET", f"{path}/{each}", token) for each in choose_ids(workload, connection)]

    return make


def create_at(path: str, items: int) -> Make:
    def make(workload: Workload, connection: int) -> list[bytes]:
        return [http_request("POST", path, workload.tokens[choose_writer(connection)], rest_items(items))]

    return make


def post_nothing_to(path: str) -> Make:
    def make(workload: Workload, connection: int) -> list[bytes]:
        return [http_request("POST", path, workload.tokens[choose_writer(connection)], {})]

    return make


def update_at(path: str) -> Make:
    def make(workload: Workload, connection: int) -> list[bytes]:
        token = workload.tokens[choose_writer(connection)]
        return [http_request("POST", path, token, items) for items in _updates(workload, connection)]

    return make


def limit_graphql_create(workload: Workload, connection: int) -> list[bytes]:
    token, body = workload.tokens[choose_writer(connection)], {"input": {"deliveries": graphql_items(BATCH)}}
    return [http_request("POST", "/create-for-graphql", token, {"variables": body})]


GRAPHQL: Final[Mapping[str, Make]] = {
    "one": graphql_read_one,
    "page": graphql_read(documents.PAGE),
    "page-with-events": graphql_read(documents.PAGE_WITH_EVENTS),
    "graphql-create": graphql_create,
}
LEGACY_REST: Final[Mapping[str, Make]] = {
    "settings": read_path("/v1/settings/config"),
    "create-1": create_at("/v1.3/scheduled/create", 1),
    "create-100": create_at("/v1.3/scheduled/create", BATCH),
    "update-100": update_at("/v1.3/scheduled/update"),
    "create-10000": create_at("/v1.3/scheduled/create", LARGE_BATCH),
}
LIMIT: Final[Mapping[str, Make]] = {
    "one": read_path_of_each("/delivery"),
    "page": read_path("/page"),
    "page-with-events": read_path("/page-with-events"),
    "graphql-create": limit_graphql_create,
    "settings": read_path("/settings"),
    "create-1": create_at("/create", 1),
    "create-100": create_at("/create", BATCH),
    "update-100": update_at("/update"),
    "create-10000": create_at("/create", LARGE_BATCH),
}
FASTAPI: Final[Mapping[str, Make]] = {
    "one": read_path_of_each("/delivery"),
    "page": read_path("/page"),
    "page-with-events": read_path("/page-with-events"),
    **LEGACY_REST,
}
COPY_REQUESTS: Final[Mapping[str, Make]] = {"create-10000": post_nothing_to("/copy")}
