"""Stands in for dbt's cross-database macros while sqlfluff renders the models."""


def type_string() -> str:
    """Give the name of the text type."""
    return "varchar"


def datediff(first: str, second: str, part: str) -> str:
    """Render the difference of two moments."""
    return f"date_diff('{part}', {first}, {second})"
