"""The dashboard opens a scenario that is planned in a blink."""

from pathlib import Path

import pytest
from small_scenarios import SMALL

from dashboard import state


@pytest.fixture(autouse=True)
def small_first_scenario(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    monkeypatch.setattr(state, "FIRST", path)
    return path
