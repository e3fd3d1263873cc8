"""`python -m tests.soak.good_client PORT TOKEN SECONDS`: send requests all the time and print figures.

It is a process of its own, as an attack keeps the event loop of its sender busy.
"""

import json
import sys
import time
from http.client import HTTPConnection, HTTPException
from typing import Final

PACE: Final = 0.01  # seconds from the end of an answer to the next request
LONGEST_WAIT: Final = 30.0
PATH: Final = "/v1/settings/config"


def ask_repeatedly(port: int, token: str, seconds: float) -> dict[str, float]:
    """Return the 99th percentile and the maximum of the answer times in seconds, and the failures."""
    connection = HTTPConnection("127.0.0.1", port, timeout=LONGEST_WAIT)
    times, failures = [], 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.perf_counter()
        try:
            connection.request("GET", PATH, headers={"Token": token})
            answer = connection.getresponse()
            answer.read()
            failures += answer.status != 200
        except (OSError, HTTPException):
            failures += 1
            connection.close()
        times.append(time.perf_counter() - began)
        time.sleep(PACE)
    times.sort()
    return {"p99": times[int(len(times) * 0.99)], "longest": times[-1], "failures": failures}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(ask_repeatedly(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]))))
