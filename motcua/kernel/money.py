"""Whole đồng."""


def dong(amount: int) -> str:
    """1800000 → '1.800.000 đ'."""
    return f"{amount:,}".replace(",", ".") + " đ"
