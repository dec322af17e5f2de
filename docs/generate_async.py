"""Writes src/invoicekit/kit/async_kit.pyi from the facades; `--check` compares only.

The async kit runs the code of the facades, so its types are theirs, awaited.
"""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import invoicekit as ik

OUT = Path(ik.__file__).parent / "kit" / "async_kit.pyi"
HEAD = '''"""Written by docs/generate_async.py from the facades of `InvoiceKit`; edit those."""

'''
BLOCKING = ("tenant", "mailbox", "for_tenant", "bind")
"""What waits for nothing."""
OURS = {"Self": "typing", "AsyncIterator": "collections.abc"}


def written() -> str:
    """Returns the text of the typed file."""
    kit = ik.InvoiceKit.in_memory()
    facades = {name: type(each) for name, each in vars(kit).items() if not name.startswith("_")}
    classes = [_facade(kind) for kind in facades.values()]
    face = [f"    {name}: Async{kind.__name__}" for name, kind in facades.items()]
    main = [
        "class AsyncInvoiceKit:",
        *face,
        *_methods(ik.InvoiceKit),
        "    async def __aenter__(self) -> Self: ...",
        "    async def __aexit__(self, *problem: object) -> None: ...",
    ]
    body = "\n\n".join([*classes, "\n".join(main)])
    sources = {inspect.getmodule(part) for kind in facades.values() for part in kind.__mro__[:-1]}
    modules = [*filter(None, sources), sys.modules[ik.InvoiceKit.__module__]]
    imports = _imports(body, modules)
    return _formatted(HEAD + imports + "\n\n" + body + "\n")


def _facade(kind: type) -> str:
    lines = [f"class Async{kind.__name__}:", *_methods(kind)]
    return "\n".join(lines)


def _methods(kind: type) -> Iterator[str]:
    for name in _names(kind):
        member = inspect.getattr_static(kind, name)
        if isinstance(member, property):
            assert member.fget
            yield "    @property"
            yield _declared(name, member.fget, "")
        elif isinstance(member, classmethod):
            yield "    @classmethod"
            yield _declared(name, member.__func__, "async ")
        else:
            yield _declared(name, member, "" if name in BLOCKING else "async ")


def _names(kind: type) -> list[str]:
    """Returns the public members in the order they are written, inherited ones last."""
    names: dict[str, None] = {}
    for part in kind.__mro__[:-1]:
        members = vars(part).items()
        public = ((n, m) for n, m in members if not n.startswith("_"))
        names |= dict.fromkeys(
            n for n, m in public if inspect.isfunction(m) or isinstance(m, property | classmethod)
        )
    return list(names)


def _declared(name: str, function: object, how: str) -> str:
    assert inspect.isfunction(function)
    signature = inspect.signature(function)
    given: list[str] = []
    for each in signature.parameters.values():
        if each.kind is each.KEYWORD_ONLY and "*" not in given:
            given.append("*")
        hint = "" if each.annotation is each.empty else f": {each.annotation}"
        name_ = f"**{each.name}" if each.kind is each.VAR_KEYWORD else each.name
        given.append(name_ + hint + ("" if each.default is each.empty else " = ..."))
    answer = str(signature.return_annotation)
    if answer.startswith("Iterator["):
        how, answer = "", f"Async{answer}"
    said = (inspect.getdoc(function) or "").splitlines()[0].replace('"', "'")
    return f'    {how}def {name}({", ".join(given)}) -> {answer}:\n        """{said}"""\n'


def _imports(body: str, modules: list[ModuleType]) -> str:
    """Returns the imports of the names that the signatures use, as their modules import them."""
    notes = [each for each in ast.walk(ast.parse(body)) if isinstance(each, ast.arg)]
    hints = [each.annotation for each in notes if each.annotation]
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    hints += [
        f.returns for f in ast.walk(ast.parse(body)) if isinstance(f, functions) and f.returns
    ]
    nodes = (node for hint in hints for node in ast.walk(hint))
    used = {node.id for node in nodes if isinstance(node, ast.Name)}
    found: dict[str, str] = {}
    for module in sorted(modules, key=lambda each: each.__name__):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.ImportFrom) and node.module != "__future__":
                found |= {each.name: node.module or "" for each in node.names}
        for node in ast.parse(inspect.getsource(module)).body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                found.setdefault(node.targets[0].id, module.__name__)
            elif isinstance(node, ast.ClassDef):
                found.setdefault(node.name, module.__name__)
    found |= OURS
    lines = sorted(f"from {found[name]} import {name}" for name in used & found.keys())
    return "\n".join(lines) + "\n"


def _formatted(text: str) -> str:
    for command in (["check", "--fix", "--select=I,UP", "--quiet"], ["format", "--quiet"]):
        done = subprocess.run(  # noqa: S603  # our own words
            [Path(sys.executable).parent / "ruff", *command, f"--stdin-filename={OUT}", "-"],
            input=text,
            capture_output=True,
            text=True,
            check=True,
        )
        text = done.stdout
    return text


def main() -> int:
    """Writes the file, or says whether it is as it would be written."""
    text = written()
    if "--check" in sys.argv[1:]:
        same = OUT.is_file() and OUT.read_text() == text
        print("async_kit.pyi is up to date" if same else "run: python docs/generate_async.py")
        return int(not same)
    OUT.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
