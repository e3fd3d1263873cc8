"""Every error has an answer in this dialect, every refusable field a name, every state a number."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from string import Formatter
from typing import Any, cast

import pytest

from api.app import create_app
from domain.errors import Code, DomainError, MissingScope, Refused, Unavailable, Violation
from domain.model.booking import Booking
from domain.model.delivery import Delivery, State
from domain.model.location import Location
from domain.model.recipient import Recipient
from domain.model.settings import Settings
from domain.model.time_of_day import TimeOfDay
from domain.model.window import Window
from domain.model.zones import ZipRange, ZoneWindow
from domain.ports import Ledger
from domain.read_ports import Reader
from domain.rules.booking_form import read_booking
from domain.rules.catalogue import CATALOGUE
from domain.rules.identifiers import form_id
from domain.usecases import UseCases
from domain.usecases.deliveries import DeliveryCommands
from domain.usecases.queries import Queries
from legacy_rest.links import Links
from legacy_rest.scheduled.errors import ERRORS, SETTINGS_ERRORS
from legacy_rest.scheduled.fields import FIELDS, NAMES, Group
from legacy_rest.scheduled.responses import CARRIER_STATUSES, STATUSES, delivery_body, settings_body
from tests.fakes import open_settings
from tests.legacy_rest.examples import CREATE, SETTINGS, TOKEN, is_problem, item
from tests.running import PUBLIC_URL, Gateway, serve_app

OTHER_STATUSES = {
    Code.DELIVERY_NOT_FOUND: 404,
    Code.IDEMPOTENCY_KEY_IN_USE: 409,
    Code.IDEMPOTENCY_KEY_REUSED: 422,
}


def descendants(kind: type[DomainError]) -> Iterator[type[DomainError]]:
    for child in kind.__subclasses__():
        yield child
        yield from descendants(child)


def test_every_error_of_the_domain_has_its_answer() -> None:
    assert set(ERRORS) == set(SETTINGS_ERRORS) == set(descendants(DomainError))


@pytest.mark.parametrize("code", list(Code))
def test_every_code_has_a_sentence_and_a_status(code: Code) -> None:
    facts = {name or "": "{x}" for _, name, _, _ in Formatter().parse(CATALOGUE[code].sentence)}
    facts.pop("field", None)  # is the name of the field here
    problem = ERRORS[Refused](Refused([Violation(code, "id", facts)]))
    assert problem.status == OTHER_STATUSES.get(code, 400)
    assert problem.message.startswith(CATALOGUE[code].example.split()[0])


@dataclass
class Listening(Mapping[str, object]):
    """An empty form that records the paths that are read."""

    asked: set[str] = field(default_factory=set)

    def __getitem__(self, path: str) -> object:
        self.asked.add(path)
        raise KeyError(path)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def test_every_field_that_the_domain_reads_has_a_name_here() -> None:
    form = Listening()
    read_booking(form, open_settings(), None, 0)
    form_id(form)
    assert len(form.asked) > 30
    assert form.asked <= set(NAMES)


def test_every_field_that_is_sent_here_is_read_by_the_domain() -> None:
    form = Listening()
    read_booking(form, open_settings(), None, 0)
    form_id(form)
    groups = [each for each in FIELDS.values() if isinstance(each, Group)]
    fields = [*FIELDS.values(), *[part for group in groups for part in group.fields.values()]]
    assert {each.path for each in fields} <= form.asked


def test_no_two_fields_share_a_name_but_the_recipient_and_its_name() -> None:
    shared = [name for name in NAMES.values() if list(NAMES.values()).count(name) > 1]
    assert set(shared) == {"recipient_name"}


@dataclass(frozen=True)
class ClosedLedger:
    """A unit of work over a database that is unavailable."""

    async def run(self, *_args: object) -> Any:  # noqa: ANN401 - it never answers
        raise Unavailable(7)


@asynccontextmanager
async def altered_gateway(gateway: Gateway, **parts: object) -> Any:  # noqa: ANN401 - a context of a gateway
    usecases: UseCases = replace(gateway.usecases, **cast("Any", parts))
    async with serve_app(create_app(usecases, public_url=PUBLIC_URL), usecases) as running:
        yield running


async def test_a_store_that_is_away_is_a_reason_to_try_again(gateway: Gateway) -> None:
    closed = replace(gateway.usecases.deliveries, ledger=cast("Ledger", ClosedLedger()))
    assert isinstance(closed, DeliveryCommands)
    async with altered_gateway(gateway, deliveries=closed) as away:
        answer = await away.http.post(CREATE, headers=TOKEN, json=[item()])
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "7")
    assert answer.json()["error"] == {"status": 503}


async def test_an_unexpected_error_is_logged_with_its_request_and_tells_the_client_nothing(
    gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    async with altered_gateway(gateway, queries=Queries(cast("Reader", object()))) as broken:
        answer = await broken.http.get(SETTINGS, headers=TOKEN)
    assert answer.status_code == 500
    assert answer.json() == {
        "message": "Something went wrong on our side.",
        "code": "internal_error",
        "error": {"status": 500},
    }
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert [answer.headers["x-request-id"] in record.getMessage() for record in errors] == [True]


async def test_every_answer_names_its_request_and_may_not_be_cached(gateway: Gateway) -> None:
    for answer in (
        await gateway.http.get(SETTINGS, headers=TOKEN),
        await gateway.http.get("/nowhere"),
        await gateway.http.get(CREATE),
        await gateway.http.post(CREATE, headers=TOKEN, json=[]),
        await gateway.http.delete("/v1/scheduled/x", headers=TOKEN),
    ):
        assert answer.headers["x-request-id"]
        assert answer.headers["cache-control"] == "no-store"
        assert answer.is_success or is_problem(answer)


def test_a_missing_scope_speaks_for_itself() -> None:
    assert ERRORS[MissingScope](MissingScope("a:b")).message == "The token lacks the scope a:b."


def test_every_state_has_its_numbers() -> None:
    assert set(STATUSES) == set(CARRIER_STATUSES) == set(State)


@pytest.mark.parametrize(
    ("state", "status", "carrier"),
    [
        (State.CREATED, 1, {"carrier_status": 0, "description": "Not Started"}),
        (State.DELETED, 1, {"carrier_status": 0, "description": "Not Started"}),
        (State.PLANNED, 2, {"carrier_status": 0, "description": "Not Started"}),
        (State.IN_PROGRESS, 2, {"carrier_status": 9, "description": "On The Way"}),
        (State.FINISHED, 3, {"carrier_status": 7, "description": "Delivered"}),
        (State.NOT_RECEIVED, 4, {"carrier_status": 8, "description": "Not Delivered"}),
        (State.FOR_REDELIVERY, 5, {"carrier_status": 0, "description": "Not Started"}),
        (State.RETURNED, 6, {"carrier_status": 8, "description": "Not Delivered"}),
    ],
)
def test_a_state_is_shown_by_its_numbers(state: State, status: int, carrier: dict[str, object]) -> None:
    place, window = Location("2100", "København", "Kattegatvej 57"), Window(TimeOfDay.at(8), TimeOfDay.at(16))
    booking = Booking("", Recipient("Roma"), date(2018, 4, 5), window, window, place, place, "")
    now = datetime(2018, 4, 1, tzinfo=UTC)
    estimate = Window(TimeOfDay.at(9), TimeOfDay.at(10))
    delivery = Delivery("0" * 24, "demo", booking, state, now, now, position=3, estimate=estimate)
    body = delivery_body(delivery, Links("https://x.test/"), "XX")
    assert (body["delivery_status"], body["carrier_status"]) == (status, carrier)
    assert (body["order"], body["estimated_delivery_time"]) == (3, "09:00 - 10:00")
    assert body["labels_url"] == f"https://x.test/labels/{'0' * 24}"
    assert cast("dict[str, str]", body["pickup_location"])["description"].endswith(", XX")


def test_excluded_zones_are_not_shown() -> None:
    zones = (ZipRange("0", "9999"), ZipRange("2100", "2199", excluded=True), ZipRange("21 00", "21 00"))
    body = settings_body(replace(open_settings(), pickup_zones=zones))
    assert body["allowed_pickup_areas"] == [
        {"zip_to": "9999", "zip_from": "0"},
        {"zip_to": "21 00", "zip_from": "21 00"},
    ]


def test_windows_of_a_zone_are_shown_with_their_zone() -> None:
    offer = ZoneWindow(ZipRange("1000", "1999"), Window(TimeOfDay.at(8), TimeOfDay.at(12)))
    settings: Settings = replace(open_settings(), zone_windows=(offer,))
    assert settings_body(settings)["delivery_windows"] == [
        {"zip_from": "1000", "zip_to": "1999", "time_from": "08:00", "time_to": "12:00"}
    ]
