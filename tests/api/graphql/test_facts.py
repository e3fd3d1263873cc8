"""Facts fill the sentence of a rule, so that a client can write it in another language."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from string import Formatter

from hypothesis import given

from api.graphql.schema import gateway_schema
from domain.errors import Code, Violation
from domain.model.auth import Channel
from domain.model.booking import Booking
from domain.model.idempotency import IdempotencyClaim
from domain.ports import UnitOfWork
from domain.rules.booking_rules import judge
from domain.rules.catalogue import CATALOGUE
from domain.rules.context import BookingContext
from domain.usecases import UseCases
from tests.api.graphql.client import FRIDAY, NEXT_THURSDAY, NOWHERE, THURSDAY, Client, Json, delivery
from tests.domain.strategies import bookings, contexts

VIOLATION = "violations { code message path facts { name value } }"
KEY = "order-1"
RULES = "{ rules { code sentence example } }"
ELSEWHERE = {"zip": "2100", "city": "Aarhus", "address1": "Kattegatvej 53"}
MALFORMED = {"zip": "210", "city": "København", "address1": "Kattegatvej 53"}
INVENTED = {"zip": "2100", "city": "København", "address1": "Kattegatvej 5300"}
SHOP = {"name": "Shop", "zip": "2100", "city": "København", "address1": "Kattegatvej 53"}
STRICT = {
    "pickupZones": [{"zipFrom": "1", "zipTo": "2"}],
    "deliveryZones": [{"zipFrom": "1", "zipTo": "2"}],
    "dropshipping": False,
    "homeDelivery": False,
    "storePickup": False,
    "weekDays": ["MONDAY"],
    "closedDates": [THURSDAY],
    "deliveryWindowStart": "01:00",
    "deliveryWindowEnd": "02:00",
    "noticeMinutes": 60,
    "cutOffs": [{"weekDay": "THURSDAY", "daysBefore": 1, "time": "14:00"}],
    "addressMode": "STRICT",
}


async def refuse(client: Client, mutation: str, **order: object) -> list[Json]:
    """Send a mutation and return its violations."""
    document = f"""mutation($input: {mutation[0].upper()}{mutation[1:]}Input!) {{
      {mutation}(input: $input) {{ {VIOLATION} }} }}"""
    found: list[Json] = (await client.ask(document, input=order))[mutation]["violations"]
    return found


async def break_rules_of_sweeps(merchant: Client, dispatcher: Client) -> list[Json]:
    one, two, three = await merchant.book(*[delivery()] * 3)
    planned = await dispatcher.do("planSweep", {"day": THURSDAY, "deliveryIds": [one]})
    sweep = planned["sweep"]["id"]
    await dispatcher.do("startSweep", {"id": sweep})
    return [
        *await refuse(merchant, "deleteDeliveries", ids=[one]),
        *await refuse(merchant, "updateDeliveries", deliveries=[{"id": NOWHERE}, {"id": two}, {"id": two}]),
        *await refuse(dispatcher, "planSweep", day=NEXT_THURSDAY, deliveryIds=[one, three]),
        *await refuse(dispatcher, "unplanSweep", id=sweep),
        *await refuse(dispatcher, "startSweep", id=NOWHERE),
    ]


async def break_rules_of_bookings(merchant: Client) -> list[Json]:
    wrong = [delivery(pickup=ELSEWHERE), delivery(dropOff=MALFORMED), delivery(department="Garden")]
    wrong.append(delivery(returnedDeliveryId=NOWHERE))
    found = await refuse(merchant, "createDeliveries", deliveries=[*wrong, delivery(deliveryDate=FRIDAY)])
    assert await refuse(merchant, "addStore", **SHOP) == []
    assert await refuse(merchant, "updateSettings", **STRICT) == []
    found += await refuse(merchant, "createDeliveries", deliveries=[delivery(), delivery(dropOff=INVENTED)])
    other = {"zip": "9999", "city": "Ingensteds", "address1": "Ingensteds 1"}
    late = delivery(pickup=other, deliveryWindow={"start": "20:00", "end": "21:00"})
    return found + await refuse(merchant, "createDeliveries", deliveries=[late])


async def break_rules_of_keys(merchant: Client) -> list[Json]:
    used = {"idempotencyKey": KEY, "deliveries": [delivery()]}
    assert await refuse(merchant, "createDeliveries", **used) == []
    return await refuse(merchant, "createDeliveries", **used | {"deliveries": [delivery(notes="x")]})


async def break_rule_of_a_held_key(merchant: Client) -> list[Json]:
    usecases = merchant.gateway.usecases
    return await hold_key(
        usecases, "waiting", lambda: refuse(merchant, "deleteDeliveries", idempotencyKey="waiting", ids=["x"])
    )


async def hold_key(usecases: UseCases, key: str, send: Callable[[], Awaitable[list[Json]]]) -> list[Json]:
    """Send a request while another command under its key has not ended."""
    caller = await usecases.access.authenticate("demo", Channel.GRAPHQL, "held")
    commands = usecases.deliveries
    now = commands.clock.now()

    async def work(unit: UnitOfWork) -> list[Json]:
        assert await unit.keys.claim(IdempotencyClaim(key, "f" * 64, now)) is None
        return await asyncio.ensure_future(send())

    return await commands.ledger.run(caller, now, work)


async def break_settings(merchant: Client) -> list[Json]:
    offer = {"zone": {"zipFrom": "2", "zipTo": "1"}, "window": {"start": "09:00", "end": "08:00"}}
    return [
        *await refuse(
            merchant,
            "updateSettings",
            weekDays=["MONDAY", "MONDAY"],
            zoneWindows=[offer],
            deliveryZones=[{"zipFrom": "9", "zipTo": "1"}],
            departments=["", "x" * 501],
            country="dk",
            noticeMinutes=-1,
        ),
        *await refuse(merchant, "updateSettings", deliveryWindowStart="10:00", deliveryWindowEnd="09:00"),
        *await refuse(merchant, "addStore", **{**SHOP, "address1": "", "zip": "x" * 17}),
        *await refuse(merchant, "createToken", name="", scopes=[], expiresAt="1999-01-01T00:00:00Z"),
    ]


def assert_facts_fill_the_sentence(violation: Json, sentence: str) -> None:
    facts = {each["name"]: each["value"] for each in violation["facts"]}
    assert len(facts) == len(violation["facts"]) <= 3
    assert sentence.format(**facts) == violation["message"]
    assert {name for _, name, _, _ in Formatter().parse(sentence) if name is not None} == facts.keys()


async def test_the_facts_of_every_violation_fill_the_sentence_of_its_rule(
    merchant: Client, dispatcher: Client
) -> None:
    found = await break_rules_of_sweeps(merchant, dispatcher)
    found += await break_rules_of_keys(merchant)
    found += await break_rule_of_a_held_key(merchant)
    found += await break_settings(merchant)
    found += await break_rules_of_bookings(merchant)
    sentences = {each["code"]: each["sentence"] for each in (await merchant.ask(RULES))["rules"]}
    for violation in found:
        assert_facts_fill_the_sentence(violation, sentences[violation["code"]])
    assert {each["code"] for each in found} == sentences.keys()
    assert all("_" not in each["message"] for each in found)


async def test_a_message_says_the_path_as_the_violation_has_it(merchant: Client) -> None:
    for violation in await break_settings(merchant):
        (field,) = [each["value"] for each in violation["facts"] if each["name"] == "field"]
        names = re.findall(r"\w+", field.removeprefix("Field "))
        assert names == violation["path"]


@given(bookings, contexts)
def test_facts_fill_the_sentence_whatever_a_client_sent(booking: Booking, context: BookingContext) -> None:
    for broken in judge(booking, context, 0):
        assert_facts_fill_the_sentence(show_violation(broken), CATALOGUE[broken.code].sentence)


def show_violation(violation: Violation) -> Json:
    """Return what the fields of a violation show."""
    fields = gateway_schema().get_type_by_name("Violation").fields  # type: ignore[union-attr]
    shown: Json = {each.python_name: each.get_result(violation, None, [], {}) for each in fields}
    return {**shown, "facts": [{"name": each.name, "value": each.value} for each in shown["facts"]]}


async def test_a_closed_slot_has_reasons_with_the_same_facts(merchant: Client) -> None:
    slots = """query($day: Date!) { slots(zip: "2100", from: $day, to: $day) {
      reasons { code message facts { name value } } } }"""
    (reason,) = (await merchant.ask(slots, day=FRIDAY))["slots"][0]["reasons"]
    assert reason["code"] == "WEEKDAY_NOT_AVAILABLE"
    assert_facts_fill_the_sentence(reason, CATALOGUE[Code.WEEKDAY_NOT_AVAILABLE].sentence)
