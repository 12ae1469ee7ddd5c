"""The folder of a scenario, and what was read from it."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from scenarios.faults import Fault, say
from scenarios.file.tree import Origin, Place
from scenarios.file.yaml_text import MAX_BYTES, Refused
from scenarios.scenario import InputFile


@dataclass(slots=True)
class InputFolder:
    """The folder of a scenario: nothing outside it is read. Remembers what was read, for the record."""

    root: Path
    files: dict[str, InputFile] = field(default_factory=dict)

    def name_of(self, path: Path) -> str:
        """The name by which a file of the folder is shown: relative to it, with forward slashes."""
        resolved = path.resolve()
        if resolved.is_relative_to(self.root):
            return resolved.relative_to(self.root).as_posix()
        return path.name

    def read(self, path: Path, longest: int = MAX_BYTES) -> bytes:
        """Bytes of a regular file of at most `longest` bytes; its hash is remembered."""
        place = Place(Origin(self.name_of(path)))
        try:
            if not path.is_file():
                found = say("no such file") if not path.exists() else say("a folder or device, not a file")
                raise Refused(Fault.at(place, "", found, say("a file that can be read")))
            with path.open("rb") as file:
                data = file.read(longest + 1)
        except (OSError, ValueError) as error:
            found = say(
                "a file that cannot be opened ({words})", words=getattr(error, "strerror", None) or str(error)
            )
            raise Refused(Fault.at(place, "", found, say("a file that can be read"))) from None
        if len(data) > longest:
            found = say("a file of more than {limit} MB", limit=longest // 1_000_000)
            raise Refused(Fault.at(place, "", found, say("at most {limit} MB", limit=longest // 1_000_000)))
        name = self.name_of(path)
        self.files[name] = InputFile(name, hashlib.sha256(data).hexdigest())
        return data

    def inside(self, beside: Path, relative: str) -> Path | None:
        """The file `relative` to the folder of `beside`, or None where that leads out of the root."""
        target = beside.parent / relative
        try:
            leads_out = Path(relative).is_absolute() or not target.resolve().is_relative_to(self.root)
        except (OSError, ValueError):
            return None
        return None if leads_out else target
