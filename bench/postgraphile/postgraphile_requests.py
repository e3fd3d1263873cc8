"""The requests of PostGraphile, whose schema is that of the tables."""

from collections.abc import Mapping
from typing import Final

from bench.http import http_request
from bench.limit.writes import COLUMNS, CONSTANTS
from bench.requests import Make, choose_ids, choose_writer
from bench.workload import BATCH, EVENTS, READER, SIZE, Item, Workload, graphql_items

_FIELDS: Final = """id rowId reference state deliveryDate
  pickupWindowStart pickupWindowEnd deliveryWindowStart deliveryWindowEnd
  pickupZip pickupCity pickupAddress1 pickupAddress2 pickupDescription pickupLatitude pickupLongitude
  dropOffZip dropOffCity dropOffAddress1 dropOffAddress2 dropOffDescription dropOffLatitude dropOffLongitude
  pickupLevel dropOffLevel recipientName recipientId recipientEmail
  recipientPhoneCountry recipientPhoneDialCode recipientPhoneNumber
  department packages insuredValue label notes kind createdAt updatedAt"""
_EVENTS: Final = f"""events(first: {EVENTS}, condition: {{subject: "delivery"}}, orderBy: NUMBER_DESC) {{
    nodes {{ eventType at actor channel requestId changes }}
  }}"""
ONE: Final = f"""query One($account: String!, $id: String!) {{
  deliveryByAccountIdAndRowId(accountId: $account, rowId: $id) {{ {_FIELDS} }}
}}"""
_PAGE: Final = f"""query Page($account: String!) {{
  allDeliveries(first: {SIZE}, condition: {{accountId: $account}}, orderBy: [ACCOUNT_ID_DESC, ROW_ID_DESC]) {{
    nodes {{ FIELDS }} pageInfo {{ hasNextPage endCursor }}
  }}
}}"""
PAGE: Final = _PAGE.replace("FIELDS", _FIELDS)
PAGE_WITH_EVENTS: Final = _PAGE.replace("FIELDS", f"{_FIELDS} {_EVENTS}")
CREATE: Final = """mutation Create($input: CreateDeliveriesInput!) {
  createDeliveries(input: $input) { result { id rowId reference state } }
}"""


def _read_one(workload: Workload, connection: int) -> list[bytes]:
    token = workload.tokens[READER]
    return [_post(token, ONE, account=READER, id=each) for each in choose_ids(workload, connection)]


def _read_page(document: str) -> Make:
    return lambda workload, _connection: [_post(workload.tokens[READER], document, account=READER)]


def _create(workload: Workload, connection: int) -> list[bytes]:
    writer = choose_writer(connection)
    items = [_row(item, writer) for item in graphql_items(BATCH)]
    return [_post(workload.tokens[writer], CREATE, input={"deliveries": items})]


def _post(token: str, document: str, **variables: object) -> bytes:
    return http_request("POST", "/graphql", token, {"query": document, "variables": variables})


def _row(item: Item, account_id: str) -> Item:
    """Return an item as a row; the schema requires the columns too that the function sets itself."""
    recipient, pickup, drop_off = item["recipient"], item["pickup"], item["dropOff"]
    phone, span, window = recipient["phone"], item["pickupWindow"], item["deliveryWindow"]
    values = (
        *("", item["reference"], recipient["name"], recipient["email"]),
        *(phone["country"], phone["dialCode"], phone["number"], item["deliveryDate"]),
        *(_minutes(at) for at in (span["start"], span["end"], window["start"], window["end"])),
        *(place[name] for place in (pickup, drop_off) for name in ("zip", "city", "address1")),
        *(item["notes"], item["packages"]),
    )
    now = "2018-04-01T00:00:00Z"
    fixed = {name: now if name.endswith("_at") else value.strip("'") for name, value in CONSTANTS.items()}
    sent = fixed | dict(zip(COLUMNS, values, strict=True)) | {"account_id": account_id}
    return {"rowId" if name == "id" else _camel(name): value for name, value in sent.items()}


def _minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)


POSTGRAPHILE: Final[Mapping[str, Make]] = {
    "one": _read_one,
    "page": _read_page(PAGE),
    "page-with-events": _read_page(PAGE_WITH_EVENTS),
    "graphql-create": _create,
}
