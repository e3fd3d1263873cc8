"""Prepare operations once and cache them: parse, check limits, validate, gather cost and scopes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
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

from api.graphql.transport.documents.bounded_cache import BoundedCache
from api.graphql.transport.documents.cost import CostCalculator, OperationCost, operation_cost
from api.graphql.transport.documents.limits import check_repetition, check_size
from api.graphql.transport.documents.object_writers import ObjectWriters
from api.graphql.transport.documents.selection import NeededScope, SelectionWalk
from api.graphql.transport.documents.size import SizeVisitor
from api.graphql.transport.errors import request_errors
from api.graphql.transport.options import Limits, Options
from api.graphql.transport.plans import QueryPlan
from api.graphql.transport.refusals import Code, RequestErrors, request_error
from api.graphql.transport.request_notes import operation_label
from api.graphql.transport.variables.decoders import Decoders
from api.graphql.transport.variables.operation_variables import OperationVariables

MOST_ERRORS: Final = 5  # each may need a suggestion, which takes milliseconds to find
LONGEST_CACHED: Final = 20_000  # characters; a longer document is prepared each time
# The memory of a prepared operation, measured: some 7 KB, and 50 to 125 bytes for each character.
ENTRY_BYTES: Final = 8_500
CHARACTER_BYTES: Final = 130
# strawberry's own two rules, and not graphql-core's on the depth of introspection, which walks a fragment
# as often as it is spread: `SizeVisitor` has measured that already.
RULES: Final = (
    *(rule for rule in specified_rules if rule not in recommended_rules),
    MaybeNullValidationRule,
    OneOfInputValidationRule,
)


Key = tuple[str, str | None]
"""The text of a document and the name of the operation."""


@dataclass(frozen=True, slots=True)
class PreparedOperation:
    """A valid operation; `document` holds only it and the fragments of its document.

    `label` names it in the metrics. `scopes` are those that its root fields need, each with its path. `plan`
    may run a query in the place of graphql-core.
    `without_variables` is the document without declared variables, for which graphql-core coerces none.
    """

    document: DocumentNode
    without_variables: DocumentNode
    operation: OperationDefinitionNode
    cost: OperationCost
    label: str
    scopes: Sequence[NeededScope]
    variables: OperationVariables
    writers: ObjectWriters
    plan: QueryPlan | None = None

    @property
    def type(self) -> OperationType:
        return self.operation.operation

    @property
    def is_introspection(self) -> bool:
        """Whether the answer depends on the schema and the variables alone."""
        selections = self.operation.selection_set.selections
        return all(isinstance(each, FieldNode) and each.name.value.startswith("__") for each in selections)


class Documents:
    """The cache of operations by document and operation name, and of refused documents."""

    def __init__(self, schema: GraphQLSchema, options: Options) -> None:
        self.schema = schema
        self.options = options
        self.calculator = CostCalculator(schema, options.limits.page_size, options.metadata_of)
        self.decoders = Decoders()
        self.rules = RULES if options.introspection else (*RULES, NoSchemaIntrospectionCustomRule)
        self.prepared = BoundedCache[Key, PreparedOperation](options.documents, options.documents_room)
        self.refused = BoundedCache[Key, RequestErrors](options.documents, options.documents_room // 8)

    def find(self, text: str, name: str | None) -> PreparedOperation | None:
        """Return an operation that is prepared already; raises `RequestErrors` if it was refused before."""
        if refused := self.refused.get((text, name)):
            raise RequestErrors(refused.errors)
        return self.prepared.get((text, name))

    def prepare(self, text: str, name: str | None) -> PreparedOperation:
        """Prepare an operation and keep it; raises `RequestErrors` if it must not run."""
        key, size = (text, name), ENTRY_BYTES + CHARACTER_BYTES * len(text)
        try:
            found = self._prepare(text, name)
        except RequestErrors as refused:
            if len(text) <= LONGEST_CACHED:
                self.refused.put(key, RequestErrors(refused.errors), ENTRY_BYTES + 4 * len(text))
            raise
        if len(text) <= LONGEST_CACHED:
            self.prepared.put(key, found, size)
        return found

    def _prepare(self, text: str, name: str | None) -> PreparedOperation:
        document = _parse_document(text, self.options.limits)
        operation = _choose_operation(document, name)
        fragments = _fragments(document)
        check_size(SizeVisitor(fragments).of_operation(operation), self.options.limits)
        check_repetition(operation, fragments, self.options.limits)
        self._validate(document)
        alone = DocumentNode(definitions=(operation, *fragments.values()))
        whole = SelectionWalk(self.calculator, fragments).of_operation(operation)
        label, scopes = operation_label(operation), tuple(whole.scopes.values())
        plan = self.options.make_plan(alone) if operation.operation is OperationType.QUERY else None
        return PreparedOperation(
            document=alone,
            without_variables=_undeclare(alone, operation),
            operation=operation,
            cost=operation_cost(whole.costs),
            label=label,
            scopes=scopes,
            variables=OperationVariables.of_operation(self.schema, operation, self.decoders),
            writers=ObjectWriters(alone, self.options.read_field),
            plan=plan,
        )

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


def _undeclare(document: DocumentNode, operation: OperationDefinitionNode) -> DocumentNode:
    """Return the document without the declarations of its operation's variables."""
    if not operation.variable_definitions:
        return document
    _, *fragments = document.definitions
    return DocumentNode(definitions=(replace(operation, variable_definitions=()), *fragments))


def _fragments(document: DocumentNode) -> Mapping[str, FragmentDefinitionNode]:
    found = (each for each in document.definitions if isinstance(each, FragmentDefinitionNode))
    return {each.name.value: each for each in found}
