"""Whose use of calls a caller is shown."""

from dataclasses import replace
from datetime import UTC, date, datetime

from domain.model.auth import Channel, Scope
from domain.model.call_usage import CallUsage, Days
from tests.fakes import World, caller

MINE, OTHER = f"{1:024x}", f"{2:024x}"
EARLIER, LATER = datetime(2018, 3, 27, 23, 59, tzinfo=UTC), datetime(2018, 3, 28, tzinfo=UTC)
OWN = CallUsage(MINE, Channel.REST, "create", 3, EARLIER)
OTHERS = CallUsage(OTHER, Channel.GRAPHQL, "query deliveries", 1, LATER)


def world() -> World:
    known = World()
    known.records.usage = [("account", OWN), ("account", OTHERS), ("stranger", OWN)]
    return known


async def test_an_administrator_is_shown_the_use_of_every_token_of_the_account() -> None:
    assert list(await world().usecases.queries.usage(caller(Scope.ADMIN))) == [OWN, OTHERS]


async def test_any_other_caller_is_shown_the_use_of_its_own_token() -> None:
    someone = caller(Scope.DELIVERIES_READ)
    me = replace(someone, identity=replace(someone.identity, token_id=MINE))
    assert list(await world().usecases.queries.usage(me)) == [OWN]
    assert list(await world().usecases.queries.usage(someone)) == []


async def test_the_use_is_that_of_the_days_asked_for() -> None:
    look, admin, day = world().usecases.queries, caller(Scope.ADMIN), date(2018, 3, 28)
    assert list(await look.usage(admin, Days(first=day))) == [OTHERS]
    assert list(await look.usage(admin, Days(last=date(2018, 3, 27)))) == [OWN]
    assert list(await look.usage(admin, Days(day, date(2018, 3, 27)))) == []
