#!/usr/bin/env python3
"""Write what a release is made of: a software bill of materials, CycloneDX 1.6 in JSON.

    tools/sbom.py                       # dist/unspin-VERSION.cdx.json
    tools/sbom.py --out bom.json

The packages, their hashes and who needs whom are those of requirements.lock; licences are told where
the package is installed in that version. The same lock file gives the same bytes. It is made for a
release and not kept in the repository: the lock file is.
"""

from __future__ import annotations

import argparse
import json
import re
import tomllib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
_PIN = re.compile(r"([A-Za-z0-9._-]+)==([^\s;\\]+)(?:\s*;\s*([^\\]+?))?\s*\\?")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_VIA = re.compile(r"#\s+(?:via\s+)?([A-Za-z0-9._-]+)")


@dataclass
class Pin:
    """A package of the lock file.

    Attributes:
        marker: where it is needed; nothing for everywhere.
        needed_by: names of the packages that need it.
    """

    name: str
    version: str
    marker: str = ""
    hashes: list[str] = field(default_factory=list)
    needed_by: list[str] = field(default_factory=list)

    @property
    def ref(self) -> str:
        """Its package URL."""
        return f"pkg:pypi/{self.name.lower()}@{self.version}"


def pins(lock: str) -> list[Pin]:
    """Read a lock file."""
    found: list[Pin] = []
    for line in lock.splitlines():
        if pin := _PIN.fullmatch(line.strip()) if line[:1].isalnum() else None:
            found.append(Pin(pin[1], pin[2], pin[3] or ""))
        elif found and (digest := _HASH.search(line)):
            found[-1].hashes.append(digest[1])
        elif found and line.startswith("    #") and (via := _VIA.search(line)) and via[1] != "via":
            found[-1].needed_by.append(via[1])
    return found


def bill(found: list[Pin], project: dict[str, Any]) -> dict[str, Any]:
    """Return the bill of a project and its packages."""
    own = f"pkg:pypi/{project['name']}@{project['version']}"
    needs: dict[str, set[str]] = {own: set()} | {pin.ref: set() for pin in found}
    refs = {project["name"]: [own]}
    for pin in found:  # one package may be there in two versions, for two versions of Python
        refs.setdefault(pin.name, []).append(pin.ref)
    for pin in found:
        for name in pin.needed_by:
            for ref in refs[name]:
                needs[ref].add(pin.ref)
    made_of = "\n".join(sorted(f"{pin.ref} {' '.join(pin.hashes)}" for pin in found))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, own + made_of)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": project["name"],
                "version": project["version"],
                "purl": own,
                "licenses": [{"license": {"id": project["license"]}}],
            }
        },
        "components": [_component(pin) for pin in found],
        "dependencies": [
            {"ref": ref, "dependsOn": sorted(on)} for ref, on in sorted(needs.items())
        ],
    }


def _component(pin: Pin) -> dict[str, Any]:
    told: dict[str, Any] = {
        "type": "library",
        "bom-ref": pin.ref,
        "name": pin.name,
        "version": pin.version,
        "purl": pin.ref,
        "hashes": [{"alg": "SHA-256", "content": digest} for digest in pin.hashes],
    }
    if pin.marker:
        told["properties"] = [{"name": "unspin:needed-where", "value": pin.marker}]
    if licences := list(_licences(pin)):
        told["licenses"] = licences
    return told


def _licences(pin: Pin) -> Iterator[dict[str, Any]]:
    """Yield what a package says of its licence, if it is installed in this version."""
    try:
        about = metadata.metadata(pin.name)
    except metadata.PackageNotFoundError:
        return
    if about["Version"] != pin.version:
        return
    if expression := about.get("License-Expression"):
        yield {"expression": expression}
        return
    names = [
        c.rpartition(" :: ")[2] for c in about.get_all("Classifier") or () if "License ::" in c
    ]
    for name in sorted(set(names)):
        yield {"license": {"name": name}}


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, help="file to write")
    args = parser.parse_args()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    path = args.out or ROOT / "dist" / f"unspin-{project['version']}.cdx.json"
    path.parent.mkdir(exist_ok=True)
    made = bill(pins(LOCK.read_text("utf-8")), project)
    path.write_text(json.dumps(made, indent=2, sort_keys=True) + "\n", "utf-8")
    print(f"{path}: {len(made['components'])} packages")


if __name__ == "__main__":
    main()
