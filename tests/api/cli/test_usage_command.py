import asyncio
import json

from tests.api.cli.conftest import Gateway, execute

USED = """
INSERT INTO account VALUES ('bakery', 'Bakery', '2018-01-01Z');
INSERT INTO api_token (token_hash, id, account_id, name, scopes, created_at)
    VALUES (repeat('0', 64), '5aba00dcafe9af1843c294b7', 'bakery', 'till 3', '{}', '2018-01-01Z');
INSERT INTO call_usage VALUES
    ('bakery', '5aba00dcafe9af1843c294b7', 'rest', 'create', '2018-03-27', 2, '2018-03-27T09:00Z'),
    ('bakery', '5aba00dcafe9af1843c294b7', 'rest', 'create', '2018-03-28', 3, '2018-03-28T09:00Z');
"""


def test_an_operator_sees_which_token_uses_which_call(database: str, gateway_command: Gateway) -> None:
    asyncio.run(execute(database, USED))
    done = gateway_command("usage", "bakery", "--json")
    assert (done.code, json.loads(done.out)) == (
        0,
        [
            {
                "token": "5aba00dcafe9af1843c294b7",
                "name": "till 3",
                "channel": "rest",
                "call": "create",
                "requests": "5",
                "last_used_at": "2018-03-28T09:00:00+00:00",
            }
        ],
    )
    assert gateway_command("usage", "butcher").code == 1
