"""One operation run by its plan and by graphql-core, over one database."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from api.graphql.context import open_context
from api.graphql.plans.operation import Planner
from api.graphql.route import options_of
from api.graphql.schema import gateway_schema
from api.graphql.transport.charges import RequestCharge
from api.graphql.transport.parameters import Parameters
from api.graphql.transport.pipeline import Pipeline
from api.policy import Policy
from domain.usecases import UseCases


@dataclass(frozen=True)
class Answers:
    """The answers of both ways: JSON and the actual cost; `planned` is `None` if there is no plan."""

    planned: tuple[bytes, int] | None
    executed: tuple[bytes, int]

    def first_difference(self) -> str:
        """Return the surroundings of the first byte that differs, of both ways."""
        one, other = self.planned[0] if self.planned else b"", self.executed[0]
        same = zip(one, other, strict=False)
        at = next((at for at, (left, right) in enumerate(same) if left != right), 0)
        return f"{one[max(0, at - 80) : at + 80]!r} {other[max(0, at - 80) : at + 80]!r}"


class BothWays:
    def __init__(self, usecases: UseCases, token: str = "demo-admin") -> None:  # noqa: S107 - the demo's
        self._usecases = usecases
        self._token = token
        at_once = Planner(gateway_schema(), planned_from=1)
        options = replace(options_of(Policy(), "http://gateway.test"), make_plan=at_once.plan)
        self._pipeline = Pipeline(gateway_schema(), options)

    async def ask(self, document: str, variables: Mapping[str, Any] | None = None) -> Answers:
        """Raises the refusal of an operation that does not run."""
        context = await open_context(self._usecases, self._token, "r", lambda: "127.0.0.1")
        parameters = Parameters(document, variables or {})
        charge = RequestCharge(None, self._pipeline.options.payer_of(context))
        prepared = self._pipeline.prepare(parameters, charge)
        admitted = await self._pipeline.admit(prepared, parameters, context, charge, "r")
        plan = prepared.plan
        planned = None if plan is None else await plan.run(context, admitted.values)
        executed = await self._pipeline._execute(admitted)  # noqa: SLF001 - the way without plans
        of_plan = None
        if planned is not None:
            errors = [self._pipeline._format_error(each, admitted) for each in planned.errors]  # noqa: SLF001
            of_plan = _encode(planned.data, errors), admitted.sum_tally(planned.tally)
        errors = [self._pipeline._format_error(each, admitted) for each in executed.errors or ()]  # noqa: SLF001
        return Answers(of_plan, (_encode(executed.data, errors), admitted.actual(executed.data)))


def _encode(data: object, errors: object) -> bytes:
    return msgspec.json.encode({"data": data, "errors": errors})
