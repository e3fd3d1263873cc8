"""The query parameters of the list of deliveries, an extension of this dialect."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from domain.model.page import FARTHEST_ROW, LARGEST_PAGE, DeliveryFilter, PageRequest, Place
from domain.model.settings import Locale
from domain.rules.form_reader import LocalValue
from domain.rules.identifiers import is_id
from legacy_rest.problems import FieldProblem, Problem, RequestRefused
from legacy_rest.scheduled import formats

DEFAULT_SIZE: Final = 50
REFERENCE: Final = "delivery_id"
FIRST_DATE: Final = "from"
LAST_DATE: Final = "to"
PAGE: Final = "page"
PER_PAGE: Final = "per_page"
AFTER: Final = "after"
TOO_FAR: Final = f"must end within the first {FARTHEST_ROW:,} deliveries; the header field Link leads further"
_DATE: Final = {"type": "string", "examples": ["2018-04-05"]}


def _number_schema(default: int, most: int) -> Mapping[str, object]:
    number = {"type": "integer", "minimum": 1, "maximum": most}
    return {"anyOf": [number, {"type": "string", "maxLength": 0}], "default": default}


# Each parameter as OpenAPI describes it; "" counts as not sent.
PARAMETERS: Final[Mapping[str, Mapping[str, object]]] = {
    REFERENCE: {"description": "The client's own reference, exactly.", "schema": {"type": "string"}},
    FIRST_DATE: {"description": f"The first delivery date. {formats.DAY.description}", "schema": _DATE},
    LAST_DATE: {"description": "The last delivery date, not before `from`.", "schema": _DATE},
    PAGE: {
        "description": f"The number of the page, within the first {FARTHEST_ROW:,} deliveries.",
        "schema": _number_schema(1, FARTHEST_ROW),
    },
    PER_PAGE: {
        "description": "The number of deliveries on a page.",
        "schema": _number_schema(DEFAULT_SIZE, LARGEST_PAGE),
    },
    AFTER: {
        "description": "Instead of `page`: the `scheduled_id` of the last delivery of the page before.",
        "schema": {"type": "string", "pattern": r"^\s*([0-9a-fA-F]{24}\s*)?$"},
    },
}


@dataclass(frozen=True, slots=True)
class ListRequest:
    """A page of the list of deliveries, which begins after its place or after the `skip` newest ones.

    `sent` are the parameters that were sent with a value.
    """

    wanted: DeliveryFilter
    page: PageRequest
    skip: int
    sent: Mapping[str, str]

    def next_query(self, last_id: str) -> Mapping[str, str]:
        """Return the parameters of the page that follows a delivery, which has no number."""
        kept = {name: value for name, value in self.sent.items() if name != PAGE}
        return {**kept, AFTER: last_id}


def read_list_request(query: Mapping[str, str], locale: Locale) -> ListRequest:
    """Read the parameters; raises `RequestRefused` with every one that is wrong. Others are ignored."""
    sent = {name: query[name] for name in PARAMETERS if query.get(name)}
    reader = _ParameterReader(sent, locale)
    first, last = reader.day(FIRST_DATE), reader.day(LAST_DATE)
    if first and last and last < first:
        reader.refuse(LAST_DATE, "must not be before from")
    number = reader.number(PAGE, 1, FARTHEST_ROW)
    size = reader.number(PER_PAGE, DEFAULT_SIZE, LARGEST_PAGE)
    after = reader.place(AFTER)
    if PAGE in sent and AFTER in sent:
        reader.refuse(AFTER, "must not be sent together with page")
    if number * size > FARTHEST_ROW and not reader.problems:
        reader.refuse(PAGE, TOO_FAR)
    if reader.problems:
        first_problem = reader.problems[0]
        raise RequestRefused(Problem(400, first_problem.code, first_problem.message, reader.problems))
    wanted = DeliveryFilter(first_date=first, last_date=last, reference=sent.get(REFERENCE))
    return ListRequest(wanted, PageRequest(size, after), (number - 1) * size, sent)


@dataclass(frozen=True, slots=True)
class _ParameterReader:
    """Reads values one by one and collects what is wrong with them."""

    sent: Mapping[str, str]
    locale: Locale
    problems: list[FieldProblem] = field(default_factory=list)

    def refuse(self, name: str, requirement: str) -> None:
        self.problems.append(FieldProblem(0, name, "malformed_request", f"Parameter {name} {requirement}."))

    def day(self, name: str) -> date | None:
        if name not in self.sent:
            return None
        value = formats.read_day(self.sent[name])
        if isinstance(value, LocalValue):
            value = value.read(self.locale)
        if isinstance(value, date):
            return value
        self.refuse(name, "must be a date, e.g. 2018-04-05")
        return None

    def place(self, name: str) -> Place | None:
        if name not in self.sent:
            return None
        value = formats.read_id(self.sent[name])
        if isinstance(value, str) and is_id(value):
            return Place(value)
        self.refuse(name, "must be the scheduled_id of a delivery")
        return None

    def number(self, name: str, default: int, most: int) -> int:
        if name not in self.sent:
            return default
        value = formats.read_number(self.sent[name])
        if isinstance(value, int) and 1 <= value <= most:
            return value
        self.refuse(name, f"must be a whole number from 1 to {most}")
        return default
