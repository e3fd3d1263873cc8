from tests.legacy_rest.examples import CREATE, SETTINGS, TOKEN, UPDATE, item, post
from tests.running import Gateway

LARGEST = 10_000
FRIDAY = "2018-04-06"


async def number_kept(gateway: Gateway) -> int:
    """How many deliveries of this test the database holds, asked of the table itself."""
    rows = await gateway.database("SELECT count(*) FROM delivery WHERE reference = 'large batch'")
    return int(rows[0][0])


async def test_ten_thousand_deliveries_are_all_there(gateway: Gateway) -> None:
    batch = [item(delivery_id="large batch", delivery_notes=str(number)) for number in range(LARGEST)]
    answer = await post(gateway, CREATE, batch)
    assert answer.status_code == 201
    assert [each["notes"] for each in answer.json()] == [str(number) for number in range(LARGEST)]
    ids = [each["scheduled_id"] for each in answer.json()]
    assert ids == sorted(set(ids))
    assert await number_kept(gateway) == LARGEST


async def test_one_bad_delivery_among_ten_thousand_leaves_none(gateway: Gateway) -> None:
    batch = [item(delivery_id="large batch") for _ in range(LARGEST - 1)]
    answer = await post(gateway, CREATE, [*batch, item(delivery_id="large batch", delivery_date=FRIDAY)])
    assert answer.status_code == 400
    assert [each["index"] for each in answer.json()["fields"]] == [LARGEST - 1]
    assert await number_kept(gateway) == 0


async def test_one_delivery_too_many_is_not_even_read(gateway: Gateway) -> None:
    for path in (CREATE, UPDATE):
        answer = await post(gateway, path, [item(delivery_id="large batch")] * (LARGEST + 1))
        assert (answer.status_code, answer.json()["code"]) == (413, "batch_too_large")
    assert await number_kept(gateway) == 0
    assert (await gateway.http.get(SETTINGS, headers=TOKEN)).status_code == 200
