"""`python -m tests.fuzz.drive [TARGET …] [--runs N]`: a coverage-guided run over the parsers.

Needs atheris, which is no dependency of charlib's: install it beside it. Each target has a process
of its own; an input that breaks one is kept in `cases/`, where the tests find it.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

CASES = Path(__file__).parent / "cases"
RUNS = 100_000


def fuzz(name: str, runs: int) -> None:
    """Fuzz one target in this process; ends it."""
    import atheris  # noqa: PLC0415 - installed by hand

    with atheris.instrument_imports(include=["charlib", "tests.fuzz.targets"]):
        from tests.fuzz import targets  # noqa: PLC0415 - instrumented as it is imported

    corpus = Path(f"/tmp/charlib-corpus-{name}")
    corpus.mkdir(exist_ok=True)
    for seed in targets.SEEDS[name]:
        (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)

    def once(data: bytes) -> None:
        try:
            targets.run(name, data)
        except Exception:
            digest = hashlib.sha256(data).hexdigest()[:12]
            (CASES / f"{name}-{digest}").write_bytes(data)
            raise

    options = [sys.argv[0], f"-runs={runs}", "-max_len=4096", "-timeout=20", "-verbosity=0"]
    atheris.Setup([*options, "-print_final_stats=1", "-artifact_prefix=/tmp/", str(corpus)], once)
    atheris.Fuzz()


def main() -> int:
    """Fuzz each target that is named, or all, one after the other."""
    words = sys.argv[1:]
    runs = int(words[words.index("--runs") + 1]) if "--runs" in words else RUNS
    if "--one" in words:
        fuzz(words[0], runs)
    named = [word for word in words if not word.startswith("-") and not word.isdigit()]
    if not named:
        from tests.fuzz.targets import TARGETS  # noqa: PLC0415 - not instrumented here

        named = list(TARGETS)
    failed = 0
    for name in named:
        command = [sys.executable, "-m", "tests.fuzz.drive", name, "--one", "--runs", str(runs)]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        figures = [line for line in done.stderr.splitlines() if "number_of_executed" in line]
        sys.stdout.write(
            f"{name}: {'broken' if done.returncode else 'sound'} {' '.join(figures)}\n"
        )
        if done.returncode:
            sys.stdout.write(done.stdout[-3000:] + done.stderr[-2000:])
        sys.stdout.flush()
        failed += done.returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
