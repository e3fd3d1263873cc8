"""FastAPI over SQLAlchemy's ORM, with pydantic models on the way in and out."""

from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, HTTPException
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bench.orm.legacy_models import CreateBody, DeliveryAnswer, UpdateBody, delivery_answer, row_from_body
from bench.orm.orm_queries import (
    creation_changes,
    find_account,
    find_delivery,
    find_events,
    find_page,
    log_events,
)
from bench.orm.orm_tables import DeliveryRow, SettingsRow, open_session
from bench.orm.shapes import (
    DeliveryShape,
    DeliveryWithHistoryShape,
    PageInfoShape,
    PageShape,
    PageWithHistoryShape,
    delivery_values,
    global_id,
    history_shape,
)
from bench.workload import SIZE

app = FastAPI()
Session = Annotated[AsyncSession, Depends(open_session)]


async def authenticate(session: Session, token: Annotated[str, Header()] = "") -> str:
    account_id = await find_account(session, token)
    if account_id is None:
        raise HTTPException(401)
    return account_id


Account = Annotated[str, Depends(authenticate)]


@app.get("/delivery/{name}")
async def show_one(name: str, session: Session, account_id: Account) -> DeliveryShape:
    row = await find_delivery(session, account_id, name)
    if row is None:
        raise HTTPException(404)
    return DeliveryShape(**delivery_values(row))


@app.get("/page")
async def show_page(session: Session, account_id: Account) -> PageShape:
    rows = await find_page(session, account_id)
    nodes = [DeliveryShape(**delivery_values(row)) for row in rows[:SIZE]]
    return PageShape(nodes=nodes, page_info=_page_info(rows))


@app.get("/page-with-events")
async def show_page_with_events(session: Session, account_id: Account) -> PageWithHistoryShape:
    rows = await find_page(session, account_id)
    events = await find_events(session, account_id, [row.id for row in rows[:SIZE]])
    nodes = [
        DeliveryWithHistoryShape(**delivery_values(row), history=history_shape(events[row.id]))
        for row in rows[:SIZE]
    ]
    return PageWithHistoryShape(nodes=nodes, page_info=_page_info(rows))


def _page_info(rows: Any) -> PageInfoShape:  # noqa: ANN401 - rows
    shown = rows[:SIZE]
    return PageInfoShape(has_next_page=len(rows) > SIZE, end_cursor=global_id(shown[-1]) if shown else None)


@app.get("/v1/settings/config")
async def show_settings(session: Session, account_id: Account) -> dict[str, Any]:
    document = (await session.get_one(SettingsRow, account_id)).document
    kept = ("store_pickup", "pickup_deadline", "home_delivery", "address")
    return {
        "week_days_available": [name.capitalize() for name in document["week_days"]],
        "delivery_windows": document["zone_windows"],
        **{name: document[name] for name in kept},
        "delivery_window_start": document["delivery_window_start"],
        "delivery_window_end": document["delivery_window_end"],
        "allow_to_send_email": document["notify_by_email"],
        "allow_to_send_SMS": document["notify_by_sms"],
        "allowed_pickup_areas": document["pickup_zones"],
        "allowed_delivery_areas": document["delivery_zones"],
    }


@app.post("/v1.3/scheduled/create", status_code=201)
async def create(
    items: list[CreateBody], session: Session, account_id: Account
) -> DeliveryAnswer | list[DeliveryAnswer]:
    rows = [row_from_body(item, account_id) for item in items]
    session.add_all(rows)
    await session.flush()
    await log_events(session, account_id, "created", [(row.id, creation_changes(row)) for row in rows])
    await session.commit()
    answers = [delivery_answer(row) for row in rows]
    return answers[0] if len(answers) == 1 else answers


@app.post("/v1.3/scheduled/update")
async def update(items: list[UpdateBody], session: Session, account_id: Account) -> list[DeliveryAnswer]:
    ids = [item.scheduled_id for item in items]
    chosen = (
        select(DeliveryRow)
        .where(DeliveryRow.account_id == account_id, DeliveryRow.id.in_(ids), DeliveryRow.state == "CREATED")
        .order_by(DeliveryRow.id)
        .with_for_update()
    )
    found = {row.id: row for row in await session.scalars(chosen)}
    changes = []
    for item in items:
        row = found[item.scheduled_id]
        changes.append((row.id, {"notes": (row.notes, item.delivery_notes)}))
        row.notes = item.delivery_notes
    await session.flush()
    await log_events(session, account_id, "updated", changes)
    await session.commit()
    return [delivery_answer(found[each]) for each in ids]
