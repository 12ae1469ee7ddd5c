"""A file that was read, and the hash that proves which one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that was read, by the name used to reach it, with the SHA-256 of its bytes."""

    name: str
    sha256: str
