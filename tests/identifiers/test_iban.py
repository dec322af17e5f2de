"""IBANs: checked and shown in groups of four."""

from invoicekit.identifiers import check_iban, format_iban


def test_iban() -> None:
    assert check_iban("DE89 3704 0044 0532 0130 00")
    assert not check_iban("DE88370400440532013000")
    assert format_iban("DE89370400440532013000") == "DE89 3704 0044 0532 0130 00"
    assert format_iban("6222 0200") == "6222 0200"
