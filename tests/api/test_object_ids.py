import subprocess
import sys
from itertools import count

from api.system.object_ids import ObjectIds
from domain.rules.identifiers import is_id

INSTANT = 0x5ABA00DC


def test_an_id_is_seconds_randomness_and_a_counter() -> None:
    first, second = ObjectIds(lambda: INSTANT).take(2)
    assert is_id(first)
    assert (first[:8], first[18:]) == ("5aba00dc", "000000")
    assert (second[:18], second[18:]) == (first[:18], "000001")


def test_ids_ascend_across_batches_and_seconds() -> None:
    seconds = count(INSTANT)
    ids = ObjectIds(lambda: next(seconds))
    taken = [each for size in (1, 1000, 3) for each in ids.take(size)]
    assert taken == sorted(set(taken))


def test_ids_ascend_when_the_clock_is_set_back() -> None:
    seconds = iter([INSTANT, INSTANT - 3600])
    ids = ObjectIds(lambda: next(seconds))
    assert ids.take(1)[0] < ids.take(1)[0]


def test_ids_ascend_when_a_second_has_none_left() -> None:
    ids = ObjectIds(lambda: INSTANT, last=(INSTANT << 24) + 0xFFFFFC)
    taken = [*ids.take(2), *ids.take(3)]
    assert taken == sorted(set(taken))
    assert [(each[:8], each[18:]) for each in taken[2:4]] == [("5aba00dc", "ffffff"), ("5aba00dd", "000000")]


def test_two_makers_share_no_ids() -> None:
    assert ObjectIds(lambda: INSTANT).take(1) != ObjectIds(lambda: INSTANT).take(1)


FORKING = """
import os
from api.system.object_ids import ObjectIds
ids = ObjectIds()
ids.take(1)
child = os.fork()
os.write(1, ids.take(1)[0][8:18].encode() + b" ")
child and os.waitpid(child, 0)
"""


def test_a_forked_process_makes_ids_of_its_own() -> None:
    done = subprocess.run([sys.executable, "-c", FORKING], capture_output=True, text=True, check=True)
    assert len(set(done.stdout.split())) == 2
