"""The character sets that clients declare, and the conversion of bodies to UTF-8."""

from typing import Final

from legacy_rest.body_work import Work
from legacy_rest.problems import MALFORMED, Problem, RequestRefused

UTF_8: Final = "utf-8"
# As in browsers: clients that declare Latin-1 send Windows' quotes and dashes, which Latin-1 does not have.
_LATIN_1 = "cp1252"
_CODECS = {
    **dict.fromkeys(("", "utf-8", "utf8", "us-ascii"), UTF_8),
    **dict.fromkeys(
        ("iso-8859-1", "iso8859-1", "iso_8859-1", "latin-1", "latin1", "l1", "windows-1252", "cp1252"),
        _LATIN_1,
    ),
}
_UNSUPPORTED = Problem(415, "unsupported_media_type", "Charset must be utf-8 or iso-8859-1.")
_CHUNK = 64 * 1024


def read_charset(parameters: str) -> str:
    """Return the codec of the charset among the parameters of a content type; raises `RequestRefused`."""
    charset = ""
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip("\"'").lower()
    if charset not in _CODECS:
        raise RequestRefused(_UNSUPPORTED)
    return _CODECS[charset]


def decode_text(encoded: bytes | bytearray, charset: str) -> str:
    """Decode text; raises `RequestRefused`."""
    try:
        return encoded.decode(charset)
    except ValueError:
        raise RequestRefused(MALFORMED) from None


async def convert_to_utf_8(content: bytearray, charset: str, work: Work) -> bytearray:
    """Return the content in UTF-8, converted in slices; raises `RequestRefused`."""
    if charset == UTF_8:
        return content
    converted = bytearray()
    for start in range(0, len(content), _CHUNK):
        converted += decode_text(content[start : start + _CHUNK], charset).encode()
        await work.pause()
    return converted
