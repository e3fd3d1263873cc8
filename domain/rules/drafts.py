"""Conversion of the items of a batch to drafts, which the booking rules then judge."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.errors import Code, Violation
from domain.model.booking import Booking
from domain.model.delivery import Delivery
from domain.model.location import Location
from domain.model.recipient import Recipient
from domain.model.settings import Settings
from domain.model.time_of_day import TimeOfDay
from domain.model.window import Window
from domain.rules.booking_form import read_booking
from domain.rules.form_reader import Form
from domain.rules.identifiers import duplicate_indexes, form_id, printable
from domain.rules.lifecycle import Step, step_refusal
from domain.rules.part_memo import PartMemo

_ANY_PLACE = Location("0", "-", "-")
_ANY_WINDOW = Window(TimeOfDay.at(0), TimeOfDay.at(23, 59))
# The base of an update of a delivery that does not exist: what the update omits is not a violation.
_ANY_BOOKING = Booking(
    reference="",
    recipient=Recipient("-"),
    delivery_date=date(2000, 1, 1),
    pickup_window=_ANY_WINDOW,
    delivery_window=_ANY_WINDOW,
    pickup=_ANY_PLACE,
    drop_off=_ANY_PLACE,
    department="",
)


@dataclass(frozen=True, slots=True)
class Draft:
    """One item: its violations so far, and its booking if the item can be judged."""

    index: int
    refusals: Sequence[Violation] = ()
    booking: Booking | None = None


def new_drafts(forms: Sequence[Form], settings: Settings) -> Iterator[Draft]:
    """Return the drafts of new deliveries, each read when it is asked for."""
    memo = PartMemo()
    return (_new(form, settings, index, memo) for index, form in enumerate(forms))


def change_drafts(
    forms: Sequence[Form], settings: Settings, existing: Mapping[str, Delivery]
) -> Iterator[Draft]:
    """Return the drafts of updates, each read when it is asked for.

    Locked deliveries are judged too, so that all violations are listed.
    """
    ids = [form_id(form) for form in forms]
    again = duplicate_indexes(ids)
    return (
        _change(form, settings, delivery_id, existing.get(delivery_id), index, again=index in again)
        for index, (form, delivery_id) in enumerate(zip(forms, ids, strict=True))
    )


def missing_id(index: int) -> Violation:
    """Return the violation of an item that must name a delivery and does not."""
    return Violation(Code.MALFORMED_REQUEST, "id", {"requirement": "must be given, as text"}, index)


def _new(form: Form, settings: Settings, index: int, memo: PartMemo) -> Draft:
    booking, malformed = read_booking(form, settings, None, index, memo)
    return Draft(index, malformed, None if malformed else booking)


def _change(
    form: Form, settings: Settings, delivery_id: str, delivery: Delivery | None, index: int, *, again: bool
) -> Draft:
    booking, malformed = read_booking(
        form, settings, _ANY_BOOKING if delivery is None else delivery.booking, index
    )
    if not delivery_id and "" not in form:  # an item that is not an object has that one violation
        malformed = [missing_id(index), *malformed]
    if malformed:
        return Draft(index, malformed)
    refusals = step_refusals(Step.UPDATE, printable(delivery_id), delivery, index, again=again)
    return Draft(index, refusals, booking if delivery else None)


def step_refusals(
    step: Step, delivery_id: str, delivery: Delivery | None, index: int, *, again: bool
) -> list[Violation]:
    """Return the violations of `step` by the item at `index`, which may name its delivery `again`."""
    if not delivery_id:
        return [missing_id(index)]
    found = [step_refusal(step, delivery_id, delivery, index)]
    if again:
        found.append(Violation(Code.DUPLICATE_ITEM, "id", {"id": delivery_id}, index))
    return [refusal for refusal in found if refusal is not None]
