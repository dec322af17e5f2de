"""Floats where money or a quantity stands: each marked line is a static error."""

from invoicekit import OrderLine

exact = OrderLine(name="Keyboard", quantity="2", unit_price="49.90", vat="S 19")
price = OrderLine(name="Keyboard", quantity="2", unit_price=49.90, vat="S 19")  # error
count = OrderLine(name="Keyboard", quantity=2.0, unit_price="49.90", vat="S 19")  # error
