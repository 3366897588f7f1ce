"""The definition of a questionnaire as columns with labels: an XLSForm, by pyxform."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from python_calamine import CalamineError, CalamineWorkbook
from pyxform.errors import PyXFormError
from pyxform.xls2json import parse_file_to_json

from scripts.deliveries.rejected import RejectedError
from scripts.suggestions.delivered import Column

_SHEET = "survey"
_GROUPS = ("group", "repeat", "survey", "loop")
_TEXTS = ("text", "string")
_NO_ANSWER = ("note", "calculate", "hidden", "image", "audio", "video", "file")


def is_definition(path: Path) -> bool:
    """Whether a workbook is an XLSForm: it has a sheet that is called survey."""
    if path.suffix.lower() != ".xlsx" or not path.is_file():
        return False
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            names = workbook.sheet_names
    except (CalamineError, OSError):
        return False
    return _SHEET in [name.strip().lower() for name in names]


def read_definition(path: Path, language: str = "") -> list[Column]:
    """The columns that an export of an XLSForm has, with their labels.

    Of a multiple response both shapes are given: one column with all choices, and one
    per choice, called question/choice.

    Raises RejectedError, in one sentence, for a form that pyxform can't read, that has
    no questions, or that is not in the language.
    """
    try:
        with warnings.catch_warnings():
            # what the reader of workbooks says of parts that hold no questions
            warnings.simplefilter("ignore", UserWarning)
            form = parse_file_to_json(str(path), warnings=[])
    except (PyXFormError, KeyError, ValueError, TypeError, BadZipFile) as error:
        problem = " ".join(str(error).split()).rstrip(".")
        raise RejectedError(
            f"{path.name} can't be read as an XLSForm ({problem}); correct the form, "
            "or give a file with labels instead."
        ) from error
    languages = sorted({name for text in _texts(form) for name in text})
    if language and languages and language not in languages:
        raise RejectedError(
            f"{path.name} is not in the language '{language}'; expected one of "
            f"{', '.join(languages)}."
        )
    columns = list(_columns(form, language))
    if not columns:
        raise RejectedError(f"{path.name} has no questions on its sheet {_SHEET}.")
    return columns


def _texts(node: Mapping[str, Any]) -> Iterator[Mapping[str, str]]:
    if isinstance(node.get("label"), Mapping):
        yield node["label"]
    for child in node.get("children", []):
        yield from _texts(child)


def _columns(node: Mapping[str, Any], language: str) -> Iterator[Column]:
    for child in node.get("children", []):
        kind, name = str(child.get("type", "")), str(child.get("name", ""))
        if name == "meta" or kind in _NO_ANSWER:
            continue
        if kind in _GROUPS:
            yield from _columns(child, language)
            continue
        label = _said(child.get("label"), language)
        choices = {
            str(choice["name"]): _said(choice.get("label"), language)
            or str(choice["name"])
            for choice in child.get("choices", [])
        }
        if kind.startswith("select all"):
            yield Column(name, label, {}, choices, 0, "option_list")
            for choice, words in choices.items():
                yield Column(f"{name}/{choice}", f"{label} [{words}]")
        elif choices:
            yield Column(name, label, {}, choices, 0, "choice")
        elif kind == "range":
            yield Column(name, label, {}, _marks(child.get("parameters", {})))
        else:
            yield Column(name, label, kind="text" if kind in _TEXTS else "")


def _marks(parameters: Mapping[str, str]) -> dict[str, str]:
    """The whole numbers of a range; none where its steps are others."""
    try:
        start, end = int(parameters.get("start", 1)), int(parameters.get("end", 10))
    except ValueError:
        return {}
    return {str(mark): str(mark) for mark in range(start, end + 1)}


def _said(text: object, language: str) -> str:
    if isinstance(text, Mapping):
        found = text.get(language) or next(iter(text.values()), "")
        return " ".join(str(found).split())
    return " ".join(str(text).split()) if text else ""
