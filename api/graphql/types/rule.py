import strawberry

from api.graphql.domain_type import DomainType, attribute
from api.graphql.enums import Operation, ViolationCode
from api.graphql.paths import graphql_path
from domain import errors
from domain.rules import catalogue


def _violation_message(violation: errors.Violation) -> str:
    return catalogue.sentence(violation, graphql_path(violation.path))


@strawberry.type(description="One rule of the gateway, the same for GraphQL and REST.")
class Rule(DomainType):
    domain_type = catalogue.Rule

    code: object = attribute("code", "The rule's name, as violations carry it.", graphql_type=ViolationCode)
    summary: str = attribute("summary", "What the rule asks for, in one sentence.")
    sentence: str = attribute(
        "sentence", "The message of a refusal, with a `{name}` where a fact is filled in."
    )
    example: str = attribute("example", "The message of a refusal, filled in.")
    applies_to: list[Operation] = attribute("applies_to", "What the rule may stand in the way of.")


@strawberry.type(
    description="One rule that one item of a batch breaks. A batch with a violation is refused as a whole "
    "and nothing of it is stored; all violations of all items are listed."
)
class Violation(DomainType):
    domain_type = errors.Violation

    index: int = attribute("index", "Which item of the batch, from 0.")
    path: str | None = attribute(
        "path",
        "Which field of the item's input, dotted, as `dropOff.zip`; `id` for the delivery or sweep it names, "
        "`idempotencyKey` for the key of the whole mutation. Null for the item as a whole.",
        through=lambda path: graphql_path(path) or None,
    )
    code: object = attribute("code", "Which rule, for programs.", graphql_type=ViolationCode)
    message: str = attribute(
        "", "Why, for people; it may change, so compare `code`.", through=_violation_message
    )
