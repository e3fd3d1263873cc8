"""Search by words: which deliveries have words that begin as the given ones do.

Every word is indexed behind a mark of its account, so that a search reads what is the account's own and
nothing else, however many accounts use the same words.
"""

from collections.abc import Iterable
from hashlib import md5
from typing import Any, Final

from sqlalchemy import CTE, Column, ColumnElement, Text, bindparam, func, literal_column, select
from sqlalchemy.dialects.postgresql import REGCONFIG

MOST_WORDS: Final = 16
LONGEST_WORD: Final = 500  # characters; Postgres takes 2,046 bytes, the account's mark included
_MARK: Final = 8  # hexadecimal digits; accounts that share a mark are told apart by their id all the same
_TYPOGRAPHIC: Final = "\u00a1\u00ab\u00b7\u00bb\u00bf\u2013\u2014\u2018\u2019\u201c\u201d\u201e\u2026"
_PUNCTUATION: Final = f"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{{|}}~{_TYPOGRAPHIC}"
_BLANKED: Final = str.maketrans(_PUNCTUATION, " " * len(_PUNCTUATION))
_QUOTED: Final = _PUNCTUATION.replace("'", "''")

# Written as text, as a search must repeat its index's expression to the letter; with the parentheses that
# Postgres itself puts, so that the migrations can be compared. Nothing in it is volatile.
WORDS: Final = (
    "to_tsvector('simple'::regconfig, regexp_replace("
    "translate((((((reference || ' ') || recipient_name) || ' ') || label) || ' ') || notes,"
    f" '{_QUOTED}', '{' ' * len(_PUNCTUATION)}'),"
    rf" '(\S+)', ('k' || left(md5(account_id), {_MARK})) || '\1', 'g'))"
)
MATCHES: Final[ColumnElement[bool]] = literal_column(WORDS).bool_op("@@")(
    func.to_tsquery(literal_column("'simple'::regconfig", REGCONFIG), bindparam("text", type_=Text()))
)


def search_query(account_id: str, text: str) -> str:
    """The words of `text` as Postgres asks for what begins with each of them; empty where there is none."""
    mark = f"k{md5(account_id.encode(), usedforsecurity=False).hexdigest()[:_MARK]}"
    words = dict.fromkeys(word[:LONGEST_WORD] for word in text.translate(_BLANKED).split())
    return " & ".join(f"'{mark}{word}':*" for word in list(words)[:MOST_WORDS])


def matched(columns: Iterable[Column[Any]]) -> CTE:
    """These columns of every row that has the words, whatever its account.

    Found by itself and with no other condition, it can only be read from the index of words: with one more,
    Postgres may prefer that one's index and read the words of row after row.
    """
    return select(*columns).where(MATCHES).cte("matched").prefix_with("MATERIALIZED")
