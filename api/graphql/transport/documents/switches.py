"""The variables on which it depends what a document selects."""

from collections.abc import Sequence

from graphql import DirectiveNode, DocumentNode, VariableNode, Visitor, visit


def find_switches(document: DocumentNode) -> Sequence[str]:
    """Return the names of the variables in directives, i.e. in `@skip` and `@include`."""
    finder = _SwitchFinder()
    visit(document, finder)
    return list(finder.names)


class _SwitchFinder(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, None] = {}

    def enter_directive(self, node: DirectiveNode, *_where: object) -> None:
        for argument in node.arguments or ():
            if isinstance(argument.value, VariableNode):
                self.names[argument.value.name.value] = None
