"""A front end: it sends documents with a token and reads the answers."""

import json
from dataclasses import dataclass
from typing import Any

import httpx

from tests.running import Gateway

Json = dict[str, Any]


@dataclass(frozen=True)
class Client:
    gateway: Gateway
    token: str | None

    async def post(self, document: str, variables: Json | None = None) -> httpx.Response:
        body = json.dumps({"query": document, "variables": variables})
        headers = {"Content-Type": "application/json", **({"Token": self.token} if self.token else {})}
        return await self.gateway.http.post("/graphql", content=body, headers=headers)

    async def ask(self, document: str, **variables: object) -> Json:
        """The data of an answer without errors."""
        answer = (await self.post(document, variables)).json()
        assert "errors" not in answer, answer
        data: Json = answer["data"]
        return data

    async def errors(self, document: str, **variables: object) -> list[Json]:
        """The errors of an answer that has some."""
        response = await self.post(document, variables)
        errors: list[Json] = response.json()["errors"]
        assert errors
        return errors

    async def code(self, document: str, **variables: object) -> str:
        """The code of the only error."""
        (error,) = await self.errors(document, **variables)
        code: str = error["extensions"]["code"]
        return code

    async def do(self, mutation: str, order: Json) -> Json:
        """The payload of one mutation, deliveries and sweep with what tests look at."""
        capital = f"{mutation[0].upper()}{mutation[1:]}"
        document = MUTATIONS[mutation].replace("CAPITAL", capital).replace("MUTATION", mutation)
        payload: Json = (await self.ask(document, input=order))[mutation]
        return payload

    async def book(self, *items: Json) -> list[str]:
        """The ids of new deliveries."""
        payload = await self.do("createDeliveries", {"deliveries": list(items)})
        assert payload["violations"] == []
        return [each["id"] for each in payload["deliveries"]]


DELIVERY = """fragment shown on Delivery {
  id scheduledId reference state deliveryDate label notes kind returnedDeliveryId returnRequestBy department
  pickupWindow { start end } deliveryWindow { start end } estimatedWindow { start end }
  pickup { zip city address1 address2 description }
  dropOff { zip city address1 address2 description }
  recipient { name reference email phone { country dialCode number } }
  packages insuredValue { amount currency } position sweep { id } createdAt updatedAt
}"""
VIOLATIONS = "replayed violations { index path code message }"
_BATCH = f"""mutation($input: CAPITALInput!) {{
  MUTATION(input: $input) {{ deliveries {{ ...shown }} {VIOLATIONS} }}
}} {DELIVERY}"""
_SWEEP = f"""mutation($input: CAPITALInput!) {{
  MUTATION(input: $input) {{ sweep {{ id day state deliveries {{ nodes {{ ...shown }} }} }} {VIOLATIONS} }}
}} {DELIVERY}"""
_BATCHES = (
    *("createDeliveries", "updateDeliveries", "deleteDeliveries", "finishDeliveries", "failDeliveries"),
    *("keepDeliveriesForRedelivery", "returnDeliveries"),
)
_ROUNDS = ("planSweep", "unplanSweep", "startSweep")
MUTATIONS = dict.fromkeys(_BATCHES, _BATCH) | dict.fromkeys(_ROUNDS, _SWEEP)
LIST = """query($filter: DeliveryFilterInput, $first: Int, $after: String) {
  deliveries(filter: $filter, first: $first, after: $after) {
    edges { cursor node { id reference } } nodes { id }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""
PICKUP = {"zip": "2100", "city": "København", "address1": "Kattegatvej 53"}
DROP_OFF = {"zip": "2100", "city": "København", "address1": "Kattegatvej 57"}
THURSDAY, FRIDAY, NEXT_THURSDAY = "2018-04-05", "2018-04-06", "2018-04-12"
NOWHERE = "RGVsaXZlcnk6NWFiM2I0Y2IwMzhjYmU5ODA1Yzk1N2Ix"


def delivery(**fields: object) -> Json:
    """The input of a delivery that the demo account accepts."""
    complete: Json = {
        "recipient": {"name": "Test user"},
        "deliveryDate": THURSDAY,
        "pickup": PICKUP,
        "dropOff": DROP_OFF,
    }
    return {**complete, **fields}


def list_violations(payload: Json) -> list[tuple[int, str, str]]:
    """Return index, dotted path and code of each violation."""
    return [(each["index"], ".".join(each["path"]), each["code"]) for each in payload["violations"]]
