"""Prepare operations once and cache them: parse, check limits, validate, calculate costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    parse,
    recommended_rules,
    specified_rules,
    validate,
)
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from api.graphql.transport.documents.cost import CostCalculator, FieldCost
from api.graphql.transport.documents.limits import check_repetition, check_size
from api.graphql.transport.documents.size import SizeVisitor
from api.graphql.transport.errors import request_errors
from api.graphql.transport.options import Limits, Options
from api.graphql.transport.refusals import Code, request_error
from api.graphql.transport.request_notes import operation_label

MOST_ERRORS: Final = 20  # each may need a suggestion, which takes milliseconds to find
LONGEST_CACHED: Final = 20_000  # characters; a longer document is prepared each time, so memory is bounded
# strawberry's own two rules, and not graphql-core's on the depth of introspection, which walks a fragment
# as often as it is spread: `SizeVisitor` has measured that already.
RULES: Final = (
    *(rule for rule in specified_rules if rule not in recommended_rules),
    MaybeNullValidationRule,
    OneOfInputValidationRule,
)


@dataclass(frozen=True, slots=True)
class PreparedOperation:
    """A valid operation; `document` holds only it and the fragments of its document.

    `label` names it in the metrics. `scopes` are all that its fields need.
    """

    document: DocumentNode
    operation: OperationDefinitionNode
    cost: FieldCost
    label: str
    scopes: frozenset[str]

    @property
    def type(self) -> OperationType:
        return self.operation.operation


class Documents:
    """The cache of operations by document and operation name; the least recently used are dropped."""

    def __init__(self, schema: GraphQLSchema, options: Options) -> None:
        self.schema = schema
        self.options = options
        self.calculator = CostCalculator(schema, options.limits.page_size, options.scope_of)
        self.rules = RULES if options.introspection else (*RULES, NoSchemaIntrospectionCustomRule)
        self._cache: dict[tuple[str, str | None], PreparedOperation] = {}

    def __len__(self) -> int:
        return len(self._cache)

    def prepare(self, text: str, name: str | None) -> PreparedOperation:
        """Return the prepared operation; raises `RequestErrors` if it must not run."""
        key = (text, name)
        found = self._cache.pop(key, None) or self._prepare_new(text, name)
        if len(text) <= LONGEST_CACHED:
            self._cache[key] = found
            if len(self._cache) > self.options.documents:
                del self._cache[next(iter(self._cache))]
        return found

    def _prepare_new(self, text: str, name: str | None) -> PreparedOperation:
        document = _parse_document(text, self.options.limits)
        operation = _choose_operation(document, name)
        fragments = _fragments(document)
        check_size(SizeVisitor(fragments).of_operation(operation), self.options.limits)
        check_repetition(operation, fragments, self.options.limits)
        self._validate(document)
        alone = DocumentNode(definitions=(operation, *fragments.values()))
        cost, scopes = self.calculator.calculate(operation, fragments)
        return PreparedOperation(alone, operation, cost, operation_label(operation), scopes)

    def _validate(self, document: DocumentNode) -> None:
        hide = not self.options.introspection
        if errors := validate(self.schema, document, self.rules, MOST_ERRORS, hide_suggestions=hide):
            raise request_errors(Code.VALIDATION_FAILED, errors)


def _parse_document(text: str, limits: Limits) -> DocumentNode:
    if len(text) > limits.document:
        message = f"The document has {len(text)} characters; {limits.document} are allowed."
        raise request_error(Code.LIMIT_DOCUMENT, message)
    try:
        return parse(text, max_lexical_tokens=limits.tokens, max_comments=limits.tokens)
    except GraphQLSyntaxError as flaw:
        raise request_errors(_code_of(flaw), [flaw]) from flaw


def _code_of(flaw: GraphQLSyntaxError) -> Code:
    """Return the code of a syntax error; graphql-core's own limits differ only in their sentences."""
    if flaw.description.startswith("Document contains more than"):
        return Code.LIMIT_TOKENS
    too_deep = flaw.description.startswith("Document is nested too deeply")
    return Code.LIMIT_DEPTH if too_deep else Code.PARSE_FAILED


def _choose_operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """Return the operation to run; raises a refusal if the choice is not unique."""
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    if name is not None:
        operations = [each for each in operations if each.name and each.name.value == name]
    if len(operations) == 1:
        return operations[0]
    if name is not None:
        raise request_error(Code.OPERATION_UNKNOWN, f"The document has no one operation named {name!r}.")
    message = "The document has no operation." if not operations else "Several operations; name one."
    raise request_error(Code.OPERATION_UNKNOWN, message)


def _fragments(document: DocumentNode) -> Mapping[str, FragmentDefinitionNode]:
    found = (each for each in document.definitions if isinstance(each, FragmentDefinitionNode))
    return {each.name.value: each for each in found}
