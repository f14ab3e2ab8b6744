"""Amounts are read the way their column writes them."""

from decimal import Decimal

import pytest

from coach.crm.money import MoneyColumn, NoAmount, currency_of


def _column(*values: str) -> MoneyColumn:
    column = MoneyColumn()
    for value in values:
        column.see(value)
    column.decide()
    return column


@pytest.mark.parametrize(
    ("value", "amount", "currency"),
    [
        ("0", "0", None),
        ("1054", "1054", None),
        ("392800.0", "392800.0", None),
        ("1,234.50", "1234.50", None),
        ("1.234,50", "1234.50", None),
        ("12.000,50", "12000.50", None),
        ("12.000.000", "12000000", None),
        ("1,23,45,678.50", "12345678.50", None),
        ("$22,700.00", "22700.00", "USD"),
        ("US$ 5", "5", "USD"),
        ("12k", "12000", None),
        ("1.2M", "1200000", None),
        ("1,2 Mio €", "1200000", "EUR"),
        ("€3bn", "3000000000", "EUR"),
        ("(500)", "-500", None),
        ("($1,500.25)", "-1500.25", "USD"),
        ("-5", "-5", None),
        ("\u2212$5.25", "-5.25", "USD"),
        ("EUR 1 234,50", "1234.50", "EUR"),
        ("1\u202f234,50\u00a0€", "1234.50", "EUR"),
        ("CHF 1'234.50", "1234.50", "CHF"),
        ("1’234’567", "1234567", None),
        ("100 SEK", "100", "SEK"),
        ("1.5E+03", "1500", None),
        (" 42 ", "42", None),
    ],
)
def test_one_value(value: str, amount: str, currency: str | None) -> None:
    read = _column(value).read(value)
    assert (read.value, read.currency) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    ("value", "other", "amount"),
    [("1.234", "9.99", "1.234"), ("1.234", "9,99", "1234"), ("1,234", "9.99", "1234"), ("1,234", "9,99", "1.234")],
)
def test_the_other_values_decide(value: str, other: str, amount: str) -> None:
    column = _column(value, other)
    assert column.read(value).value == Decimal(amount)
    assert column.undecided is None


@pytest.mark.parametrize("value", ["1.234", "1,234"])
def test_what_nothing_decides_is_a_group_and_told(value: str) -> None:
    column = _column(value, "500")
    assert column.read(value).value == Decimal(1234)
    assert column.undecided is not None
    assert value in column.undecided
    assert column.in_words() == column.undecided


@pytest.mark.parametrize(
    "value",
    ["1e309", "Infinity", "0x10", "1_000", "12,34.5", "1.2.3", "abc", "50%", "12 XYZ", "(5", "$5 EUR", "9" * 40],
)
def test_no_amount(value: str) -> None:
    column = _column("1,234.50", value)
    with pytest.raises(NoAmount):
        column.read(value)


@pytest.mark.parametrize(("text", "code"), [("€", "EUR"), ("usd", "USD"), ("R$", "BRL"), ("Euro", "EURO")])
def test_currency(text: str, code: str) -> None:
    assert currency_of(text) == code
