"""The number of values in an operation's variables, counted before they are coerced."""

from collections.abc import Mapping
from typing import Any

from api.graphql.transport.refusals import Code, request_error


def count_values(variables: Mapping[str, Any], most_of_item: int, most: int) -> int:
    """Count all values, lists and objects; raises `RequestErrors` beyond `most`.

    An item of a list has at most `most_of_item` of them.
    """
    total, pending = 0, list(variables.values())
    while pending:
        value = pending.pop()
        total += 1
        if isinstance(value, dict):
            pending += value.values()
        elif isinstance(value, list):
            for item in value:
                total += _count_item(item, most_of_item)
                _check("The variables have", total, most)
        _check("The variables have", total, most)
    return total


def _count_item(item: object, most: int) -> int:
    """Count an item and all in it; values without others in them, which most are, are not looked at."""
    count, pending = 1, [item]
    for value in pending:
        if type(value) is not dict and type(value) is not list:
            continue
        count += len(value)
        _check("An item of a list in the variables has", count, most)
        for each in value.values() if type(value) is dict else value:
            if type(each) is dict or type(each) is list:
                pending.append(each)  # noqa: PERF401  each comprehension would be a call
    return count


def _check(what: str, count: int, most: int) -> None:
    if count > most:
        raise request_error(Code.LIMIT_VARIABLES, f"{what} {count:,} values or more; {most:,} are allowed.")
