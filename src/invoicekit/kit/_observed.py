"""Facades whose calls are watched: the same class, each public method inside an operation."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import cache, wraps
from inspect import isgeneratorfunction, signature
from typing import Any, TypeVar

from invoicekit.ports import Fact, Observer

P = TypeVar("P")


def observed(part: P, name: str, observer: Observer | None, tenant: str) -> P:
    """Returns a facade that tells an observer of each call; itself where nobody watches.

    Args:
        part: The facade.
        name: What the kit calls it, such as `invoices`.
        observer: Who watches.
        tenant: Whose data it works on.
    """
    if observer is None:
        return part
    facade: type[Any] = type(part)
    watched: P = object.__new__(_watched(facade))  # type: ignore[arg-type]  # hashable it is
    vars(watched).update(vars(part), _watch=_Watch(observer, name, tenant, part))
    return watched


class _Watch:
    """Opens the operation of one call.

    The call itself is made on the facade nobody watches: one method that uses another is one call.
    """

    def __init__(self, observer: Observer, name: str, tenant: str, part: object) -> None:
        self.observer, self.name, self.tenant, self.part = observer, name, tenant, part

    def call(self, method: str, given: dict[str, object], run: Callable[[], Any]) -> Any:
        """Runs a call inside its operation."""
        with self.observer.operation(f"{self.name}.{method}", self._facts(given)) as note:
            result = run()
            made = getattr(result, "id", None)
            if isinstance(made, str):
                note({"id": made})
            return result

    def stream(
        self, method: str, given: dict[str, object], run: Callable[[], Iterator[Any]]
    ) -> Iterator[Any]:
        """Yields what a call yields, inside one operation from the first to the last."""
        with self.observer.operation(f"{self.name}.{method}", self._facts(given)) as note:
            count = 0
            for count, item in enumerate(run(), 1):  # noqa: B007  # told after the last
                yield item
            note({"count": count})

    def _facts(self, given: dict[str, object]) -> dict[str, Fact]:
        """The tenant and the ids: what a call was given beside them may name people."""
        ids = {
            key: value
            for key, value in given.items()
            if isinstance(value, str) and (key == "id" or key.endswith("_id"))
        }
        return {"tenant": self.tenant, **ids}


@cache
def _watched(facade: type[Any]) -> type[Any]:
    methods = {
        name: _wrapped(name, method)
        for name, method in inspect.getmembers(facade, inspect.isfunction)
        if not name.startswith("_")
    }
    return type(facade.__name__, (facade,), {"__module__": facade.__module__, **methods})


def _wrapped(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    names = list(signature(method).parameters)[1:]

    if isgeneratorfunction(method):

        @wraps(method)
        def streamed(self: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:
            given = {**dict(zip(names, args, strict=False)), **kwargs}
            yield from self._watch.stream(
                name, given, lambda: method(self._watch.part, *args, **kwargs)
            )

        return streamed

    @wraps(method)
    def called(self: Any, *args: Any, **kwargs: Any) -> Any:
        given = {**dict(zip(names, args, strict=False)), **kwargs}
        return self._watch.call(name, given, lambda: method(self._watch.part, *args, **kwargs))

    return called
