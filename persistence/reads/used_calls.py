"""The statement of the calls that the tokens of an account use, the last used first."""

from sqlalchemy import BigInteger, Date, Text, bindparam, cast, func, select

from domain.model.auth import Channel
from domain.model.call_usage import CallUsage
from persistence.engine.database import Row
from persistence.engine.statement import Statement
from persistence.schema.tables import call_usage

_LAST_USED = func.max(call_usage.c.last_used_at)
USED = Statement(
    select(
        call_usage.c.token_id,
        call_usage.c.channel,
        call_usage.c.call,
        cast(func.sum(call_usage.c.requests), BigInteger).label("requests"),
        _LAST_USED.label("last_used_at"),
    )
    .where(
        call_usage.c.account_id == bindparam("account_id"),
        call_usage.c.token_id == func.coalesce(cast(bindparam("token_id"), Text), call_usage.c.token_id),
        call_usage.c.day >= func.coalesce(cast(bindparam("first"), Date), call_usage.c.day),
        call_usage.c.day <= func.coalesce(cast(bindparam("last"), Date), call_usage.c.day),
    )
    .group_by(call_usage.c.token_id, call_usage.c.channel, call_usage.c.call)
    .order_by(_LAST_USED.desc(), call_usage.c.token_id, call_usage.c.channel, call_usage.c.call)
    .limit(bindparam("limit"))
)


def usage_from_row(row: Row) -> CallUsage:
    return CallUsage(**{**row, "channel": Channel(row["channel"])})
