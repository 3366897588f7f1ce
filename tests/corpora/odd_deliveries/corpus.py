"""Every kind of bad or odd delivery, by what is odd about it."""

from corpora.odd_deliveries import (
    files,
    invitations,
    spss,
    texts,
    values,
    versions,
    workbooks,
)
from corpora.odd_deliveries.kind import Kind

CORPUS: dict[str, list[Kind]] = {
    "Files, names and folders": files.KINDS,
    "CSV as text, and headers": texts.KINDS,
    "Cells and rows of responses": values.KINDS,
    "Invitations": invitations.KINDS,
    "Workbooks": workbooks.KINDS,
    "SPSS": spss.KINDS,
    "Corrections, waves, origins": versions.KINDS,
}
