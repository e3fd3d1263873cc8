"""The GraphQL documents of the operations."""

from typing import Final

from bench.workload import EVENTS, SIZE

_LOCATION: Final = "{ zip city address1 address2 description latitude longitude level }"
FIELDS: Final = f"""id scheduledId reference state deliveryDate
  pickupWindow {{ start end }} deliveryWindow {{ start end }} pickup {_LOCATION} dropOff {_LOCATION}
  recipient {{ name reference email phone {{ country dialCode number }} }}
  department packages insuredValue {{ amount currency }} label notes kind createdAt updatedAt"""
_HISTORY: Final = f"""history(first: {EVENTS}) {{
    nodes {{ type at actor channel requestId changes {{ path before after }} }}
  }}"""

ONE: Final = f"query One($id: ID!) {{ delivery(id: $id) {{ {FIELDS} }} }}"
PAGE: Final = f"""query Page {{
  deliveries(first: {SIZE}) {{ nodes {{ {FIELDS} }} pageInfo {{ hasNextPage endCursor }} }}
}}"""
PAGE_WITH_EVENTS: Final = f"""query PageWithEvents {{
  deliveries(first: {SIZE}) {{ nodes {{ {FIELDS} {_HISTORY} }} pageInfo {{ hasNextPage endCursor }} }}
}}"""
CREATE: Final = """mutation Create($input: CreateDeliveriesInput!) {
  createDeliveries(input: $input) {
    deliveries { id scheduledId reference state } violations { index path code message }
  }
}"""
