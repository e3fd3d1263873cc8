"""Find the document of a request, which may only name it."""

from dataclasses import dataclass, field
from typing import Final

from api.graphql.transport.parameters import Parameters
from api.graphql.transport.persisted.apq import AutomaticDocuments
from api.graphql.transport.persisted.trusted import TrustedDocuments, document_hash
from api.graphql.transport.refusals import Code, bad_request, request_error

VERSION: Final = 1
SHA256: Final = "sha256:"
NOT_FOUND: Final = "PersistedQueryNotFound"  # Apollo's clients compare this message
NOT_TRUSTED: Final = "Only trusted documents are run here; send the documentId of one."


@dataclass(frozen=True, slots=True)
class PersistedDocuments:
    """The trusted documents, for all accounts, and the automatic ones, each for the account that sent it."""

    trusted: TrustedDocuments
    automatic: AutomaticDocuments = field(default_factory=AutomaticDocuments)

    def find_text(self, parameters: Parameters, account: str | None) -> str:
        """Return the document; raises a refusal for an unknown name, a wrong hash, an untrusted document."""
        name = _read_name(parameters)
        if parameters.query is None:
            return self._look_up(name or "", account)
        if parameters.document_id is not None:
            raise bad_request("Send either query or documentId, not both.")
        if name is not None and name != document_hash(parameters.query):
            raise bad_request("The sha256Hash is not the hash of the query.")
        if self.trusted.only and parameters.query not in self.trusted.texts:
            raise request_error(Code.DOCUMENT_NOT_TRUSTED, NOT_TRUSTED)
        return parameters.query

    def remember(self, parameters: Parameters, account: str | None) -> None:
        """Remember a valid document that came with its hash."""
        if account is None or parameters.query is None:
            return
        if (name := _read_name(parameters)) is not None:
            self.automatic.put(account, name, parameters.query)

    def _look_up(self, name: str, account: str | None) -> str:
        plain = name.removeprefix(SHA256)
        text = self.trusted.by_id.get(name) or self.trusted.by_id.get(plain)
        if text is None and account is not None:
            text = self.automatic.get(account, plain)
        if text is None:
            raise request_error(Code.DOCUMENT_UNKNOWN, NOT_FOUND)
        return text


def _read_name(parameters: Parameters) -> str | None:
    """Return the request's name of its document; raises a refusal for an invalid name."""
    if parameters.document_id is not None or parameters.persisted_query is None:
        return parameters.document_id
    match parameters.persisted_query:
        case {"version": int(version), "sha256Hash": str(name)} if version == VERSION:
            return name
    raise bad_request("extensions.persistedQuery must be {version: 1, sha256Hash: String}.")
