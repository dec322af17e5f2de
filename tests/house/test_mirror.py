"""`tests/` mirrors `src/`: whoever reads a module finds its test under the same name."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "invoicekit"

# Public modules without a test file of their own, each with its reason.
EXCEPTIONS: dict[str, str] = {
    "__main__.py": "two lines; the command line's tests start it as a process",
}


# Folders whose modules are tested together, by what they do together: declarations have no
# behaviour of their own, and a journey through services and facades says more than a file each.
TOGETHER: dict[str, str] = {
    "model": "tests/model/test_model.py",
    "model/rows": "tests/model/test_stored.py",
    "ports": "tests/storage",
    "services": "tests/services",
    "kit": "tests/services",
    "cli": "tests/cli",
    "documents": "tests/documents/test_documents.py",
    "calculate": "tests/calculate",
    "jurisdiction": "tests/jurisdiction",
    "jurisdiction/fapiao": "tests/jurisdiction/fapiao/test_fapiao.py",
    "regimes": "tests/regimes",
    "storage/backends": "tests/storage",
    "storage/sql": "tests/storage",
    "rules": "tests/rules",
    "archive": "tests/archive",
    "binding": "tests/formats",
    "delivery": "tests/delivery",
    "formats": "tests/formats",
    "receivables": "tests/receivables",
    "reports": "tests/reports/test_reports.py",
    "testing": "tests/storage",
}


def modules() -> list[Path]:
    """Public modules; `_private` plumbing is tested through its neighbours, so it may move."""
    return sorted(
        path.relative_to(SRC)
        for path in SRC.rglob("*.py")
        if "migrations" not in path.parts
        and not any(part.startswith("_") for part in path.relative_to(SRC).with_suffix("").parts)
    )


def has_test(module: Path) -> bool:
    own = (ROOT / "tests" / module.parent / f"test_{module.name}").is_file()
    together = TOGETHER.get(module.parent.as_posix())
    return own or (together is not None and (ROOT / together).exists())


def test_every_public_module_has_its_test_file() -> None:
    missing = [
        f"tests/{module.parent / f'test_{module.name}'}"
        for module in modules()
        if module.as_posix() not in EXCEPTIONS and not has_test(module)
    ]
    assert missing == []


def test_exceptions_are_still_needed() -> None:
    assert [name for name in EXCEPTIONS if has_test(Path(name))] == []


def test_every_folder_of_tests_stands_for_a_folder_of_code() -> None:
    of_their_own = {"house", "typing", "examples", "docs", "benchmarks", "journeys", "conformance"}
    folders = {path.name for path in (ROOT / "tests").iterdir() if any(path.glob("**/test_*.py"))}
    assert folders - of_their_own <= {path.name for path in SRC.iterdir() if path.is_dir()}
