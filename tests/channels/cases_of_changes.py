"""Cases of deliveries that are updated or deleted, or cannot be."""

from decimal import Decimal

from domain.errors import Code
from domain.model.settings import Weekday
from domain.model.time_of_day import TimeOfDay
from tests.channels.case import BatchCall, Case, Standing
from tests.channels.case_items import FRIDAY, change

LOCKED = (
    Standing.PLANNED,
    Standing.IN_PROGRESS,
    Standing.FINISHED,
    Standing.NOT_RECEIVED,
    Standing.FOR_REDELIVERY,
    Standing.REDELIVERY_PLANNED,
    Standing.REDELIVERY_UNPLANNED,
    Standing.RETURNED,
)
ABSENT = (Standing.DELETED, Standing.FOREIGN, Standing.UNKNOWN, Standing.NO_ID)


def describe(standing: Standing) -> str:
    return standing.name.lower().replace("_", " ")


def cannot(call: BatchCall, standing: Standing, code: Code) -> Case:
    name = f"{call.name.lower()} of a delivery that is {describe(standing)}"
    changes = {"notes": "late"} if call is BatchCall.UPDATE else {}
    return Case(name, call, (change(standing, **changes),), ((0, code, "id"),))


CHANGES = (
    *(
        cannot(call, each, Code.DELIVERY_LOCKED)
        for call in (BatchCall.UPDATE, BatchCall.DELETE)
        for each in LOCKED
    ),
    *(
        cannot(call, each, Code.DELIVERY_NOT_FOUND)
        for call in (BatchCall.UPDATE, BatchCall.DELETE)
        for each in ABSENT
    ),
    Case("delete of a delivery that is created", BatchCall.DELETE, (change(Standing.CREATED),)),
    Case("an update of nothing", BatchCall.UPDATE, (change(Standing.CREATED),)),
    Case(
        "an update of much",
        BatchCall.UPDATE,
        (
            change(
                Standing.CREATED,
                notes="Careful",
                packages=3,
                insured_value=Decimal("0.5"),
                recipient__email="roma@example.dk",
                recipient__phone__number="123",
                drop_off__address_2="7tv",
                delivery_date=FRIDAY,
                delivery_window__start=TimeOfDay.at(10),
            ),
        ),
    ),
    Case(
        "an update that asks for defaults",
        BatchCall.UPDATE,
        (
            change(
                Standing.CREATED,
                pickup_window__start=None,
                pickup_window__end=None,
                packages=None,
                insured_value=None,
                department=None,
                reference=None,
            ),
        ),
    ),
    Case(
        "an update that blanks what is needed",
        BatchCall.UPDATE,
        (change(Standing.CREATED, recipient__name="", drop_off__zip=None, pickup__city=" "),),
        (
            (0, Code.MALFORMED_REQUEST, "drop_off.zip"),
            (0, Code.MALFORMED_REQUEST, "recipient.name"),
            (0, Code.MALFORMED_REQUEST, "pickup.city"),
        ),
    ),
    Case(
        "an update whose window ends before it starts",
        BatchCall.UPDATE,
        (change(Standing.CREATED, delivery_window__end=TimeOfDay.at(0, 1)),),
        ((0, Code.MALFORMED_REQUEST, "delivery_window"),),
    ),
    Case(
        "a malformed update of a locked delivery",
        BatchCall.UPDATE,
        (change(Standing.PLANNED, packages=0),),
        ((0, Code.MALFORMED_REQUEST, "packages"),),
    ),
    Case(
        "a malformed update of no delivery",
        BatchCall.UPDATE,
        (change(Standing.UNKNOWN, packages=0),),
        ((0, Code.MALFORMED_REQUEST, "packages"),),
    ),
    Case(
        "a locked delivery is judged all the same",
        BatchCall.UPDATE,
        (change(Standing.PLANNED, department="Garden"),),
        ((0, Code.DELIVERY_LOCKED, "id"), (0, Code.DEPARTMENT_UNKNOWN, "department")),
    ),
    Case(
        "an update is judged by today's settings",
        BatchCall.UPDATE,
        (change(Standing.CREATED, notes="Careful"),),
        ((0, Code.WEEKDAY_NOT_AVAILABLE, "delivery_date"),),
        {"week_days": frozenset({Weekday.MONDAY})},
    ),
    Case(
        "the same delivery twice",
        BatchCall.UPDATE,
        (change(Standing.CREATED, notes="a"), change(Standing.CREATED, notes="b")),
        ((1, Code.DUPLICATE_ITEM, "id"),),
    ),
    Case(
        "the same locked delivery three times",
        BatchCall.UPDATE,
        (change(Standing.PLANNED), change(Standing.PLANNED), change(Standing.PLANNED)),
        (
            (0, Code.DELIVERY_LOCKED, "id"),
            (1, Code.DELIVERY_LOCKED, "id"),
            (1, Code.DUPLICATE_ITEM, "id"),
            (2, Code.DELIVERY_LOCKED, "id"),
            (2, Code.DUPLICATE_ITEM, "id"),
        ),
    ),
    Case(
        "the same absent delivery twice",
        BatchCall.UPDATE,
        (change(Standing.UNKNOWN), change(Standing.UNKNOWN)),
        (
            (0, Code.DELIVERY_NOT_FOUND, "id"),
            (1, Code.DELIVERY_NOT_FOUND, "id"),
            (1, Code.DUPLICATE_ITEM, "id"),
        ),
    ),
    Case(
        "good, locked, absent and malformed changes together",
        BatchCall.UPDATE,
        (
            change(Standing.CREATED, notes="fine"),
            change(Standing.FINISHED, notes="late"),
            change(Standing.FOREIGN, notes="not yours"),
            change(Standing.DELETED, label="x" * 2_001),
        ),
        (
            (1, Code.DELIVERY_LOCKED, "id"),
            (2, Code.DELIVERY_NOT_FOUND, "id"),
            (3, Code.MALFORMED_REQUEST, "label"),
        ),
    ),
)
