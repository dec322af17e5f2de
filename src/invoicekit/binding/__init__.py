"""Binding files to the model: rows and tables, compiled once to a reader and a writer.

The only place of lxml, and it comes in with the first file that is read.
"""

from invoicekit.binding._trie import Names, qualified
from invoicekit.binding.codecs import (
    Codec,
    amount,
    bare,
    code,
    decimal,
    flag,
    iso_date,
    mapped,
    number_of,
    text,
)
from invoicekit.binding.level_rules import LevelRules
from invoicekit.binding.limits import LIMITS, Limits, check_size, current, keeping
from invoicekit.binding.observed import Tree, find, named
from invoicekit.binding.opening import opening
from invoicekit.binding.reader import Reader, Reading
from invoicekit.binding.runs import NUMBER, Run, Runs
from invoicekit.binding.syntax_rules import SyntaxRule, SyntaxRules
from invoicekit.binding.table import (
    Row,
    Shape,
    Syntax,
    Table,
    again,
    at,
    choice,
    const,
    custom,
    each,
    kept,
    one,
)
from invoicekit.binding.writer import Writer

__all__ = [
    "LIMITS",
    "NUMBER",
    "Codec",
    "LevelRules",
    "Limits",
    "Names",
    "Reader",
    "Reading",
    "Row",
    "Run",
    "Runs",
    "Shape",
    "Syntax",
    "SyntaxRule",
    "SyntaxRules",
    "Table",
    "Tree",
    "Writer",
    "again",
    "amount",
    "at",
    "bare",
    "check_size",
    "choice",
    "code",
    "const",
    "current",
    "custom",
    "decimal",
    "each",
    "find",
    "flag",
    "iso_date",
    "keeping",
    "kept",
    "mapped",
    "named",
    "number_of",
    "one",
    "opening",
    "qualified",
    "text",
]
