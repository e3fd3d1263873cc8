"""Print the schema as SDL: `python -m api.graphql.sdl > api/graphql/schema.graphql`."""

import sys

from api.graphql.schema import gateway_schema


def sdl() -> str:
    return gateway_schema().as_str() + "\n"


if __name__ == "__main__":
    sys.stdout.write(sdl())
