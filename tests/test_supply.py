"""What users install is written down to the last hash, and what a release is made of is told."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def sbom():
    spec = importlib.util.spec_from_file_location("sbom", ROOT / "tools" / "sbom.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["sbom"] = module  # dataclasses look there
    spec.loader.exec_module(module)
    yield module
    del sys.modules["sbom"]


def wanted(*extras: str) -> set[str]:
    """The names of the packages that the project and some extras ask for."""
    lines = PROJECT["dependencies"] + [
        line for extra in extras for line in PROJECT["optional-dependencies"][extra]
    ]
    names = {re.match(r"[\w.-]+", line)[0].lower().replace("_", "-") for line in lines}
    return names - {"unspin"}


@pytest.mark.parametrize(
    ("lock", "extras"),
    [
        ("requirements.lock", ["web", "parquet", "serve"]),
        ("requirements-dev.lock", list(PROJECT["optional-dependencies"])),
    ],
)
def test_the_lock_has_every_package_with_version_and_hashes(sbom, lock, extras):
    text = (ROOT / lock).read_text(encoding="utf-8")
    pins = sbom.pins(text)
    missing = wanted(*extras) - {pin.name for pin in pins}
    assert not missing, f"just lock writes it anew; it lacks {missing}"
    assert all(pin.hashes for pin in pins)
    assert len(pins) == len(re.findall(r"^[a-z0-9].*==", text, re.MULTILINE))
    assert not re.search(r"://|--(extra-)?index-url|--find-links|^-i ", text, re.MULTILINE)


def test_the_bill_names_all_of_them_and_who_needs_whom(sbom, tmp_path):
    out = tmp_path / "bom.json"
    command = [sys.executable, ROOT / "tools" / "sbom.py", "--out", out]
    subprocess.run(command, check=True, capture_output=True)
    bill = json.loads(out.read_text(encoding="utf-8"))
    pins = sbom.pins((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert {c["purl"] for c in bill["components"]} == {pin.ref for pin in pins}
    needs = {one["ref"]: set(one["dependsOn"]) for one in bill["dependencies"]}
    own = needs[bill["metadata"]["component"]["bom-ref"]]
    assert wanted() <= {re.split("[/@]", ref)[1] for ref in own}
    reached = set().union(own, *needs.values())
    assert reached == needs.keys() - {bill["metadata"]["component"]["bom-ref"]}
    first = out.read_bytes()
    subprocess.run(command, check=True, capture_output=True)
    assert out.read_bytes() == first


def test_the_security_policy_is_linked_and_says_how_to_report():
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert "90 days" in text
    assert not [t for t in re.findall(r"\]\(([^)#:]+)\)", text) if not (ROOT / t).exists()]
    assert "SECURITY.md" in (ROOT / "README.md").read_text(encoding="utf-8")
