"""The same stories through both doors, and through none."""

from collections import Counter
from collections.abc import Awaitable, Callable

import pytest

from domain.errors import Code
from domain.model.booking import Booking
from domain.model.delivery import State
from domain.rules.catalogue import CATALOGUE, Operation
from domain.rules.form_reader import Form
from tests.channels import direct as corridor
from tests.channels import graphql, rest
from tests.channels.case import Call, Case, Refusal
from tests.channels.cases import CASES
from tests.channels.scenario import Scenario, set_stage
from tests.running import Gateway

Tell = Callable[[Gateway, str, Call, tuple[Form, ...]], Awaitable[list[Refusal]]]
CHANNELS: tuple[Tell, ...] = (graphql.tell, rest.tell, corridor.tell)
OF_REPEATED_REQUESTS = {Code.IDEMPOTENCY_KEY_IN_USE, Code.IDEMPOTENCY_KEY_REUSED}  # see test_repetitions
ANY_STORY = pytest.mark.parametrize("story", CASES, ids=lambda story: story.name)


async def kept(stage: Scenario) -> Counter[tuple[State, Booking]]:
    """What the account has, without the ids, which no two stages share."""
    found = (await stage.deliveries()).values()
    return Counter((each.state, each.booking) for each in found)


@ANY_STORY
async def test_both_doors_refuse_for_the_same_reasons_and_keep_the_same(
    gateway: Gateway, story: Case, *, register: bool
) -> None:
    outcomes = []
    for tell in CHANNELS:
        stage = await set_stage(gateway.usecases, story)
        before = await stage.deliveries()
        refusals = await tell(gateway, stage.token, story.call, stage.forms)
        assert refusals == story.expected(register), tell.__module__
        assert not refusals or await stage.deliveries() == before
        outcomes.append(await kept(stage))
    assert outcomes[0] == outcomes[1] == outcomes[2]


def test_there_are_stories_enough_and_no_two_alike() -> None:
    assert len({story.name for story in CASES}) == len(CASES) >= 40


def test_the_stories_meet_every_rule_that_both_doors_can_break() -> None:
    both = {Operation.CREATE, Operation.UPDATE, Operation.DELETE}
    rules = {code for code, rule in CATALOGUE.items() if both & set(rule.applies_to)}
    met: set[Code] = {code for story in CASES for _, code, _ in story.refusals}
    assert met == rules - OF_REPEATED_REQUESTS
