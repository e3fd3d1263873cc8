"""The four documented calls of this dialect, and two that show deliveries."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.errors import Code, Refused, Violation
from domain.model.auth import Caller, Scope
from domain.model.delivery import Delivery
from domain.model.page import Page
from domain.rules.drafts import missing_id
from domain.rules.form_reader import Form
from domain.rules.identifiers import form_id, printable
from domain.usecases import UseCases
from legacy_rest.bodies import decode_items, decode_value, has_body, receive_batch, receive_value
from legacy_rest.body_work import Work
from legacy_rest.endpoints import authenticate, with_errors
from legacy_rest.errors import ErrorTable
from legacy_rest.idempotency import read_key, replay_headers
from legacy_rest.links import Links
from legacy_rest.metering import READ, Bill, Meter, list_cost, write_cost
from legacy_rest.problems import RequestRefused, json_response, malformed_field
from legacy_rest.routing import routes_to
from legacy_rest.scheduled import formats
from legacy_rest.scheduled.errors import ERRORS, SETTINGS_ERRORS, errors_with
from legacy_rest.scheduled.fields import ITEM_FIELDS
from legacy_rest.scheduled.items import read_forms
from legacy_rest.scheduled.list_request import ListRequest, read_list_request
from legacy_rest.scheduled.responses import Body, delivery_body, settings_body
from legacy_rest.sliced_response import answer_parts, encode_array

LIST: Final = "/v1.3/scheduled"
ID_FIELD: Final = "scheduled_id"
DIFFERENT_IDS: Final = malformed_field(
    ID_FIELD, f"Field {ID_FIELD} must be the same in path, query and body."
)


@dataclass(frozen=True, slots=True)
class ScheduledCalls:
    """Each call: authenticate, read the request, call the use-case, answer."""

    usecases: UseCases
    links: Links
    meter: Meter

    async def settings(self, request: Request) -> Response:
        caller = await authenticate(self.usecases, request)
        Bill(request, self.meter, caller.account_id).raise_to(READ)
        return json_response(settings_body(await self.usecases.queries.settings(caller)))

    async def create(self, request: Request) -> Response:
        """Create deliveries; the answer is an object for one, an array for several."""
        caller = await self._require_writer(request)
        forms = await self._read_forms(request, caller)
        result = await self.usecases.deliveries.create(caller, forms, read_key(request))
        deliveries, headers = list(result.answer.deliveries), replay_headers(result)
        country = result.answer.settings.country
        del result
        if len(deliveries) == 1:
            return json_response(self._show(deliveries[0], country), 201, headers)
        return await self._answer_batch(deliveries, country, 201, headers)

    async def update(self, request: Request) -> Response:
        caller = await self._require_writer(request)
        forms = await self._read_forms(request, caller)
        result = await self.usecases.deliveries.update(caller, forms, read_key(request))
        deliveries, headers = list(result.answer.deliveries), replay_headers(result)
        country = result.answer.settings.country
        del result
        return await self._answer_batch(deliveries, country, 200, headers)

    async def delete(self, request: Request) -> Response:
        caller = await self._require_writer(request)
        bill = Bill(request, self.meter, caller.account_id)
        delivery_id = form_id({"id": await self._find_id(request, bill)})
        if not delivery_id:
            raise Refused([missing_id(0)])
        bill.raise_to(write_cost(1))
        result = await self.usecases.deliveries.delete(caller, [delivery_id], read_key(request))
        return Response(headers={"Cache-Control": "no-store", **replay_headers(result)})

    async def show(self, request: Request) -> Response:
        """Show a delivery as it is now (an extension)."""
        caller = await self._require_reader(request)
        Bill(request, self.meter, caller.account_id).raise_to(READ)
        delivery_id = form_id({"id": formats.read_id(request.path_params[ID_FIELD])})
        delivery = await self.usecases.queries.delivery(caller, delivery_id)
        if delivery is None:
            raise Refused([Violation(Code.DELIVERY_NOT_FOUND, "id", {"id": printable(delivery_id)})])
        locale = await self.usecases.queries.locale(caller)
        return json_response(self._show(delivery, locale.country))

    async def list_deliveries(self, request: Request) -> Response:
        """List deliveries as they are now, newest first (an extension); the answer is an array."""
        caller = await self._require_reader(request)
        bill = Bill(request, self.meter, caller.account_id)
        bill.raise_to(READ)
        locale = await self.usecases.queries.locale(caller)
        wanted = read_list_request(request.query_params, locale)
        bill.raise_to(list_cost(wanted.skip + wanted.page.size))
        found = await self.usecases.queries.deliveries_beyond(caller, wanted.wanted, wanted.skip, wanted.page)
        headers = self._link_to_next(wanted, found)
        return await self._answer_batch(list(found.items), locale.country, 200, headers)

    def _link_to_next(self, wanted: ListRequest, found: Page[Delivery]) -> Mapping[str, str]:
        if not found.has_more:
            return {}
        return {"Link": self.links.next_page(LIST, wanted.next_query(found.items[-1].id))}

    async def _read_forms(self, request: Request, caller: Caller) -> Sequence[Form]:
        """Return the forms to be written, once they are charged."""
        bill = Bill(request, self.meter, caller.account_id)
        body = await receive_batch(request, bill)
        items = await decode_items(body, ITEM_FIELDS, self._begin_reading(request))
        sent = await read_forms(items)
        request.state.other_names = sent.other_names
        bill.raise_to(write_cost(len(sent.forms)))
        return sent.forms

    async def _find_id(self, request: Request, bill: Bill) -> object:
        """Return the id in path, query or body, `None` if there is none; any of these is documented.

        Raises `RequestRefused` if they differ.
        """
        in_path, in_query = request.path_params.get(ID_FIELD), request.query_params.getlist(ID_FIELD)
        named = [in_path, *in_query, await self._find_id_in_body(request, bill)]
        ids = [formats.read_id(each) for each in named if not formats.is_blank(each)]
        if any(each != ids[0] for each in ids):
            raise RequestRefused(DIFFERENT_IDS)
        return ids[0] if ids else None

    async def _find_id_in_body(self, request: Request, bill: Bill) -> object:
        if not has_body(request):
            return None
        value = await decode_value(await receive_value(request, bill), self._begin_reading(request))
        return value.get(ID_FIELD) if isinstance(value, dict) else None

    def _begin_reading(self, request: Request) -> Work:
        return Work(self.usecases.slices.begin(), request.is_disconnected)

    def _show(self, delivery: Delivery, country: str) -> Body:
        return delivery_body(delivery, self.links, country)

    async def _answer_batch(
        self, deliveries: list[Delivery], country: str, status: int, headers: Mapping[str, str]
    ) -> Response:
        pace = self.usecases.slices.begin()
        parts = await encode_array(self._show_all(deliveries, country), pace)
        return answer_parts(parts, status, headers, pace)

    def _show_all(self, deliveries: list[Delivery], country: str) -> Iterator[Body]:
        """Drop each delivery once it is shown, because freeing ten thousand at once takes long."""
        deliveries.reverse()
        while deliveries:
            yield self._show(deliveries.pop(), country)

    async def _require_reader(self, request: Request) -> Caller:
        caller = await authenticate(self.usecases, request)
        caller.require(Scope.DELIVERIES_READ)
        return caller

    async def _require_writer(self, request: Request) -> Caller:
        """Return a caller that may write; the use-cases check it as well, but only after the body is read."""
        caller = await authenticate(self.usecases, request)
        caller.require(Scope.DELIVERIES_WRITE)
        return caller


def scheduled_routes(usecases: UseCases, links: Links, meter: Meter) -> list[Route]:
    calls, slices = ScheduledCalls(usecases, links, meter), usecases.slices
    settings = with_errors("settings", calls.settings, _choose_settings_errors, slices)
    create = with_errors("create", calls.create, _choose_errors, slices)
    update = with_errors("update", calls.update, _choose_errors, slices)
    delete = with_errors("delete", calls.delete, _choose_errors, slices)
    show = with_errors("show", calls.show, _choose_errors, slices)
    list_deliveries = with_errors("list", calls.list_deliveries, _choose_errors, slices)
    return [
        *routes_to("GET", "/v1/settings/config", settings),
        *routes_to("POST", "/v1.3/scheduled/create", create),
        *routes_to("POST", "/v1.3/scheduled/update", update),
        *routes_to("GET", LIST, list_deliveries),
        *routes_to("GET", f"{LIST}/{{{ID_FIELD}}}", show),
        *routes_to("DELETE", "/v1/scheduled", delete),
        *routes_to("DELETE", "/v1/scheduled/{scheduled_id}", delete),
    ]


def _choose_errors(request: Request) -> ErrorTable:
    other_names = getattr(request.state, "other_names", None)
    return errors_with(other_names) if other_names else ERRORS


def _choose_settings_errors(request: Request) -> ErrorTable:
    return SETTINGS_ERRORS if request.headers.get("token", "").strip() else ERRORS
