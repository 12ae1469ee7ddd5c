"""What tests of studies share."""

import pytest


@pytest.fixture
def speak_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands of this process speak English, whatever the machine speaks."""
    monkeypatch.setenv("HATANG_LANG", "en")
