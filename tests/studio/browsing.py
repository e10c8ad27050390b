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
"""After so many seconds a page will not show what is waited for: a busy machine needs ten."""

LATER = """new Promise((done) => {
    const seen = () => document.querySelector("#state:not(:empty)");
    const watch = new MutationObserver(() => seen() && end(true));
    const timer = setTimeout(() => end(false), 1000);
    const end = (is) => { watch.disconnect(); clearTimeout(timer); done(is); };
    watch.observe(document, { childList: true, subtree: true, characterData: true });
    seen() && end(true);
})"""
"""Whether the page says how many there are, within a second."""


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
        self._start()

    def _start(self) -> None:
        """Wait for the page; one that complains while nothing is shown does not start any more."""
        for _ in range(int(SHOWS_S)):
            if self.page.evaluate(LATER):
                return
            assert self.complaints == []
        raise AssertionError(f"nothing is shown after {SHOWS_S} s")

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
