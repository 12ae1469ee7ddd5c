"""Browsers that draw figures: the one inside the kaleido 0.2.1 wheel, or one installed on the machine.

kaleido 0.2.1 is a whole Chromium with its own fonts, had by pip alone. Its Python wrapper does not know plotly 7
and breaks where its path holds a space, so its program is driven directly: one JSON line in, one JSON line out.
kaleido 1 and later bring no browser, and drive one that is installed.
"""

import asyncio
import base64
import importlib.metadata
import importlib.util
import json
import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Literal

import plotly
import plotly.graph_objects as go

Format = Literal["png", "svg", "pdf"]
FORMATS: tuple[Format, ...] = ("png", "svg", "pdf")

Draw = Callable[[go.Figure, Format, int, int, float], bytes]
"""Figure, format, width, height, scale -> the bytes of a file."""

_PATIENCE = 60.0
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--allow-file-access-from-files",
    "--disable-breakpad",
    "--disable-dev-shm-usage",
)


class ChartExportUnavailable(Exception):
    """Charts cannot be written on this machine; the text says why and what to install."""


@contextmanager
def open_browser() -> Iterator[Draw]:
    """The first browser that starts and draws letters; it is closed at the end.

    Raises ChartExportUnavailable with what was tried and what to install.
    """
    reasons: list[str] = []
    for opener in (_bundled, _bundled, _installed):  # a busy machine may fail once to start it
        with _tried(opener, reasons) as draw:
            if draw is not None:
                yield draw
                return
    raise ChartExportUnavailable(
        "charts cannot be written as files: "
        + "; ".join(dict.fromkeys(reasons))
        + ". Install `pip install kaleido==0.2.1` (brings "
        "its own browser and fonts), or Chromium with fonts and `pip install 'kaleido>=1.5'`"
    )


@contextmanager
def _tried(opener: "Callable[[], Any]", reasons: list[str]) -> Iterator[Draw | None]:
    """The opener's browser, or nothing and one more reason. Faults in the body are the caller's own."""
    manager = opener()
    try:
        draw = manager.__enter__()
    except ChartExportUnavailable as reason:
        reasons.append(str(reason))
        yield None
        return
    try:
        fault = _self_test(draw)
        if fault:
            reasons.append(fault)
        yield None if fault else draw
    finally:
        manager.__exit__(None, None, None)


def _self_test(draw: Draw) -> str:
    """What is wrong with a browser that has started, in words; empty where it draws letters."""
    try:
        return "" if draws_letters(draw) else "its browser finds no fonts and leaves out all text"
    except ChartExportUnavailable as fault:
        return str(fault)


def draws_letters(draw: Draw) -> bool:
    """Whether text really appears: Vietnamese letters differ from none, and from one another."""

    def title(text: str) -> bytes:
        blank = go.Figure(
            layout={"title": {"text": text, "x": 0, "y": 0.5}, "xaxis_visible": False, "yaxis_visible": False}
        )
        return draw(blank, "png", 160, 80, 1)

    return len({title(""), title("ếộữ"), title("ệỡử")}) == 3


@contextmanager
def _bundled() -> Iterator[Draw]:
    """The browser inside the kaleido 0.2.1 wheel."""
    home = _bundled_home()
    if home is None:
        raise ChartExportUnavailable("kaleido 0.2.1 is not installed")
    environment = {
        **os.environ,
        "LD_LIBRARY_PATH": f"{home / 'lib'}",
        "FONTCONFIG_PATH": f"{home / 'etc/fonts'}",
        "XDG_DATA_HOME": f"{home / 'xdg'}",
    }
    environment.pop("LD_PRELOAD", None)
    program = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    command = [str(home / "bin/kaleido"), "plotly", f"--plotlyjs={program}", *_FLAGS]
    try:
        process = subprocess.Popen(
            command,
            cwd=home,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError as fault:
        raise ChartExportUnavailable(f"the browser of kaleido 0.2.1 does not start ({fault})") from fault
    try:
        greeting = _answer(process)
        if greeting.get("code") != 0:
            raise ChartExportUnavailable(
                f"the browser of kaleido 0.2.1 does not start ({greeting['message']})"
            )

        def draw(fig: go.Figure, kind: Format, width: int, height: int, scale: float) -> bytes:
            order = {
                "data": json.loads(fig.to_json()),
                "format": kind,
                "width": width,
                "height": height,
                "scale": scale,
            }
            answer = _answer(process, json.dumps(order).encode() + b"\n")
            if answer.get("code") != 0:
                raise ChartExportUnavailable(
                    f"the browser of kaleido 0.2.1 failed to draw: {answer.get('message')}"
                )
            result = str(answer["result"])
            return result.encode() if kind == "svg" else base64.b64decode(result)

        yield draw
    finally:
        _close(process)


def _bundled_home() -> Path | None:
    """The folder of the bundled browser, found without importing its wrapper."""
    spec = importlib.util.find_spec("kaleido")
    if spec is None or not spec.submodule_search_locations:
        return None
    home = Path(next(iter(spec.submodule_search_locations))) / "executable"
    return home if (home / "bin").is_dir() else None


def _answer(process: "subprocess.Popen[bytes]", order: bytes = b"") -> dict[str, Any]:
    """The browser's answer to an order; one that is silent too long is killed, and a dead one says so."""
    read, write = process.stdout, process.stdin
    assert read is not None
    assert write is not None
    killer = threading.Timer(_PATIENCE, process.kill)
    killer.start()
    try:
        if order:
            write.write(order)
            write.flush()
        line = read.readline()
    except BrokenPipeError:
        line = b""
    finally:
        killer.cancel()
    if not line:  # its output has ended, so it is ending too
        with suppress(subprocess.TimeoutExpired):
            return {"code": -1, "message": f"it ended with status {process.wait(timeout=5)}"}
        return {"code": -1, "message": "it closed its output"}
    answer: dict[str, Any] = json.loads(line)
    return answer


def _close(process: "subprocess.Popen[bytes]") -> None:
    """End the browser: it leaves when its input ends."""
    pipes: list[IO[bytes] | None] = [process.stdin, process.stdout]
    with suppress(BrokenPipeError):
        if process.stdin is not None:
            process.stdin.close()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in pipes:
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()


@contextmanager
def _installed() -> Iterator[Draw]:
    """A browser of the machine, driven by kaleido 1 or later."""
    try:
        version = importlib.metadata.version("kaleido")
    except importlib.metadata.PackageNotFoundError:
        version = "0"
    if int(version.split(".")[0]) < 1:
        raise ChartExportUnavailable("kaleido 1 or later is not installed")
    import kaleido

    # an event loop of our own: kaleido's server thread never answers where no browser is found
    with asyncio.Runner() as loop:

        async def start() -> Any:
            return await kaleido.Kaleido(n=1, mathjax=False, timeout=_PATIENCE).__aenter__()

        try:
            browser = loop.run(start())
        except Exception as fault:  # kaleido and its browser driver name no common exception
            raise ChartExportUnavailable(
                f"kaleido {version} finds no browser that starts ({fault})"
            ) from fault

        def draw(fig: go.Figure, kind: Format, width: int, height: int, scale: float) -> bytes:
            size = {"format": kind, "width": width, "height": height, "scale": scale}
            try:
                return bytes(loop.run(browser.calc_fig(fig, opts=size)))
            except Exception as fault:
                raise ChartExportUnavailable(f"kaleido {version} failed to draw ({fault})") from fault

        try:
            yield draw
        finally:
            loop.run(browser.__aexit__(None, None, None))
