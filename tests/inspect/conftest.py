from pathlib import Path

import pytest

from unspin.ingest.model import load_model
from unspin.ingest.resources import load_lexicon

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"


@pytest.fixture(scope="session")
def lexicon():
    return load_lexicon()


@pytest.fixture(scope="session")
def model():
    return load_model()


@pytest.fixture(scope="session")
def reference():
    folder = DATA / "reference"
    if not folder.is_dir():
        pytest.skip("no reference pair in ../shared/data")
    return folder
