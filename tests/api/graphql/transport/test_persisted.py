"""Documents that are named instead of sent: trusted ones, and ones that the account sent before."""

import json
from hashlib import sha256
from pathlib import Path
from sys import getsizeof

import httpx
import pytest

from api.graphql.transport.options import Options
from api.graphql.transport.persisted.apq import (
    LONGEST,
    OVERHEAD,
    OVERHEAD_OF_ACCOUNT,
    AutomaticDocuments,
)
from api.graphql.transport.persisted.trusted import TrustedDocuments, UnreadableManifest, read_manifest
from api.graphql.transport.refusals import Code
from tests.api.graphql.transport.serving import GRAPHQL, JSON, Library, codes, open_library, payer_of

pytestmark = pytest.mark.asyncio(loop_scope="module")
BOOK = "{ book { title } }"
TITLE = {"book": {"title": "Babettes Gæstebud"}}
ADD = 'mutation { addBooks(input: {books: [{title: "Vinter-Eventyr"}]}) { books { title } } }'
TRUSTED = TrustedDocuments.of({"book": BOOK, "add": ADD})
ONLY = TrustedDocuments.of({"book": BOOK}, only=True)


def hash_text(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def persisted_query(text: str, version: int = 1) -> dict[str, object]:
    return {"persistedQuery": {"version": version, "sha256Hash": hash_text(text)}}


async def by_hash(library: Library, text: str, token: str, accept: str = GRAPHQL) -> httpx.Response:
    return await send(library, token, accept, extensions=persisted_query(text))


async def with_text(library: Library, text: str, token: str) -> httpx.Response:
    return await send(library, token, query=text, extensions=persisted_query(text))


async def send(library: Library, token: str, accept: str = GRAPHQL, **body: object) -> httpx.Response:
    headers = {"Accept": accept, **({"Token": token} if token else {})}
    return await library.http.post("/graphql", json=body, headers=headers)


async def test_a_document_sent_once_with_its_hash_is_known_by_it() -> None:
    async with open_library(Options(payer_of=payer_of)) as library:
        unknown = await by_hash(library, BOOK, "reader")
        assert (unknown.status_code, codes(unknown)) == (400, [Code.DOCUMENT_UNKNOWN])
        assert unknown.json()["errors"][0]["message"] == "PersistedQueryNotFound"
        assert (await by_hash(library, BOOK, "reader", JSON)).status_code == 200
        assert (await with_text(library, BOOK, "reader")).json()["data"] == TITLE
        assert (await by_hash(library, BOOK, "reader")).json()["data"] == TITLE
        named = await send(library, "reader", documentId=f"sha256:{hash_text(BOOK)}")
        assert named.json()["data"] == TITLE


async def test_get_knows_documents_too() -> None:
    async with open_library(Options(payer_of=payer_of)) as library:
        library.http.headers["Token"] = "reader"
        extensions = json.dumps(persisted_query(BOOK))
        assert codes(await library.get(extensions=extensions)) == [Code.DOCUMENT_UNKNOWN]
        assert (await library.get(query=BOOK, extensions=extensions)).json()["data"] == TITLE
        assert (await library.get(extensions=extensions)).json()["data"] == TITLE


async def test_one_accounts_documents_do_not_exist_for_another() -> None:
    async with open_library(Options(payer_of=payer_of)) as library:
        await with_text(library, BOOK, "reader")
        for token in ("another", ""):
            assert codes(await by_hash(library, BOOK, token)) == [Code.DOCUMENT_UNKNOWN]
            answer = await send(library, token, documentId=f"sha256:{hash_text(BOOK)}")
            assert codes(answer) == [Code.DOCUMENT_UNKNOWN]


async def test_nothing_is_kept_without_an_account() -> None:
    async with open_library(Options(payer_of=payer_of)) as library:
        assert (await with_text(library, BOOK, "")).json()["data"] == TITLE
        assert codes(await by_hash(library, BOOK, "")) == [Code.DOCUMENT_UNKNOWN]


async def test_a_document_that_is_refused_is_not_kept() -> None:
    wrong = "{ thereIsNoSuchField }"
    async with open_library(Options(payer_of=payer_of)) as library:
        assert codes(await with_text(library, wrong, "reader")) == [Code.VALIDATION_FAILED]
        assert codes(await by_hash(library, wrong, "reader")) == [Code.DOCUMENT_UNKNOWN]


@pytest.mark.parametrize(
    "body",
    [
        {"query": BOOK, "extensions": persisted_query("{ fail }")},
        {"query": BOOK, "extensions": persisted_query(BOOK, version=2)},
        {"query": BOOK, "extensions": {"persistedQuery": 7}},
        {"query": BOOK, "extensions": {"persistedQuery": {"version": 1, "sha256Hash": 7}}},
        {"extensions": {"persistedQuery": {"version": 1}}},
        {"extensions": {"persistedQuery": None}},
        {"query": BOOK, "documentId": "book"},
        {"documentId": 7},
        {"documentId": None},
        {"documentId": ["book"], "query": BOOK},
    ],
)
async def test_a_name_that_is_none_is_a_bad_request(library: Library, body: dict[str, object]) -> None:
    response = await library.http.post("/graphql", json=body, headers={"Accept": GRAPHQL})
    assert (response.status_code, codes(response)) == (400, [Code.BAD_REQUEST])


async def test_a_trusted_document_is_known_by_its_id_and_its_hash_to_everybody() -> None:
    async with open_library(Options(payer_of=payer_of, trusted=TRUSTED)) as library:
        for name in ("book", hash_text(BOOK), f"sha256:{hash_text(BOOK)}"):
            assert (await send(library, "", documentId=name)).json()["data"] == TITLE
            assert (await library.get(documentId=name)).json()["data"] == TITLE
        by_apollo = {"persistedQuery": {"version": 1, "sha256Hash": "book"}}
        assert (await send(library, "", extensions=by_apollo)).json()["data"] == TITLE
        assert codes(await send(library, "", documentId="books")) == [Code.DOCUMENT_UNKNOWN]


async def test_a_trusted_mutation_needs_post_as_any_other() -> None:
    async with open_library(Options(trusted=TRUSTED)) as library:
        response = await library.get(documentId="add")
        assert (response.status_code, response.headers["allow"]) == (405, "POST")
        assert library.shelf.added == []
        assert (await send(library, "", documentId="add")).status_code == 200


async def test_where_only_trusted_documents_run_no_other_text_does() -> None:
    async with open_library(Options(payer_of=payer_of, trusted=ONLY)) as library:
        assert (await send(library, "reader", documentId="book")).json()["data"] == TITLE
        assert (await send(library, "reader", query=BOOK)).json()["data"] == TITLE
        for text in (ADD, f"{BOOK} ", "{ __schema { types { name } } }"):
            assert codes(await library.post(text)) == [Code.DOCUMENT_NOT_TRUSTED]
            assert codes(await with_text(library, text, "reader")) == [Code.DOCUMENT_NOT_TRUSTED]
            assert codes(await by_hash(library, text, "reader")) == [Code.DOCUMENT_UNKNOWN]
        assert library.shelf.added == []


def text_of(length: int, number: int = 0) -> str:
    return f"{number:05d}".ljust(length)


ENTRY = getsizeof(text_of(100)) + OVERHEAD


async def test_an_account_pushes_out_its_own_oldest_documents_alone() -> None:
    documents = AutomaticDocuments(room_of_each=OVERHEAD_OF_ACCOUNT + 3 * ENTRY)
    documents.put("quiet", "q", text_of(100))
    for number in range(4):
        documents.put("loud", str(number), text_of(100, number))
        assert documents.get("loud", "0" if number < 3 else "3")
    assert [number for number in range(4) if documents.get("loud", str(number))] == [0, 2, 3]
    assert documents.get("quiet", "q")


async def test_all_accounts_together_keep_no_more_than_there_is_room_for() -> None:
    documents = AutomaticDocuments(room=10 * (OVERHEAD_OF_ACCOUNT + ENTRY))
    for number in range(50):
        documents.put(f"account {number}", "a", text_of(100))
        assert documents.get("account 0", "a"), "who is not quiet keeps its documents"
    assert documents.size == 10 * (OVERHEAD_OF_ACCOUNT + ENTRY)
    assert documents.get("account 49", "a")
    assert documents.get("account 1", "a") is None


async def test_the_same_document_again_takes_no_more_room() -> None:
    documents = AutomaticDocuments()
    for _ in range(3):
        documents.put("a", "key", text_of(100))
    assert documents.size == OVERHEAD_OF_ACCOUNT + ENTRY


async def test_a_very_long_document_is_not_kept() -> None:
    documents = AutomaticDocuments()
    documents.put("a", "longest", text_of(LONGEST))
    documents.put("a", "longer", text_of(LONGEST + 1))
    assert documents.get("a", "longest")
    assert documents.get("a", "longer") is None


@pytest.mark.parametrize(
    "content",
    [
        {"book": BOOK},
        {
            "format": "apollo-persisted-query-manifest",
            "version": 1,
            "operations": [{"id": "book", "name": "Book", "type": "query", "body": BOOK}],
        },
    ],
)
async def test_manifests_of_several_tools_are_read(tmp_path: Path, content: dict[str, object]) -> None:
    manifest = tmp_path / "documents.json"
    manifest.write_text(json.dumps(content), encoding="utf-8")
    assert read_manifest(manifest) == {"book": BOOK}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "7",
        "[" * 9_999,
        '{"book": 7}',
        '{"book": "\udcff"}',
        '{"format": "apollo-persisted-query-manifest", "operations": [{"id": "book"}, 7]}',
    ],
)
async def test_what_is_no_manifest_is_said_with_its_name(tmp_path: Path, content: str) -> None:
    manifest = tmp_path / "documents.json"
    manifest.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(UnreadableManifest, match=r"documents\.json"):
        read_manifest(manifest)


async def test_a_manifest_that_is_missing_is_said_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(UnreadableManifest, match=r"nowhere\.json"):
        read_manifest(tmp_path / "nowhere.json")
