from api.cli.output import show_rows
from api.cli.session import check_known, operator, run_usecase
from api.cli.tokens import AccountId, AsJson
from domain.model.call_usage import CallUsage
from domain.usecases import UseCases


def usage(account: AccountId, *, as_json: AsJson = False) -> None:
    """List which calls an account's tokens used in the last 90 days, the 200 used last.

    A running gateway adds to it every 10 seconds.
    """

    async def work(usecases: UseCases) -> list[dict[str, str]]:
        await check_known(usecases, account)
        names = {each.id: each.name for each in await usecases.administration.all_tokens(account)}
        used = await usecases.queries.usage(operator(account))
        return [_row(each, names.get(each.token_id, "")) for each in used]

    show_rows("calls", run_usecase(work), as_json=as_json)


def _row(used: CallUsage, name: str) -> dict[str, str]:
    return {
        "token": used.token_id,
        "name": name,
        "channel": used.channel,
        "call": used.call,
        "requests": str(used.requests),
        "last_used_at": used.last_used_at.isoformat(),
    }
