"""The judgement of a batch, shared by every use-case that takes one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from domain.errors import BatchTooLarge, EmptyBatch, Refused, Violation
from domain.model.batches import ErrorPolicy, RehearsalResult
from domain.model.booking import Booking
from domain.model.settings import Settings
from domain.ports import AddressRegister, Pace
from domain.rules.booking_rules import judge, with_findings
from domain.rules.catalogue import sort_violations
from domain.rules.context import BookingContext
from domain.rules.drafts import Draft
from domain.usecases.batch_slices import next_slice

T = TypeVar("T")
LARGEST_BATCH = 10_000


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


async def assess(
    addresses: AddressRegister, settings: Settings, now: datetime, drafts: Iterable[Draft], pace: Pace
) -> Assessment:
    """Judge every draft, in the order of the batch, by every rule."""
    bookings: dict[int, Booking] = {}
    violations: list[Violation] = []
    remaining = iter(drafts)
    while part := await next_slice(remaining, pace):
        assessment = await _assess_slice(addresses, settings, now, part, pace)
        bookings |= assessment.bookings
        violations += assessment.violations
    return Assessment(bookings, violations)


async def _assess_slice(
    addresses: AddressRegister, settings: Settings, now: datetime, drafts: Sequence[Draft], pace: Pace
) -> Assessment:
    """Judge some drafts; the address register is asked once for all of them."""
    judged = [(draft.index, draft.booking) for draft in drafts if draft.booking is not None]
    places = [place for _, booking in judged for place in (booking.pickup, booking.drop_off)]
    findings = await addresses.find(settings.country, places)
    violations = [refusal for draft in drafts for refusal in draft.refusals]
    bookings = {}
    for (index, booking), pickup, drop_off in zip(judged, findings[::2], findings[1::2], strict=True):
        context = BookingContext(settings, now, pickup, drop_off)
        violations += judge(booking, context, index)
        bookings[index] = with_findings(booking, context)
        await pace.pause()
    return Assessment(bookings, sort_violations(violations))


def accept_items(
    items: Mapping[int, T], violations: Sequence[Violation], policy: ErrorPolicy
) -> Mapping[int, T]:
    """The items, by index, that break no rule; raises `Refused` where the policy lets no item pass."""
    refused = {each.index for each in violations}
    accepted = {index: item for index, item in items.items() if index not in refused}
    if violations and (policy is ErrorPolicy.ALL_OR_NOTHING or not accepted):
        raise Refused(violations)
    return accepted
