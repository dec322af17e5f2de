"""`index.xml`: what the columns of `index.csv` mean, as audit software in Germany imports it.

The description standard of Z3 access (Datenträgerüberlassung): GoBD, margin numbers 167 and 178,
with the "Ergänzende Informationen zur Datenträgerüberlassung" of the Federal Ministry of Finance.
The DTD beside it declares the elements used here, under the name that the software looks for.
"""

from __future__ import annotations

from datetime import date
from xml.sax.saxutils import escape

from invoicekit.dates import Span
from invoicekit.services._package.entry import COLUMNS, DAYS, NUMBERS, WHOLE
from invoicekit.services._package.words import Words

DTD_NAME = "gdpdu-01-09-2004.dtd"
DTD = """<!ELEMENT DataSet (Version, DataSupplier?, Media+)>
<!ELEMENT Version (#PCDATA)>
<!ELEMENT DataSupplier (Name, Location, Comment)>
<!ELEMENT Media (Name, Table+)>
<!ELEMENT Table (URL, Name?, Description?, Validity?, UTF8?, (DecimalSymbol, DigitGroupingSymbol)?,
                 Range?, VariableLength)>
<!ELEMENT Validity (Range, Format?)>
<!ELEMENT Range (From, To?)>
<!ELEMENT VariableLength (ColumnDelimiter?, RecordDelimiter?, TextEncapsulator?, VariableColumn+)>
<!ELEMENT VariableColumn (Name, Description?, (Numeric | AlphaNumeric | Date))>
<!ELEMENT Numeric (Accuracy?)>
<!ELEMENT Date (Format?)>
<!ELEMENT AlphaNumeric EMPTY>
<!ELEMENT UTF8 EMPTY>
<!ELEMENT Name (#PCDATA)>
<!ELEMENT Location (#PCDATA)>
<!ELEMENT Comment (#PCDATA)>
<!ELEMENT URL (#PCDATA)>
<!ELEMENT Description (#PCDATA)>
<!ELEMENT DecimalSymbol (#PCDATA)>
<!ELEMENT DigitGroupingSymbol (#PCDATA)>
<!ELEMENT From (#PCDATA)>
<!ELEMENT To (#PCDATA)>
<!ELEMENT ColumnDelimiter (#PCDATA)>
<!ELEMENT RecordDelimiter (#PCDATA)>
<!ELEMENT TextEncapsulator (#PCDATA)>
<!ELEMENT Accuracy (#PCDATA)>
<!ELEMENT Format (#PCDATA)>
"""


def index_xml(words: Words, span: Span, supplier: str, place: str, made: date) -> str:
    """Returns the description of `index.csv`: a semicolon between columns, a point in numbers."""
    columns = "".join(_column(words, name) for name in COLUMNS)
    comment = f"{words.text('title')}, {made.isoformat()}"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE DataSet SYSTEM "{DTD_NAME}">
<DataSet>
 <Version>1.0</Version>
 <DataSupplier><Name>{_xml(supplier)}</Name><Location>{_xml(place)}</Location>\
<Comment>{_xml(comment)}</Comment></DataSupplier>
 <Media>
  <Name>1</Name>
  <Table>
   <URL>index.csv</URL>
   <Name>{_xml(words.text("title"))}</Name>
   <Validity><Range><From>{span.start.isoformat()}</From><To>{span.end.isoformat()}</To></Range>\
<Format>YYYY-MM-DD</Format></Validity>
   <UTF8/>
   <DecimalSymbol>.</DecimalSymbol>
   <DigitGroupingSymbol>,</DigitGroupingSymbol>
   <Range><From>2</From></Range>
   <VariableLength>
    <ColumnDelimiter>;</ColumnDelimiter>
    <RecordDelimiter>&#13;&#10;</RecordDelimiter>
    <TextEncapsulator>"</TextEncapsulator>
{columns}   </VariableLength>
  </Table>
 </Media>
</DataSet>
"""


def _column(words: Words, name: str) -> str:
    return (
        f"    <VariableColumn><Name>{name}</Name>"
        f"<Description>{_xml(words.text(name))}</Description>{_kind(name)}</VariableColumn>\n"
    )


def _kind(name: str) -> str:
    if name in NUMBERS:
        return "<Numeric><Accuracy>2</Accuracy></Numeric>"
    if name in WHOLE:
        return "<Numeric/>"
    return "<Date><Format>YYYY-MM-DD</Format></Date>" if name in DAYS else "<AlphaNumeric/>"


def _xml(text: str) -> str:
    printable = "".join(sign for sign in text if sign.isprintable())
    return escape(printable)
