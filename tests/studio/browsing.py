"""Chromium for tests, and a page of it that tells what it complained about."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

IS_CI = bool(os.environ.get("CI"))
SHOWN = '.cell[data-key]:not([data-key=""])'
"""A character in the cast."""
SHOWS_S = 60.0
"""After so many seconds a page will not show any more what is waited for; a busy machine needs ten."""


@contextmanager
def chromium() -> Iterator[Any]:
    """Chromium, or Chrome, as it is installed; without one, tests are skipped but in CI."""
    try:
        from playwright.sync_api import Error, sync_playwright  # noqa: PLC0415 - may be missing
    except ImportError:
        if IS_CI:
            raise
        pytest.skip("Playwright is not installed")
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    how: dict[str, Any] = {"executable_path": program} if program else {"channel": "chrome"}
    arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(**how, args=arguments)
        except Error:
            if IS_CI:
                raise
            pytest.skip("no Chromium is installed")
        yield browser
        browser.close()


class Tab:
    """A tab of the browser; `complaints` are messages of its console, errors and dialogs."""

    def __init__(self, browser: Any, url: str, **how: Any) -> None:
        self.context = browser.new_context(**how)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        note = self.complaints.append
        self.page.on("console", lambda message: note(message.text))
        self.page.on("pageerror", lambda error: note(str(error)))
        self.page.on("dialog", lambda dialog: note(dialog.message))
        self.page.set_default_timeout(SHOWS_S * 1000)
        self.page.goto(url)
        self.page.wait_for_selector("#state:not(:empty)")

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def see(self, selector: str) -> Any:
        """Wait until something is shown, and return it."""
        return self.page.wait_for_selector(selector)

    def focused(self) -> str:
        """The key of the character that has the focus."""
        key: str = self.page.evaluate("document.activeElement.dataset.key ?? ''")
        return key

    def close(self) -> None:
        """Close the tab."""
        self.context.close()
