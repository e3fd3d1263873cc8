"""The arguments that lists have in common."""

from typing import Annotated

import strawberry

First = Annotated[
    int | None,
    strawberry.argument(
        description="How many at most, from the beginning or from `after` on; 1 to 100, more is refused. 50 "
        "where neither this nor `last` is given."
    ),
]
Last = Annotated[
    int | None,
    strawberry.argument(
        description="How many at most, up to the end or up to `before`, still in the order of the list; 1 to "
        "100. Not together with `first`."
    ),
]
After = Annotated[
    str | None,
    strawberry.argument(description="A cursor, as a page's `endCursor`: only what follows it is shown."),
]
Before = Annotated[
    str | None,
    strawberry.argument(description="A cursor, as a page's `startCursor`: only what precedes it is shown."),
]
HistoryFirst = Annotated[
    int | None,
    strawberry.argument(description="How many at most, 1 to 100; more is refused. 10 where it is null."),
]
