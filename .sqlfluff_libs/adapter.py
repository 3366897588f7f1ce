"""Stands in for dbt's adapter while sqlfluff renders the models."""

from collections.abc import Callable


def dispatch(name: str, package: str) -> Callable[..., str]:
    """Render a dispatched macro as a call of a function with its name."""
    del package
    return lambda *arguments: f"{name}({', '.join(map(str, arguments))})"
