"""The optional assistant for tests."""

from collections.abc import Iterator

import pytest

from tests.conftest import Organisation
from tests.understand.language_model import LanguageModel, language_model, switch_on


@pytest.fixture
def model(organisation: Organisation) -> Iterator[LanguageModel]:
    """A running server, set up and switched on."""
    with language_model() as found:
        switch_on(found)
        yield found
