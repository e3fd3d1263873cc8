"""The catalogue of rules: code, summary, sentence of the refusal and an example."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.errors import Code, Violation


class Operation(StrEnum):
    """An operation that a rule may refuse."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    PLAN = "plan"
    UNPLAN = "unplan"
    START = "start"
    RECORD_OUTCOME = "record_outcome"
    UPDATE_SETTINGS = "update_settings"
    ADD_STORE = "add_store"
    REMOVE_STORE = "remove_store"
    CREATE_TOKEN = "create_token"  # noqa: S105 - a name
    REVOKE_TOKEN = "revoke_token"  # noqa: S105 - a name


BOOK = (Operation.CREATE, Operation.UPDATE)
CHANGE = (Operation.UPDATE, Operation.DELETE)
ROUND = (Operation.UNPLAN, Operation.START)
EVERY = tuple(Operation)


@dataclass(frozen=True, slots=True)
class Rule:
    """The description of one rule; `sentence` is a format string over a violation's facts."""

    code: Code
    summary: str
    sentence: str
    example: str
    applies_to: tuple[Operation, ...]


_RULES = (
    Rule(
        Code.IDEMPOTENCY_KEY_IN_USE,
        "A repeated request waits at most 2 seconds for the first request with its idempotency key.",
        "The first request with the idempotency key is still in progress. Try again later. Key: {key}.",
        "The first request with the idempotency key is still in progress. Try again later. Key: order-4711.",
        EVERY,
    ),
    Rule(
        Code.IDEMPOTENCY_KEY_REUSED,
        "For 24 hours an idempotency key can be repeated only with the same request.",
        "Idempotency key was used for another request. Key: {key}.",
        "Idempotency key was used for another request. Key: order-4711.",
        EVERY,
    ),
    Rule(
        Code.MALFORMED_REQUEST,
        "Every field has the type, length and range that its description states.",
        "{field} {requirement}.",
        "Field packages must be a whole number from 1 to 999.",
        EVERY,
    ),
    Rule(
        Code.DELIVERY_NOT_FOUND,
        "The delivery exists, is not deleted and belongs to the account.",
        "Delivery not found. Delivery ID: {id}.",
        "Delivery not found. Delivery ID: 5ab3b4cb038cbe9805c957b1.",
        (*CHANGE, Operation.PLAN, Operation.RECORD_OUTCOME),
    ),
    Rule(
        Code.DELIVERY_LOCKED,
        "A delivery that is planned on a sweep can be neither updated nor deleted.",
        "Planned or finished deliveries cannot be {done}. Delivery ID: {id}.",
        "Planned or finished deliveries cannot be updated. Delivery ID: 5ab3b4cb038cbe9805c957b1.",
        CHANGE,
    ),
    Rule(
        Code.ZIP_CODE_MALFORMED,
        "A zip code has the form of the codes of the account's country; blanks, hyphens, case, the country "
        "before it and zeros that a number has lost make no difference.",
        "Zip code is not one of {country}. Zip code: {zip}. Expected form: {form}.",
        "Zip code is not one of DK. Zip code: 21000. Expected form: 9999.",
        BOOK,
    ),
    Rule(
        Code.PICKUP_ZONE_NOT_ALLOWED,
        "The pickup zip code, of a return the drop-off zip code, is in one of the account's pickup zones.",
        "Pickup zone doesn't fall into allowed range. Zip code: {zip}.",
        "Pickup zone doesn't fall into allowed range. Zip code: 2100.",
        BOOK,
    ),
    Rule(
        Code.DELIVERY_ZONE_NOT_ALLOWED,
        "The drop-off zip code, of a return the pickup zip code, is in one of the account's delivery zones.",
        "Delivery zone doesn't fall into allowed range. Zip code: {zip}.",
        "Delivery zone doesn't fall into allowed range. Zip code: 2100.",
        BOOK,
    ),
    Rule(
        Code.DROPSHIPPING_NOT_ALLOWED,
        "A pickup, of a return a drop-off, at an address other than the account's own stores needs "
        "dropshipping.",
        "Address is not one of the account's stores and dropshipping is not enabled. {place}: {address}.",
        "Address is not one of the account's stores and dropshipping is not enabled. "
        "Pickup: Kattegatvej 53, 2100 København.",
        BOOK,
    ),
    Rule(
        Code.SERVICE_NOT_OFFERED,
        "The account offers home delivery and, for a pickup at one of its stores, of a return for a drop-off "
        "there, store pickup.",
        "Service is not offered: {service}.",
        "Service is not offered: home delivery.",
        BOOK,
    ),
    Rule(
        Code.DEPARTMENT_UNKNOWN,
        "The department is one of the account's.",
        "Department not found. Department: {department}.",
        "Department not found. Department: Bakery.",
        BOOK,
    ),
    Rule(
        Code.RETURNED_DELIVERY_UNKNOWN,
        "The delivery that a return brings back, if one is named, exists, is not deleted and belongs to the "
        "account.",
        "Returned delivery not found. Delivery ID: {id}.",
        "Returned delivery not found. Delivery ID: 5ab3b4cb038cbe9805c957b1.",
        BOOK,
    ),
    Rule(
        Code.ADDRESS_NOT_FOUND,
        "The address register does not exclude the address; for strict accounts it verifies it.",
        "Address not found. Address: {address}.{suggestions}",
        "Address not found. Address: Kattegatvej 5300, 2100 København. Suggestions: Kattegatvej 53.",
        BOOK,
    ),
    Rule(
        Code.ADDRESS_CITY_MISMATCH,
        "The city belongs to the zip code.",
        "City doesn't match the zip code. Zip code: {zip}. City: {city}. Expected: {expected}.",
        "City doesn't match the zip code. Zip code: 2100. City: Aarhus. Expected: København Ø.",
        BOOK,
    ),
    Rule(
        Code.WEEKDAY_NOT_AVAILABLE,
        "The delivery day is one of the account's weekdays.",
        "No deliveries on {weekday}. Available: {available}.",
        "No deliveries on Friday. Available: Thursday.",
        BOOK,
    ),
    Rule(
        Code.DATE_CLOSED,
        "The delivery day is not one of the account's closed dates, nor in a closed period.",
        "No deliveries on {date}: the date is closed.",
        "No deliveries on 2026-12-24: the date is closed.",
        BOOK,
    ),
    Rule(
        Code.WINDOW_NOT_AVAILABLE,
        "The delivery window is within a window that is offered to the drop-off zip code.",
        "Delivery window {window} is not available. Available: {available}.",
        "Delivery window 06:00 - 08:00 is not available. Available: 08:00 - 16:00.",
        BOOK,
    ),
    Rule(
        Code.NOTICE_TOO_SHORT,
        "The pickup window starts no sooner than the account's notice allows, and not in the past.",
        "Pickup window starts too soon. Earliest start: {earliest}.",
        "Pickup window starts too soon. Earliest start: 2026-11-22 10:00.",
        BOOK,
    ),
    Rule(
        Code.DELIVERY_WINDOW_PAST,
        "The delivery window is not over, unless the account's notice is null.",
        "Delivery window is in the past. It ended at {ended}.",
        "Delivery window is in the past. It ended at 2026-11-22 10:00.",
        BOOK,
    ),
    Rule(
        Code.CUT_OFF_PASSED,
        "The account's cut-off for pickups on that day of the week has not passed.",
        "Pickups on {date} could be booked until {until}.",
        "Pickups on 2026-11-23 could be booked until 2026-11-20 14:00.",
        BOOK,
    ),
    Rule(
        Code.DUPLICATE_ITEM,
        "A batch names each delivery only once.",
        "Delivery named more than once. Delivery ID: {id}.",
        "Delivery named more than once. Delivery ID: 5ab3b4cb038cbe9805c957b1.",
        (*CHANGE, Operation.PLAN, Operation.RECORD_OUTCOME),
    ),
    Rule(
        Code.SWEEP_NOT_FOUND,
        "The sweep exists, is not canceled and belongs to the account.",
        "Sweep not found. Sweep ID: {id}.",
        "Sweep not found. Sweep ID: 5ab3b4cb038cbe9805c957b1.",
        ROUND,
    ),
    Rule(
        Code.SWEEP_ALREADY_STARTED,
        "A sweep can be unplanned or started only while it has not started.",
        "Sweep has already started. Sweep ID: {id}.",
        "Sweep has already started. Sweep ID: 5ab3b4cb038cbe9805c957b1.",
        ROUND,
    ),
    Rule(
        Code.STEP_NOT_ALLOWED,
        "A delivery takes only the steps that its state permits.",
        "A delivery that is {state} cannot be {done}. Delivery ID: {id}.",
        "A delivery that is finished cannot be planned. Delivery ID: 5ab3b4cb038cbe9805c957b1.",
        (Operation.PLAN, Operation.RECORD_OUTCOME),
    ),
    Rule(
        Code.SWEEP_DAY_MISMATCH,
        "A sweep takes deliveries of its own day, and re-deliveries from earlier days.",
        "Delivery does not belong on a sweep of {day}. Delivery date: {date}. Delivery ID: {id}.",
        "Delivery does not belong on a sweep of 2026-11-26. Delivery date: 2026-11-27. "
        "Delivery ID: 5ab3b4cb038cbe9805c957b1.",
        (Operation.PLAN,),
    ),
)

CATALOGUE: Mapping[Code, Rule] = {rule.code: rule for rule in _RULES}
MOST_FACTS = max(rule.sentence.count("{") for rule in _RULES)
_RANK = {code: rank for rank, code in enumerate(Code)}


def complete_facts(violation: Violation, field: str) -> Mapping[str, str]:
    """Return the facts that fill the sentence of the violation's rule, and no others.

    `field` is the channel's name of the field, "" for the item as a whole.
    """
    if violation.code is not Code.MALFORMED_REQUEST:
        return violation.facts
    return {"field": f"Field {field}" if field else "Every item", **violation.facts}


def sentence(violation: Violation, field: str) -> str:
    """Return the sentence of a violation; `field` is the channel's name of the field, "" for the item."""
    return CATALOGUE[violation.code].sentence.format(**complete_facts(violation, field))


def sort_violations(violations: list[Violation]) -> list[Violation]:
    """Sort by index, then in the order in which the rules are checked."""
    return sorted(violations, key=lambda violation: (violation.index, _RANK[violation.code]))
