"""YAML 1.2 text to a tree with line numbers, within limits that a hostile file cannot cross.

Built on the events of libyaml, not on its documents: limits act while the text is read, so that an alias bomb or
a million projects is refused after a fraction of a second. Scalars follow the core schema of YAML 1.2: `yes` and
`010` are what they look like (text, ten), `1_000` is text.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from scenarios.faults import Fault, Phrase, say, shown
from scenarios.file.tree import Block, Origin, Place, Series, copied

MAX_BYTES = 20_000_000
MAX_NODES = 1_000_000
MAX_ITEMS = 20_000
MAX_DEPTH = 24
MAX_TEXT = 20_000
MAX_FAULTS = 1_000

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_WORDS: dict[str, Any] = {"": None, "~": None}
for _value, _spellings in (
    (None, "null Null NULL"),
    (True, "true True TRUE"),
    (False, "false False FALSE"),
    (float("nan"), ".nan .NaN .NAN"),
    (float("inf"), ".inf .Inf .INF +.inf +.Inf +.INF"),
    (float("-inf"), "-.inf -.Inf -.INF"),
):
    _WORDS.update(dict.fromkeys(_spellings.split(), _value))
_DIGIT_SIGNS = frozenset("+-.0123456789")
_CONTAINER = re.compile(r"^!!(map|seq)$|^tag:yaml\.org,2002:(map|seq)$")
_SYNTAX = {
    "mapping values are not allowed in this context": say(
        "a colon where no value can stand (quote the text?)"
    ),
    "did not find expected ',' or '}'": say("a { … } that is not closed, or a missing comma"),
    "did not find expected ',' or ']'": say("a [ … ] that is not closed, or a missing comma"),
    "did not find expected key": say("a line that does not fit the indentation around it"),
    "could not find expected ':'": say("a key without a colon and a blank after it"),
    "found character that cannot start any token": say("a tab or a sign that cannot start a value"),
    "found undefined alias": say("an alias (*name) without its anchor (&name)"),
    "found unexpected end of stream": say("a quote that is not closed"),
    "did not find expected '-' indicator": say("a list whose items are not indented alike"),
    "block sequence entries are not allowed in this context": say("a list item where no list can start"),
}


class Refused(Exception):
    """The text cannot be read further; the fault says why."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault)


def scalar(text: str) -> Any:
    """The value of a plain scalar by the core schema: None, bool, int, float or text.

    >>> scalar("010"), scalar("1_000"), scalar("yes"), scalar("1e3"), scalar("2026-11-23")
    (10, '1_000', 'yes', 1000.0, '2026-11-23')
    """
    if text[:1] in _DIGIT_SIGNS and text[:1]:
        if _INT.fullmatch(text):
            return int(text) if len(text) <= 400 else float("inf")
        if _FLOAT.fullmatch(text):
            return float(text)
        if _BASED.fullmatch(text) and len(text) <= 400:
            return int(text, 0)
    return _WORDS.get(text, text)


def decoded(data: bytes, origin: Origin) -> str:
    """UTF-8 text of a file's bytes, a byte order mark tolerated; anything else is refused by its name."""
    allowed = say("text in UTF-8")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Refused(Fault.at(Place(origin), "", say("a file in UTF-16"), allowed))
    if data[:4] == b"PK\x03\x04":
        raise Refused(Fault.at(Place(origin), "", say("a workbook or zip archive, not a text file"), allowed))
    if b"\0" in data[:4096]:
        raise Refused(Fault.at(Place(origin), "", say("a binary file"), allowed))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = say("bytes that are not UTF-8 (saved in another encoding?)")
        raise Refused(Fault.at(Place(origin, line), "", found, allowed)) from None


@dataclass(slots=True)
class _Reading:
    """What is open while the events of one text pass by."""

    origin: Origin
    faults: list[Fault]
    nodes: int = 0
    anchors: dict[str, tuple[Any, int]] = field(default_factory=dict)
    open: list[tuple[Any, str | None, int]] = field(default_factory=list)
    keys: list[Any] = field(default_factory=list)
    root: Any = None

    def fault(self, line: int, found: Phrase, allowed: Phrase) -> Fault:
        return Fault.at(Place(self.origin, line), "", found, allowed)

    def refuse(self, line: int, found: Phrase, allowed: Phrase) -> Refused:
        return Refused(self.fault(line, found, allowed))

    def note(self, line: int, found: Phrase, allowed: Phrase) -> None:
        if len(self.faults) >= MAX_FAULTS:
            raise self.refuse(line, found, allowed)
        self.faults.append(self.fault(line, found, allowed))

    def count(self, nodes: int, line: int) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            found = say(
                "more than {limit} values, aliases counted as often as they are used", limit=MAX_NODES
            )
            raise self.refuse(line, found, say("at most {limit} values in one file", limit=MAX_NODES))

    def place(self, value: Any, line: int) -> None:
        """Puts a finished or just opened node into its parent."""
        if not self.open:
            self.root = value
            return
        parent = self.open[-1][0]
        if isinstance(parent, Series):
            if len(parent) >= MAX_ITEMS:
                found = say("a list of more than {limit} items", limit=MAX_ITEMS)
                raise self.refuse(line, found, say("at most {limit} items in one list", limit=MAX_ITEMS))
            parent.append(value)
            parent.lines.append(line)
        elif self.keys[-1] is _NO_KEY:
            self._key(parent, value, line)
        else:
            key, self.keys[-1] = self.keys[-1], _NO_KEY
            if key is not _LOST_KEY:
                parent[key] = value

    def _key(self, parent: Block, value: Any, line: int) -> None:
        """Takes a key; a repeated or unusable one is noted and its value left aside."""
        if isinstance(value, (dict, list)):
            self.note(line, say("a list or mapping as a key"), say("a text or a number as a key"))
            self.keys[-1] = _LOST_KEY
        elif value in parent.lines:
            found = say(
                "the key {key} a second time (first on line {first})",
                key=shown(value),
                first=parent.lines[value],
            )
            self.note(line, found, say("each key once"))
            self.keys[-1] = _LOST_KEY
        elif len(parent.lines) >= MAX_ITEMS:
            found = say("a mapping of more than {limit} keys", limit=MAX_ITEMS)
            raise self.refuse(line, found, say("at most {limit} keys in one mapping", limit=MAX_ITEMS))
        else:
            parent.lines[value] = line
            self.keys[-1] = value

    def start(self, event: Any, container: Any, line: int) -> None:
        if event.tag is not None and not _CONTAINER.match(event.tag):
            self.note(line, say("the tag {tag}", tag=shown(event.tag)), say("plain YAML without tags"))
        if len(self.open) >= MAX_DEPTH:
            found = say("nesting deeper than {limit} levels", limit=MAX_DEPTH)
            raise self.refuse(line, found, say("at most {limit} levels", limit=MAX_DEPTH))
        self.place(container, line)
        self.open.append((container, event.anchor, self.nodes))
        self.keys.append(_NO_KEY)

    def end(self) -> None:
        container, anchor, before = self.open.pop()
        self.keys.pop()
        if anchor is not None:
            self.anchors[anchor] = (container, self.nodes - before + 1)

    def alias(self, name: str, line: int) -> None:
        if name not in self.anchors:
            inside = any(anchor == name for _, anchor, _ in self.open)
            found = (
                say("an alias that contains itself")
                if inside
                else say("an alias (*name) without its anchor (&name)")
            )
            raise self.refuse(line, found, say("an anchor (&name) that stands before its alias"))
        value, size = self.anchors[name]
        self.count(size, line)
        # A copy, so that a change of one place does not change the other.
        self.place(copied(value), line)


_NO_KEY = object()
_LOST_KEY = object()
_PLAIN_TAGS = {"!", "tag:yaml.org,2002:str"}


def read_yaml(text: str, origin: Origin, faults: list[Fault]) -> Any:
    """The one document of `text` as a tree; faults that leave it readable are added to `faults`.

    Raises `Refused` where the text cannot be read on: bad syntax, a limit crossed, no or several documents.
    """
    reading = _Reading(origin, faults)
    try:
        _events(text, reading)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        words = str(error.problem or error.context or error)
        found = _SYNTAX.get(words, say("YAML that cannot be read ({words})", words=words))
        line: int | None = None if mark is None else mark.line + 1
        raise Refused(Fault.at(Place(origin, line), "", found, say("correct YAML 1.2"))) from None
    except yaml.reader.ReaderError as error:
        at = text.count("\n", 0, error.position) + 1
        found = say("a control character that YAML does not allow")
        raise Refused(Fault.at(Place(origin, at), "", found, say("printable text"))) from None
    except yaml.YAMLError as error:
        found = say("YAML that cannot be read ({words})", words=shown(str(error)))
        raise Refused(Fault.at(Place(origin), "", found, say("correct YAML 1.2"))) from None
    return reading.root


def _events(text: str, reading: _Reading) -> None:
    """Feeds every event of the text to `reading`."""
    documents = 0
    event: Any
    for event in yaml.parse(text, Loader=_LOADER):
        kind = type(event)
        line = event.start_mark.line + 1
        if kind is yaml.ScalarEvent:
            reading.count(1, line)
            value = _scalar_of(event, reading, line)
            if event.anchor is not None:
                reading.anchors[event.anchor] = (value, 1)
            reading.place(value, line)
        elif kind is yaml.MappingStartEvent:
            reading.count(1, line)
            reading.start(event, Block(Place(reading.origin, line)), line)
        elif kind is yaml.SequenceStartEvent:
            reading.count(1, line)
            reading.start(event, Series(Place(reading.origin, line)), line)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            reading.end()
        elif kind is yaml.AliasEvent:
            reading.alias(event.anchor, line)
        elif kind is yaml.DocumentStartEvent:
            documents += 1
            if documents > 1:
                raise reading.refuse(line, say("a second document (---)"), say("one document in a file"))
    if documents == 0:
        raise Refused(Fault.at(Place(reading.origin), "", say("an empty file"), say("a scenario")))


def _scalar_of(event: Any, reading: _Reading, line: int) -> Any:
    """Value of a scalar event; quoted text stays text."""
    text = event.value
    if len(text) > MAX_TEXT:
        found = say("a text of {length} characters", length=len(text))
        raise reading.refuse(line, found, say("at most {limit} characters", limit=MAX_TEXT))
    if event.tag is not None:
        if event.tag not in _PLAIN_TAGS:
            reading.note(line, say("the tag {tag}", tag=shown(event.tag)), say("plain YAML without tags"))
        return text
    return scalar(text) if event.implicit[0] else text
