"""The same cases by both channels, and by none."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

import pytest

from domain.errors import Code
from domain.model.booking import Booking
from domain.model.delivery import Delivery, State
from domain.rules.catalogue import CATALOGUE, Operation
from domain.rules.form_reader import Form
from tests.channels import direct, graphql, rest
from tests.channels.case import BatchCall, Case, Refusal
from tests.channels.cases import CASES
from tests.channels.prepared_case import Scenario, prepare_case
from tests.running import Gateway

SendCase = Callable[[Gateway, str, BatchCall, tuple[Form, ...]], Awaitable[list[Refusal]]]
CHANNELS: tuple[SendCase, ...] = (graphql.send_case, rest.send_case, direct.send_case)
OF_REPEATED_REQUESTS = {Code.IDEMPOTENCY_KEY_IN_USE, Code.IDEMPOTENCY_KEY_REUSED}  # see test_repetitions
ANY_CASE = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


async def count_bookings(scenario: Scenario) -> Counter[tuple[State, Booking]]:
    """What the account has, without the ids, which no two scenarios share."""
    found = await scenario.deliveries()
    return Counter((each.state, without_id(each.booking, found)) for each in found.values())


def without_id(booking: Booking, found: Mapping[str, Delivery]) -> Booking:
    """The booking with the state of the delivery that it brings back instead of its id."""
    returned = found.get(booking.returned_delivery_id)
    return replace(booking, returned_delivery_id=returned.state) if returned else booking


@ANY_CASE
async def test_both_channels_refuse_for_the_same_reasons_and_keep_the_same(
    gateway: Gateway, case: Case, *, register: bool
) -> None:
    outcomes = []
    for send_case in CHANNELS:
        scenario = await prepare_case(gateway.usecases, case)
        before = await scenario.deliveries()
        refusals = await send_case(gateway, scenario.token, case.call, scenario.forms)
        assert refusals == case.expected_refusals(register), send_case.__module__
        assert not refusals or await scenario.deliveries() == before
        outcomes.append(await count_bookings(scenario))
    assert outcomes[0] == outcomes[1] == outcomes[2]


def test_there_are_cases_enough_and_no_two_alike() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 40


def test_the_cases_meet_every_rule_that_both_channels_can_break() -> None:
    both = {Operation.CREATE, Operation.UPDATE, Operation.DELETE}
    rules = {code for code, rule in CATALOGUE.items() if both & set(rule.applies_to)}
    met: set[Code] = {code for case in CASES for _, code, _ in case.refusals}
    assert met == rules - OF_REPEATED_REQUESTS
