"""Make `.venv` from the lock files, on a machine that has Python 3.11 to 3.13 and perhaps nothing else.

    python3 tools/bootstrap.py          what Hatang runs on
    python3 tools/bootstrap.py --dev    and what it is checked with

Standard library only. Debian ships Python without ensurepip and without pip, so the environment is made without
pip and filled by the pip wheel beside this file, run as it lies there; where uv is on the path, uv fills it in a
tenth of the time. Either way every file must match its hash in the lock, and nothing is compiled. A second call
returns at once until a lock changes.

Older Pythons must be able to read this file to the point where it sends them away: no syntax newer than 3.6.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 13)  # the versions that the locks are made for
ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
STAMP = ENVIRONMENT / "installed-locks"

PIP = ROOT / "tools" / "pip-26.3-py3-none-any.whl"
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"  # as published

# uv reads no setting of pip; these have the same meaning under another name.
UV_NAME_OF = {
    "PIP_INDEX_URL": "UV_DEFAULT_INDEX",
    "PIP_EXTRA_INDEX_URL": "UV_INDEX",
    "PIP_NO_INDEX": "UV_NO_INDEX",
    "PIP_CERT": "SSL_CERT_FILE",
}


def fitting_python() -> "str | None":
    """Path of a Python that the locks are made for, newest first, or None.

    Each candidate is run: a version manager may put a name on the path that leads nowhere.
    """
    probe = f"import sys; sys.exit(not {OLDEST} <= sys.version_info[:2] <= {NEWEST})"
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found and subprocess.call([found, "-c", probe], stderr=subprocess.DEVNULL) == 0:
            return found
    return None


def use_fitting_python() -> None:
    """Go on under a fitting Python; where there is none, say what to do and stop."""
    version = sys.version_info[:2]
    if OLDEST <= version <= NEWEST:
        return
    found = fitting_python()
    if found:
        os.execv(found, [found, *sys.argv])
    this = f"Python {version[0]}.{version[1]} ({sys.executable})"
    if version < OLDEST:
        sys.exit(
            f"Hatang needs Python 3.11, 3.12 or 3.13. This is {this}, and none of them is on the path.\n"
            "Install one of them, or name the one you have: make PYTHON=/path/to/python3.12 ..."
        )
    print(f"Hatang is tested on Python 3.11 to 3.13. This is {this}, which is newer: trying it.", flush=True)


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def installed() -> "dict[str, str]":
    """The locks that `.venv` holds, name -> hash: none where it is missing, half made or its Python is gone."""
    if not (PYTHON.exists() and STAMP.exists()):
        return {}
    return dict(line.split() for line in STAMP.read_text().splitlines())


def install_with_uv(arguments: "list[str]") -> bool:
    """Fill `.venv` with uv. False if there is none, or it failed."""
    uv = shutil.which("uv")
    if uv is None:
        return False
    settings = {"UV_PYTHON_DOWNLOADS": "never", "UV_SYSTEM_CERTS": "true"}  # pip trusts the same
    settings.update((UV_NAME_OF[name], value) for name, value in os.environ.items() if name in UV_NAME_OF)
    command = [uv, "pip", "install", "--quiet", "--python", str(PYTHON), *arguments]
    if subprocess.call(command, cwd=ROOT, env={**settings, **os.environ}) == 0:
        return True
    print("uv could not install them. Trying pip, which reads pip's own configuration.", flush=True)
    return False


def install_with_pip(arguments: "list[str]") -> None:
    """Fill `.venv` with the pip wheel; stop where that fails."""
    if digest(PIP) != PIP_SHA256:
        sys.exit(
            f"{PIP} is not the file that was published: its SHA-256 differs. To restore it: git checkout tools"
        )
    quietly = ["--quiet", "--progress-bar", "off", "--no-input", "--disable-pip-version-check"]
    if subprocess.call([str(PYTHON), str(PIP / "pip"), "install", *quietly, *arguments], cwd=ROOT) != 0:
        sys.exit(
            "The libraries could not be installed: pip says why above.\n"
            "Behind a mirror or a proxy set PIP_INDEX_URL, PIP_CERT or PIP_PROXY, then give the same command again."
        )


def main() -> None:
    """Bring `.venv` up to date with the locks asked for."""
    use_fitting_python()
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--dev", action="store_true", help="also install what Hatang is checked with")
    names = ["requirements.txt", "requirements-dev.txt"] if parser.parse_args().dev else ["requirements.txt"]

    wanted = {name: digest(ROOT / name) for name in names}
    present = installed()
    if wanted.items() <= present.items():
        return

    started = time.monotonic()
    print("Installing the libraries into .venv (up to a minute) ...", flush=True)
    # A runtime environment is completed for development. A lock that changed gets a new environment: a library
    # that left the lock must not linger and hide a missing import.
    if not present or not present.items() <= wanted.items():
        venv.create(ENVIRONMENT, clear=True, symlinks=True, with_pip=False)
    STAMP.unlink(missing_ok=True)
    arguments = ["--require-hashes", "--only-binary", ":all:"]
    for name in names:
        arguments += ["--requirement", name]
    if not install_with_uv(arguments):
        install_with_pip(arguments)
    STAMP.write_text("".join(f"{name} {sha256}\n" for name, sha256 in wanted.items()))
    print(f"Installed {' and '.join(names)} in {time.monotonic() - started:.0f} s.", flush=True)


if __name__ == "__main__":
    main()
