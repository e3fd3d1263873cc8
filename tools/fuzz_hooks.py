"""Hooks of schemathesis: the gateway's scalars, and a check for unexpected errors."""

import schemathesis
from hypothesis import strategies as st
from schemathesis.graphql import nodes

schemathesis.graphql.scalar("Date", (st.dates().map(str) | st.text()).map(nodes.String))
schemathesis.graphql.scalar(
    "DateTime", (st.datetimes().map("{0:%FT%TZ}".format) | st.text()).map(nodes.String)
)
schemathesis.graphql.scalar("LocalTime", (st.times().map("{0:%H:%M}".format) | st.text()).map(nodes.String))
schemathesis.graphql.scalar("Decimal", (st.decimals().map(str) | st.text()).map(nodes.String))


PLACE = {"zip": "2100", "city": "København", "address_1": "Kattegatvej 53"}
KNOWN = {
    "recipient_name": "Test user",
    "delivery_date": "2018-04-05",
    "pickup_location": PLACE,
    "delivery_location": {**PLACE, "address_1": "Kattegatvej 57"},
    "department": "Catering",
}


@schemathesis.hook
def before_call(
    _context: schemathesis.HookContext, case: schemathesis.Case, _kwargs: "dict[str, object]"
) -> None:
    """Put known values into every other item that is well-formed, so that some are accepted by all rules."""
    if isinstance(case.body, list) and case.meta.generation.mode.is_positive:
        for item in case.body[::2]:
            if isinstance(item, dict):
                item.update(KNOWN)


@schemathesis.check
def check_unexpected_errors(
    _context: schemathesis.CheckContext, response: schemathesis.Response, _case: schemathesis.Case
) -> None:
    """Refuse a 5xx, and the codes of unexpected errors."""
    assert response.status_code < 500, "a server error"
    assert '"INTERNAL"' not in response.text, "an unexpected error was masked"
    assert '"internal_error"' not in response.text, "an unexpected error was masked"
