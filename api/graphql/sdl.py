"""Print the schema as SDL: `python -m api.graphql.sdl > api/graphql/schema.graphql`."""

import sys
from functools import cache

from api.graphql.schema import gateway_schema


@cache
def sdl() -> str:
    return gateway_schema().as_str() + "\n"


if __name__ == "__main__":
    sys.stdout.write(sdl())
