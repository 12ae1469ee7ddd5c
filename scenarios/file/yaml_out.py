"""A document as YAML text that people like to read and edit: one line per field, small groups in braces."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from scenarios.file.yaml_text import scalar

_PLAIN = re.compile(r"[^\W\d_][\w .()/+-]*[\w)]|[^\W\d_]")
_LINE_BREAKS = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def dump(document: Mapping[str, Any], comment: str = "") -> str:
    """The document as YAML; reading it gives the same document. `comment` stands above it, line by line."""
    lines = [f"# {line}".rstrip() for line in comment.splitlines()]
    for key, value in document.items():
        lines.extend(_entry(key, value))
    return "\n".join(lines) + "\n"


def _entry(key: str, value: Any) -> Iterator[str]:
    """One top key: lists of mappings item by item, mappings field by field, the rest on one line."""
    if isinstance(value, list) and value and all(isinstance(item, Mapping) and item for item in value):
        yield f"\n{_scalar(key)}:"
        for item in value:
            for number, (name, entry) in enumerate(item.items()):
                yield ("    " if number else "  - ") + f"{_scalar(name)}: {_flow(entry)}"
    elif (
        isinstance(value, Mapping)
        and value
        and any(isinstance(entry, (Mapping, list)) for entry in value.values())
    ):
        yield f"\n{_scalar(key)}:"
        for name, entry in value.items():
            yield f"  {_scalar(name)}: {_flow(entry)}"
    else:
        yield f"{_scalar(key)}: {_flow(value)}"


def _flow(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(key)}: {_flow(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    """A scalar that reads back as itself: text is quoted wherever it could be taken for something else."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    text = str(value)
    # `2026-11-23` is text to YAML 1.2, and reads better without quotes.
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return text
    if _PLAIN.fullmatch(text) and scalar(text) == text and "  " not in text:
        return text
    escaped = "".join(
        _ESCAPES.get(sign, sign) if sign >= " " or sign in _ESCAPES else f"\\x{ord(sign):02x}"
        for sign in text
    )
    return '"' + _LINE_BREAKS.sub(lambda match: f"\\u{ord(match[0]):04x}", escaped) + '"'
