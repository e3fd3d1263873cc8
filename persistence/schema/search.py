"""Search for deliveries by the beginnings of words.

Every word is indexed with a mark of its account as prefix, so that a search reads only rows of its account,
however many accounts use the same words.
"""

import re
from collections.abc import Iterable
from hashlib import md5
from typing import Final

from sqlalchemy import CTE, ColumnElement, Integer, Table, Text, bindparam, func, literal_column, select
from sqlalchemy.dialects.postgresql import REGCONFIG

MOST_WORDS: Final = 16
LONGEST_WORD: Final = 500  # characters; Postgres takes 2,046 bytes, the account's mark included
_MARK: Final = 8  # hexadecimal digits; accounts with the same mark are told apart by their ids
_TYPOGRAPHIC: Final = "\u00a1\u00ab\u00b7\u00bb\u00bf\u2013\u2014\u2018\u2019\u201c\u201d\u201e\u2026"
_PUNCTUATION: Final = f"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{{|}}~{_TYPOGRAPHIC}"
_BLANKED: Final = str.maketrans(_PUNCTUATION, " " * len(_PUNCTUATION))
_QUOTED: Final = re.sub(r"([\\\[\]^-])", r"\\\1", _PUNCTUATION).replace("'", "''")

# This is text, as a search must repeat the expression of its index literally. The parentheses are those that
# Postgres adds, so that the migrations can be compared. The last word is a mark alone, which no search has.
WORDS: Final = (
    "to_tsvector('simple'::regconfig, regexp_replace("
    "((((((' ' || reference) || ' ') || recipient_name) || ' ') || label) || ' ') || notes,"
    rf" '[\s{_QUOTED}]+', ' k' || left(md5(account_id), {_MARK}), 'g'))"
)
_QUERY: Final = func.to_tsquery(
    literal_column("'simple'::regconfig", REGCONFIG), bindparam("text", type_=Text())
)
WORD_COLUMNS: Final = ("account_id", "reference", "recipient_name", "label", "notes")
"""The columns whose words are compared; `MATCHES` is a condition on any rows that have them."""
MATCHES: Final[ColumnElement[bool]] = literal_column(WORDS).bool_op("@@")(_QUERY)


def search_query(account_id: str, text: str) -> str:
    """Return a tsquery for words that begin with those of `text`; empty if `text` has no words."""
    mark = f"k{md5(account_id.encode(), usedforsecurity=False).hexdigest()[:_MARK]}"
    words = dict.fromkeys(word[:LONGEST_WORD] for word in text.translate(_BLANKED).split())
    return " & ".join(f"'{mark}{word}':*" for word in list(words)[:MOST_WORDS])


def look_up_words(rows: Table, columns: Iterable[str], most: int) -> CTE:
    """Return a CTE with columns of at most `most` rows, of all accounts, that match the words.

    It has no other condition, and Postgres does not know the words when it makes the plan. So it reads the
    index of words, however frequent they are, and never computes the words of each row of the table.
    """
    asked = select(_QUERY.label("words")).cte("asked").prefix_with("MATERIALIZED")
    found = literal_column(WORDS).bool_op("@@")(asked.c.words)
    limit = literal_column(str(most), Integer)  # as a constant, so that Postgres knows that all may be needed
    matched = select(*(rows.c[name] for name in columns)).join_from(asked, rows, found).limit(limit)
    return matched.cte("matched").prefix_with("MATERIALIZED")
