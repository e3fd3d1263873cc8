"""Tells a story to the use-cases themselves, behind both doors."""

from domain.errors import Refused
from domain.model.caller import Channel
from domain.rules.form_reader import Form
from tests.channels.case import Call, Refusal
from tests.running import Gateway


async def tell(gateway: Gateway, token: str, call: Call, forms: tuple[Form, ...]) -> list[Refusal]:
    usecases = gateway.usecases
    caller = await usecases.access.authenticate(token, Channel.CLI, "corridor")
    try:
        match call:
            case Call.CREATE:
                await usecases.deliveries.create(caller, forms)
            case Call.UPDATE:
                await usecases.deliveries.update(caller, forms)
            case Call.DELETE:
                await usecases.deliveries.delete(caller, [str(form["id"]) for form in forms])
    except Refused as refusal:
        return [(each.index, each.code, each.path) for each in refusal.violations]
    return []
