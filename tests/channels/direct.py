"""Sends a case to the use-cases themselves, past both channels."""

from domain.errors import Refused
from domain.model.auth import Channel
from domain.rules.form_reader import Form
from tests.channels.case import BatchCall, Refusal
from tests.running import Gateway


async def send_case(gateway: Gateway, token: str, call: BatchCall, forms: tuple[Form, ...]) -> list[Refusal]:
    usecases = gateway.usecases
    caller = await usecases.access.authenticate(token, Channel.CLI, "direct")
    try:
        match call:
            case BatchCall.CREATE:
                await usecases.deliveries.create(caller, forms)
            case BatchCall.UPDATE:
                await usecases.deliveries.update(caller, forms)
            case BatchCall.DELETE:
                await usecases.deliveries.delete(caller, [str(form["id"]) for form in forms])
    except Refused as refusal:
        return [(each.index, each.code, each.path) for each in refusal.violations]
    return []
