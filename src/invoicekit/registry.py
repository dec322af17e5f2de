"""The folder is the registry: a plugin is a public module that exports one named constant.

`FORMATS = Registry[Format](__name__, "FORMAT", Format)` in the folder's `__init__` is all there
is to declare. Modules are listed without importing them and imported when asked for; third parties
add theirs by an entry point in the group `invoicekit.<folder>`, through the same path. The name of
a plugin is its module's name, lower case, with `-` for `_`.
"""

from __future__ import annotations

import difflib
import importlib
import importlib.util
import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import Generic, TypeVar, cast

from invoicekit.errors import ConfigurationError, MissingExtra

P = TypeVar("P")

EXTRAS = {
    "sqlalchemy": "sql",
    "alembic": "sql",
    "greenlet": "async",
    "cryptography": "sign",
    "psycopg": "postgres",
    "pymysql": "mariadb",
    "typst": "pdf",
    "pikepdf": "pdf",
    "pypdfium2": "pdf",
    "segno": "pdf",
    "typer": "cli",
    "rich": "cli",
    "openpyxl": "xlsx",
    "pygal": "charts",
    "pyarrow": "parquet",
    "httpx": "http",
    "httpcore": "http",
    "structlog": "observe",
    "opentelemetry": "observe",
    "fsspec": "objects",
    "s3fs": "objects",
}
"""Package → the extra that brings it, so that a missing one is named."""


class Registry(Generic[P]):
    """The plugins of one folder, by name.

    Args:
        package: The folder's dotted name, `__name__` in its `__init__`.
        constant: The name of the constant each plugin module exports.
        kind: The constant's type; anything else is refused when loaded.
    """

    def __init__(self, package: str, constant: str, kind: type[P]) -> None:
        self._package = package
        self._constant = constant
        self._kind = kind
        self._loaded: dict[str, P] = {}
        self._points: dict[str, EntryPoint] | None = None

    def names(self) -> tuple[str, ...]:
        """Returns the names of all plugins, sorted, without importing any."""
        return tuple(sorted({*self._modules(), *self._entry_points()}))

    def __iter__(self) -> Iterator[P]:
        return (self[name] for name in self.names())

    def __contains__(self, name: object) -> bool:
        if not isinstance(name, str):
            return False
        name = _normal(name)
        return name in self._loaded or name in self.names()

    def __getitem__(self, name: str) -> P:
        """Returns the plugin of this name, imported now if it was not.

        Raises:
            ConfigurationError: No plugin has the name; the message lists near ones.
            MissingExtra: The plugin needs a package that is not installed.
        """
        found = self._loaded.get(name)
        if found is None:
            name = _normal(name)
            found = self._loaded[name] = self._loaded.get(name) or self._load(name)
        return found

    def _load(self, name: str) -> P:
        modules = self._modules()
        entries = {} if name in modules else self._entry_points()
        if name not in modules and name not in entries:
            raise self._unknown(name)
        try:
            found = (
                vars(importlib.import_module(f"{self._package}.{modules[name]}")).get(
                    self._constant
                )
                if name in modules
                else entries[name].load()
            )
        except ModuleNotFoundError as problem:
            package = (problem.name or "").partition(".")[0]
            if package not in EXTRAS:
                raise
            raise MissingExtra(EXTRAS[package], feature=name, package=package) from problem
        if not isinstance(found, self._kind):
            raise ConfigurationError(
                f"{self._package} plugin {name!r} exports a {type(found).__name__}",
                where=name,
                expected=f"{self._constant}: {self._kind.__name__}",
            )
        return found

    def _unknown(self, name: str) -> ConfigurationError:
        near = difflib.get_close_matches(name, self.names(), n=3)
        folder = self._package.rpartition(".")[2]
        return ConfigurationError(
            f"no {folder} named {name!r}",
            where=name,
            expected="one of " + ", ".join(self.names()),
            hint="Did you mean " + " or ".join(near) + "?" if near else None,
        )

    def _modules(self) -> dict[str, str]:
        package = importlib.import_module(self._package)
        folders = [str(Path(folder)) for folder in package.__path__]
        modules = (module.name for module in pkgutil.iter_modules(folders))
        return {_normal(module): module for module in modules if not module.startswith("_")}

    def _entry_points(self) -> dict[str, EntryPoint]:
        # Asking the interpreter reads the metadata of every installed package: once is enough.
        if self._points is None:
            points = entry_points(group=self._package)
            self._points = {_normal(point.name): point for point in points}
        return self._points


def load(dotted: str) -> object:
    """Returns the object named `package.module:attribute`, imported on demand (the lazy face)."""
    module, _, attribute = dotted.partition(":")
    return cast("object", getattr(importlib.import_module(module), attribute))


@cache
def installed(package: str) -> bool:
    """Returns whether a package can be imported, without importing it; looked up once."""
    return importlib.util.find_spec(package) is not None


def needed(package: str, feature: str, *, extra: str | None = None) -> None:
    """Does nothing when a package is installed.

    Args:
        package: What is imported.
        feature: What needs it, for the error.
        extra: The extra of this feature, where several bring the package.

    Raises:
        MissingExtra: It is not; the error names the extra that brings it.
    """
    if not installed(package):
        raise MissingExtra(extra or EXTRAS[package], feature=feature, package=package)


def announced(group: str) -> tuple[ModuleType, ...]:
    """Returns the modules that other packages announce under an entry point group, by name.

    One that cannot be imported is left out: what somebody else installed must not stop us.
    """
    found = []
    for point in sorted(entry_points(group=group), key=lambda each: each.name):
        try:
            module = point.load()
        except ImportError:
            continue
        if isinstance(module, ModuleType):
            found.append(module)
    return tuple(found)


def _normal(name: str) -> str:
    return name.replace("_", "-").lower()
