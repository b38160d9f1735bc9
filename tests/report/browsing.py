"""Chromium for tests of pages, and eyes that see fewer colours. Tests skip where it is missing."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
EYES = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
    "greyscale": ((0.2126, 0.7152, 0.0722),) * 3,
}  # fmt: skip
"""What is seen of linear light: Machado, Oliveira and Fernandes 2009, at full severity; WCAG grey."""


@contextmanager
def chromium() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    with api.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@contextmanager
def opened(browser: Any, path: Path, **options: Any) -> Iterator[Any]:
    """Open a page from disk; ``page.faults`` gathers what it asked for, logged or ran."""
    context = browser.new_context(**({"viewport": {"width": 1440, "height": 900}} | options))
    page = context.new_page()
    faults: list[str] = []
    page.on("request", lambda r: faults.append(r.url) if r.url != path.as_uri() else None)
    page.on("console", lambda m: faults.append(m.text))
    page.on("pageerror", lambda e: faults.append(str(e)))
    page.on("dialog", lambda d: (faults.append(d.message), d.dismiss()))
    page.goto(path.as_uri())
    page.faults = faults
    yield page
    context.close()


def pixels(png: bytes) -> np.ndarray:
    image = pytest.importorskip("PIL.Image", reason="pillow is not installed")
    return np.asarray(image.open(io.BytesIO(png)).convert("RGB"), float) / 255


def through(eye: str, seen: np.ndarray) -> np.ndarray:
    """Return an image as an eye sees it."""
    linear = np.where(seen <= 0.04045, seen / 12.92, ((seen + 0.055) / 1.055) ** 2.4)
    left = np.clip(linear @ np.array(EYES[eye]).T, 0, 1)
    return np.where(left <= 0.0031308, left * 12.92, 1.055 * left ** (1 / 2.4) - 0.055)
