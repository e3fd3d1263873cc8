import strawberry

from api.graphql.domain_type import DomainType, attribute
from api.graphql.enums import RuleOperation, ViolationCode
from api.graphql.paths import graphql_path
from domain import errors
from domain.rules import catalogue


def _violation_message(violation: errors.Violation) -> str:
    return catalogue.sentence(violation, graphql_path(violation.path))


@strawberry.type(description="A rule of the gateway; GraphQL and REST apply the same rules.")
class Rule(DomainType):
    domain_type = catalogue.Rule

    code: object = attribute("The rule's name, as violations carry it.", graphql_type=ViolationCode)
    summary: str = attribute("What the rule requires, in one sentence.")
    sentence: str = attribute("The message of a violation, with a `{name}` in the place of each fact.")
    example: str = attribute("An example of the message of a violation.")
    applies_to: list[RuleOperation] = attribute("The operations that the rule can refuse.")


@strawberry.type(
    description="A rule that an item of the input breaks. Nothing is stored for that item, nor for the rest "
    "of its batch, unless `createDeliveries`, `updateDeliveries` or `deleteDeliveries` is called with "
    "`errorPolicy: PER_ITEM`. All violations of all items are listed; an item with malformed fields is not "
    "checked any further."
)
class Violation(DomainType):
    domain_type = errors.Violation

    index: int = attribute("The place of the item in the batch, from 0. 0 if the input is not a batch.")
    path: str | None = attribute(
        "The field of the item's input, dotted, e.g. `dropOff.zip`; `id` for the delivery or sweep that the "
        "item names, `idempotencyKey` for the key of the whole mutation. Null for the item as a whole.",
        convert=lambda path: graphql_path(path) or None,
    )
    code: object = attribute("The rule, for programs.", graphql_type=ViolationCode)
    message: str = attribute(
        "The reason, for people. The wording may change: compare `code`.", path="", convert=_violation_message
    )
