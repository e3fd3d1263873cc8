import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import strawberry

from api.graphql.domain_type import DomainType, attribute
from api.graphql.enums import RuleOperation, ViolationCode
from api.graphql.paths import graphql_path
from domain import errors
from domain.rules import catalogue


@dataclass(frozen=True, slots=True)
class NamedFact:
    """A part of a sentence, which `Fact` shows."""

    name: str
    value: str


def _input_path(violation: errors.Violation) -> str:
    """Return the path of the field in the input, dotted; an amount has a field of its own there."""
    path = "insured_value.amount" if violation.path == "insured_value" else violation.path
    return graphql_path(path)


def _split_path(violation: errors.Violation) -> Sequence[str]:
    return re.findall(r"[^.\[\]]+", _input_path(violation))


def _message(violation: errors.Violation) -> str:
    return catalogue.sentence(violation, _input_path(violation))


def _facts(violation: errors.Violation) -> Sequence[NamedFact]:
    facts = catalogue.complete_facts(violation, _input_path(violation))
    return [NamedFact(name, value) for name, value in facts.items()]


@strawberry.type(description="A rule of the gateway; GraphQL and REST apply the same rules.")
class Rule(DomainType):
    domain_type = catalogue.Rule

    code: object = attribute("The rule's name, as violations carry it.", graphql_type=ViolationCode)
    summary: str = attribute("What the rule requires, in one sentence.")
    sentence: str = attribute("The message of a violation, with a `{name}` in the place of each fact.")
    example: str = attribute("An example of the message of a violation.")
    applies_to: list[RuleOperation] = attribute("The operations that the rule can refuse.")


@strawberry.type(
    description="A part of a message, so that a client can write the message in another language."
)
class Fact(DomainType):
    domain_type = NamedFact

    name: str = attribute("The name between braces in the `sentence` of the rule, e.g. `zip`.")
    value: str = attribute("The text in its place, as in the message, e.g. `2100`.")


def code_field() -> Any:  # noqa: ANN401  a field stands for a value of whatever type it is annotated with
    return attribute("The rule, for programs.", graphql_type=ViolationCode)


def message_field() -> Any:  # noqa: ANN401
    return attribute(
        "The reason, for people. The wording may change: compare `code`.", path="", convert=_message
    )


def facts_field() -> Any:  # noqa: ANN401
    return attribute(
        "What fills the `sentence` of the rule, at most three facts, one for each name in it: "
        "`sentence` with these is `message`. `rules` lists the sentences.",
        path="",
        convert=_facts,
        most=catalogue.MOST_FACTS,
    )


@strawberry.type(
    description="A rule that an item of the input breaks. Nothing is stored for that item, nor for the rest "
    "of its batch, unless `createDeliveries`, `updateDeliveries` or `deleteDeliveries` is called with "
    "`errorPolicy: PER_ITEM`. All violations of all items are listed; an item with malformed fields is not "
    "checked any further."
)
class Violation(DomainType):
    domain_type = errors.Violation

    index: int = attribute("The place of the item in the batch, from 0. 0 if the input is not a batch.")
    path: list[str] = attribute(
        'The names of the fields that lead to the value in the item\'s input, e.g. `["dropOff", "zip"]`. An '
        'entry of a list is named by its place, e.g. `["zoneWindows", "0", "window", "end"]`. `["id"]` for '
        'the delivery or sweep that the item names, `["idempotencyKey"]` for the key of the whole mutation. '
        "Empty for the item as a whole.",
        path="",
        convert=_split_path,
    )
    code: object = code_field()
    message: str = message_field()
    facts: list[Fact] = facts_field()


@strawberry.type(description="A rule because of which a slot is closed.")
class SlotReason(DomainType):
    domain_type = errors.Violation

    code: object = code_field()
    message: str = message_field()
    facts: list[Fact] = facts_field()
