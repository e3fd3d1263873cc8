"""The library served over real HTTP, with whatever options a test wants."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import strawberry
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.types import Scope

from api.graphql.field_metadata import metadata_of
from api.graphql.transport.http.endpoint import GraphQLOverHTTP
from api.graphql.transport.options import Options, Payer
from api.graphql.transport.parameters import from_mapping
from api.graphql.transport.pipeline import AdmittedOperation, Pipeline
from api.operations.entry_point import EntryPoint
from api.operations.header_fields import fields_of
from tests.api.graphql.transport.schema import SCHEMA, Shelf
from tests.fakes import World
from tests.running import serve_app

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"


@dataclass(frozen=True)
class Library:
    http: httpx.AsyncClient
    shelf: Shelf

    async def post(self, query: object, accept: str = GRAPHQL, **parameters: object) -> httpx.Response:
        body = {"query": query, **parameters}
        return await self.http.post("/graphql", json=body, headers={"Accept": accept})

    async def get(self, accept: str = GRAPHQL, **parameters: str) -> httpx.Response:
        return await self.http.get("/graphql", params=parameters, headers={"Accept": accept})

    async def send(self, body: bytes, accept: str = GRAPHQL, content_type: str = JSON) -> httpx.Response:
        headers = {"Accept": accept, "Content-Type": content_type}
        return await self.http.post("/graphql", content=body, headers=headers)


def library_app(
    shelf: Shelf,
    options: Options | None = None,
    schema: strawberry.Schema = SCHEMA,
    middleware: tuple[Middleware, ...] = (),
) -> Starlette:
    async def shelf_of(scope: Scope) -> Shelf:
        shelf.account = fields_of(scope).first(b"token") or None
        return shelf

    routes = [Route("/graphql", GraphQLOverHTTP(schema, shelf_of, options))]
    return Starlette(routes=routes, middleware=[Middleware(EntryPoint, lambda _: "graphql"), *middleware])


@asynccontextmanager
async def open_library(
    options: Options | None = None, middleware: tuple[Middleware, ...] = ()
) -> AsyncIterator[Library]:
    shelf = Shelf()
    app = library_app(shelf, options or Options(metadata_of=metadata_of), middleware=middleware)
    async with serve_app(app, World().usecases) as running:
        yield Library(running.http, shelf)


async def admit(
    pipeline: Pipeline, query: str, shelf: Shelf | None = None, **variables: object
) -> AdmittedOperation:
    """Prepare and admit an operation without HTTP."""
    parameters, context = from_mapping({"query": query, "variables": variables}), shelf or Shelf()
    charge = pipeline.begin(context)
    return await pipeline.admit(
        pipeline.prepare(parameters, charge), parameters, context, charge, "request-8"
    )


def scopes_of(context: object) -> frozenset[str] | None:
    assert isinstance(context, Shelf)
    return context.scopes


def payer_of(context: object) -> Payer:
    """The account that the token names, the address of all clients without one."""
    assert isinstance(context, Shelf)
    return Payer(context.account) if context.account else Payer("address", is_anonymous=True)


def codes(response: httpx.Response) -> list[str]:
    """The codes of a refusal, which must have no `data` entry."""
    content: dict[str, Any] = response.json()
    assert "data" not in content
    return [error["extensions"]["code"] for error in content["errors"]]
