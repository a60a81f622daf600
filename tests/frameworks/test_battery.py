"""The same sample API in every style: adapters find the same operations in all of them."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest
from battery import differences

from apiproof.frameworks.recognition import recognise

SAMPLES = sorted((Path(__file__).parent / "samples").glob("[!_]*.py"))


def load(path):
    spec = importlib.util.spec_from_file_location(f"sample_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # samples name their own functions
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_sample_api_is_found(path):
    sample = load(path)
    app = sample.make()
    api = recognise(app).operations(app)
    found = differences(
        api,
        typed=getattr(sample, "TYPED", True),
        documented=getattr(sample, "DOCUMENTED", True),
    )
    assert not found, "\n".join(found)
