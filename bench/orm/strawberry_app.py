"""Strawberry over SQLAlchemy's ORM, with a data loader for the events, as its tutorials teach."""

from typing import Annotated

import strawberry
from fastapi import Depends, FastAPI, Header, HTTPException
from sqlalchemy.ext.asyncio import AsyncSession
from strawberry.fastapi import GraphQLRouter

from bench.orm.orm_queries import creation_changes, find_account, find_delivery, find_page, log_events
from bench.orm.orm_tables import open_session
from bench.orm.strawberry_types import (
    DeliveryInputType,
    DeliveryType,
    OrmContext,
    OrmInfo,
    delivery_from_row,
    row_from_input,
)
from bench.workload import SIZE


@strawberry.type
class PageInfoType:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class ConnectionType:
    nodes: list[DeliveryType]
    page_info: PageInfoType


@strawberry.type
class ViolationType:
    index: int
    path: list[str]
    code: str
    message: str


@strawberry.type
class CreatePayloadType:
    deliveries: list[DeliveryType]
    violations: list[ViolationType]


@strawberry.input(name="CreateDeliveriesInput")
class CreateInputType:
    deliveries: list[DeliveryInputType]


@strawberry.type
class Query:
    @strawberry.field
    async def delivery(self, info: OrmInfo, id: strawberry.ID) -> DeliveryType | None:  # noqa: A002 - its name
        row = await find_delivery(info.context.session, info.context.account_id, id)
        return None if row is None else delivery_from_row(row)

    @strawberry.field
    async def deliveries(self, info: OrmInfo, first: int = SIZE) -> ConnectionType:
        rows = await find_page(info.context.session, info.context.account_id)
        nodes = [delivery_from_row(row) for row in rows[:first]]
        page_info = PageInfoType(has_next_page=len(rows) > first, end_cursor=nodes[-1].id if nodes else None)
        return ConnectionType(nodes=nodes, page_info=page_info)


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def create_deliveries(self, info: OrmInfo, input: CreateInputType) -> CreatePayloadType:  # noqa: A002
        session, account_id = info.context.session, info.context.account_id
        rows = [row_from_input(item, account_id) for item in input.deliveries]
        session.add_all(rows)
        await session.flush()
        await log_events(session, account_id, "created", [(row.id, creation_changes(row)) for row in rows])
        await session.commit()
        return CreatePayloadType(deliveries=[delivery_from_row(row) for row in rows], violations=[])


async def make_context(
    session: Annotated[AsyncSession, Depends(open_session)], token: Annotated[str, Header()] = ""
) -> OrmContext:
    account_id = await find_account(session, token)
    if account_id is None:
        raise HTTPException(401)
    return OrmContext(session, account_id)


app = FastAPI()
app.include_router(
    GraphQLRouter(strawberry.Schema(Query, Mutation), context_getter=make_context), prefix="/graphql"
)
