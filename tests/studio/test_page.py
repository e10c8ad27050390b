"""The page in a real browser: it works under its own rules, and text is never a program."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from charlib.library import Library
from charlib.studio import run

IS_CI = bool(os.environ.get("CI"))
HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"

try:
    from playwright.sync_api import Error, sync_playwright
except ImportError:
    if IS_CI:
        raise
    pytest.skip("Playwright is not installed", allow_module_level=True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, or Chrome, as it is installed; without one, tests are skipped but in CI."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    found: dict[str, Any] = {"executable_path": chromium} if chromium else {"channel": "chrome"}
    arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        try:
            opened = playwright.chromium.launch(**found, args=arguments)
        except Error:
            if IS_CI:
                raise
            pytest.skip("no Chromium is installed")
        yield opened
        opened.close()


def test_the_page_shows_the_cast_and_what_changes(
    browser: Any, studio: run.Studio, lib: Library
) -> None:
    """Its scripts and styles load, nothing is refused by its own rules, and no text runs."""
    lib.add("mia", name=HOSTILE)
    page, complaints = browser.new_page(), []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.goto(studio.gate.url)
    assert page.url.endswith("/")  # the token is nowhere to be seen
    page.wait_for_selector("#cast li")
    assert HOSTILE in page.inner_text("#cast")
    lib.add("tom")
    page.wait_for_selector("#cast li:nth-child(2)")
    page.fill("#query", "(red")
    page.wait_for_selector("#state:has-text('. ')")
    told = [text for text in complaints if "400 (Bad Request)" not in text]  # of that query
    assert told == []
    page.close()


def test_nothing_from_elsewhere_runs_in_the_page(browser: Any, studio: run.Studio) -> None:
    """Not a script in the text, not one of another address, not a string that is called."""
    page, complaints = browser.new_page(), []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(studio.gate.url)
    page.wait_for_selector("#state:not(:empty)")
    page.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "window.ran = true";
        document.body.append(script);
        document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.ran = true'>");
    }""")
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in text for text in complaints)
    with pytest.raises(Exception, match="Failed to fetch"):
        page.evaluate("fetch('http://127.0.0.1:9/')")
    page.close()
