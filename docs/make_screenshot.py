#!/usr/bin/env python3
"""Write docs/images/report.png: the report of two sample stories, in a browser of fixed size.

docs/make_screenshot.py         # needs playwright and chromium (CHROMIUM names another one)
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "images" / "report.png"
SAMPLES = ROOT / "src" / "unspin" / "samples"
SIZE = {"width": 1200, "height": 760}
LARGEST = 200_000
"""Bytes of the picture: it is the first thing that a visitor loads."""


def story(name: str) -> object:
    """Return a sample story, its headline and outlet in fields of their own."""
    import unspin

    title, outlet, body = (SAMPLES / f"{name}.txt").read_text(encoding="utf-8").split("\n", 2)
    return unspin.Document(name, body.strip(), title=title, outlet=outlet)


def main() -> None:
    """Compare, write the page, take the picture."""
    sys.path.insert(0, str(ROOT / "src"))
    from playwright.sync_api import sync_playwright

    import unspin

    with tempfile.TemporaryDirectory() as folder:
        page_file = unspin.report(
            unspin.compare(story("original"), story("spun")), Path(folder) / "report.html"
        )
        with sync_playwright() as driver:
            browser = driver.chromium.launch(
                executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
                args=["--no-sandbox"],
            )
            page = browser.new_page(viewport=SIZE, color_scheme="light", device_scale_factor=1)
            page.goto(page_file.as_uri())
            page.evaluate("document.getElementById('rows').scrollIntoView()")
            PICTURE.parent.mkdir(exist_ok=True)
            page.screenshot(path=PICTURE)
            browser.close()
    if PICTURE.stat().st_size > LARGEST:
        raise SystemExit(f"{PICTURE}: {PICTURE.stat().st_size:,} bytes, wanted {LARGEST:,} at most")


if __name__ == "__main__":
    main()
