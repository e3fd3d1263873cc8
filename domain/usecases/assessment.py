"""The judgement of a batch, shared by every use-case that takes one."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from domain.errors import BatchTooLarge, EmptyBatch, Refused, Violation
from domain.model.batches import ErrorPolicy, RehearsalResult
from domain.model.booking import Booking
from domain.model.builders import make_builder
from domain.model.settings import Settings
from domain.ports import AddressRegister, Pace
from domain.rules.booking_rules import judge, with_findings
from domain.rules.catalogue import sort_violations
from domain.rules.context import BookingContext
from domain.rules.drafts import Draft
from domain.rules.identifiers import is_id
from domain.usecases.batch_slices import next_slice

T = TypeVar("T")
FindIds = Callable[[Sequence[str]], Awaitable[Collection[str]]]
LARGEST_BATCH = 10_000

_build_context = make_builder(BookingContext)


@dataclass(frozen=True, slots=True)
class Assessment:
    """The bookings as they would be stored, by the index of their items, and everything against them.

    An item that is not well-formed has no booking.
    """

    bookings: Mapping[int, Booking]
    violations: Sequence[Violation]

    def results(self, count: int) -> Sequence[RehearsalResult]:
        """The same, one result for each of `count` items."""
        against: list[list[Violation]] = [[] for _ in range(count)]
        for each in self.violations:
            against[each.index].append(each)
        return [
            RehearsalResult(index, self.bookings.get(index), tuple(found))
            for index, found in enumerate(against)
        ]


def check_size(items: Sequence[object]) -> None:
    """Raises `EmptyBatch` and `BatchTooLarge`."""
    if not items:
        raise EmptyBatch
    if len(items) > LARGEST_BATCH:
        raise BatchTooLarge(LARGEST_BATCH)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a batch is judged by; `find_deliveries` finds those ids that name the account's deliveries."""

    settings: Settings
    now: datetime
    addresses: AddressRegister
    find_deliveries: FindIds


async def assess(basis: Basis, drafts: Iterable[Draft], pace: Pace) -> Assessment:
    """Judge every draft, in the order of the batch, by every rule."""
    bookings: dict[int, Booking] = {}
    violations: list[Violation] = []
    remaining = iter(drafts)
    while part := await next_slice(remaining, pace):
        assessment = await _assess_slice(basis, part, pace)
        bookings |= assessment.bookings
        violations += assessment.violations
    return Assessment(bookings, violations)


async def _assess_slice(basis: Basis, drafts: Sequence[Draft], pace: Pace) -> Assessment:
    """Judge some drafts; what they name is looked up once for all of them."""
    judged = [(draft.index, draft.booking) for draft in drafts if draft.booking is not None]
    places = [place for _, booking in judged for place in (booking.pickup, booking.drop_off)]
    findings = await basis.addresses.find(basis.settings.country, places)
    deliveries = await _find_returned(basis, [booking for _, booking in judged])
    violations = [refusal for draft in drafts for refusal in draft.refusals]
    bookings = {}
    for (index, booking), pickup, drop_off in zip(judged, findings[::2], findings[1::2], strict=True):
        context = _build_context(basis.settings, basis.now, pickup, drop_off, deliveries)
        violations += judge(booking, context, index)
        bookings[index] = with_findings(booking, context)
        await pace.pause()
    return Assessment(bookings, sort_violations(violations))


async def _find_returned(basis: Basis, bookings: Iterable[Booking]) -> Collection[str]:
    """Return the ids of those deliveries that the bookings bring back and that exist."""
    named = {booking.returned_delivery_id for booking in bookings if booking.returned_delivery_id}
    ids = sorted(filter(is_id, named))
    return await basis.find_deliveries(ids) if ids else ()


def accept_items(
    items: Mapping[int, T], violations: Sequence[Violation], policy: ErrorPolicy
) -> Mapping[int, T]:
    """The items, by index, that break no rule; raises `Refused` where the policy lets no item pass."""
    refused = {each.index for each in violations}
    accepted = {index: item for index, item in items.items() if index not in refused}
    if violations and (policy is ErrorPolicy.ALL_OR_NOTHING or not accepted):
        raise Refused(violations)
    return accepted
