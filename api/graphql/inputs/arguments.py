"""Arguments that all lists have."""

from typing import Annotated

import strawberry

First = Annotated[
    int | None,
    strawberry.argument(
        description="The greatest number of items, 0 to 100, from the start of the list or from `after` on. "
        "Default: 50, unless `last` is given."
    ),
]
Last = Annotated[
    int | None,
    strawberry.argument(
        description="The greatest number of items, 0 to 100, up to the end of the list or up to `before`. "
        "The order of the list does not change. Not together with `first`."
    ),
]
After = Annotated[
    str | None,
    strawberry.argument(description="A cursor, e.g. `endCursor` of a page: only later items are returned."),
]
Before = Annotated[
    str | None,
    strawberry.argument(
        description="A cursor, e.g. `startCursor` of a page: only earlier items are returned."
    ),
]
HistoryFirst = Annotated[
    int | None,
    strawberry.argument(description="The greatest number of entries, 0 to 100. Default: 10."),
]
