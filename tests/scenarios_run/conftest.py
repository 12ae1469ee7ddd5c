"""Results that several tests read."""

import pytest

from scenarios import Result
from tests.scenarios_run.bundled import solved


@pytest.fixture(params=["two-clusters", "scenario-md-example", "lorie-savage"])
def result(request: pytest.FixtureRequest) -> Result:
    """A linear plan with all features, a whole-project plan, and capital rationing without vehicles."""
    return solved(request.param)


@pytest.fixture
def two_clusters() -> Result:
    """The linear plan with all features."""
    return solved("two-clusters")


@pytest.fixture
def whole() -> Result:
    """A whole-project plan."""
    return solved("scenario-md-example")


@pytest.fixture
def speak_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands of this process speak English, whatever the machine speaks."""
    monkeypatch.setenv("HATANG_LANG", "en")
