"""Loading a folder: which files are new, and each of them in one transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import pyarrow as pa

from scripts.deliveries import raw
from scripts.deliveries.checks import check_chunk
from scripts.deliveries.codebook import Codebook, ExportColumn
from scripts.deliveries.encoding import sha256_of
from scripts.deliveries.formats import open_delivery
from scripts.deliveries.header import Layout, match_header
from scripts.deliveries.names import EXPECTED_NAMES, DeliveredFile, scan_folder
from scripts.deliveries.origin import DEMO, REAL, origin_of, said_origins
from scripts.deliveries.rejected import RefusedError, RejectedError
from scripts.deliveries.tables import CHUNK_ROWS, DeliveredTable
from scripts.deliveries.versions import Delivery, supersede

_ENCODING_NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with BOM",
    "cp1252": "Windows-1252",
}

# Called with a file and the number of its rows that have been read so far.
OnRows = Callable[[DeliveredFile, int], None]


@dataclass
class Outcome:
    """What became of one file of the folder."""

    file: DeliveredFile
    status: str  # loaded, unchanged or rejected
    delivery_id: int
    message: str = ""  # the sentence of a rejection
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Candidate:
    """A file to load: its fingerprint and, where a first look found it, its origin."""

    file: DeliveredFile
    sha256: str | None
    origin: str | None


@dataclass(frozen=True)
class Loader:
    """Loads exports into an open warehouse (`warehouse` is its file, for messages)."""

    connection: duckdb.DuckDBPyConnection
    warehouse: Path
    codebook: Codebook
    on_rows: OnRows = lambda file, rows: None
    chunk_rows: int = CHUNK_ROWS

    def load_folder(self, folder: Path) -> tuple[list[Outcome], list[str]]:
        """Load what is new in a folder.

        Returns the outcome of each delivery, in version order, and the names of the
        files that aren't deliveries. Raises RefusedError, before anything is loaded,
        when there is nothing to load or when demo and real exports are there together.
        """
        files, others = find_deliveries(folder)
        loaded = [row for row in raw.log_rows(self.connection) if row.is_loaded]
        current = {row.file_name: row for row in loaded}
        outcomes: dict[DeliveredFile, Outcome] = {}
        candidates: list[_Candidate] = []
        origins: dict[str, str] = {}  # the first file found of each origin
        for file in files:
            sha256 = _sha256_or_none(file.path)
            known = current.get(file.name)
            # the seed may say by now that the wave used another questionnaire
            if (
                known is not None
                and sha256 is not None
                and known.sha256 == sha256
                and known.questionnaire == self.codebook.questionnaire_of(file.wave)
            ):
                outcomes[file] = Outcome(file, "unchanged", known.delivery_id)
                origin = known.origin
            else:
                origin = self._first_origin(file)
                candidates.append(_Candidate(file, sha256, origin))
            if origin is not None:
                origins.setdefault(origin, file.name)
        if len(origins) > 1:
            raise RefusedError(
                f"{folder} has demo exports ({origins[DEMO]}) and real ones "
                f"({origins[REAL]}), and these never mix: put them in different "
                "folders. Nothing was loaded."
            )
        for candidate in candidates:
            outcomes[candidate.file] = self._load_or_reject(candidate)
        return [outcomes[file] for file in files], others

    def _first_origin(self, file: DeliveredFile) -> str | None:
        """The origin by a file's first whole row; None if that can't be told (yet)."""
        try:
            expected = expected_columns(file, self.codebook)
            with open_delivery(file, expected, self.codebook, chunk_rows=1) as table:
                layout = match_header("", table.header, expected, file.kind)
                for chunk in table.chunks:
                    rows = chunk.as_wide_as(len(layout.columns))
                    if said := said_origins(rows.to_table(), layout):
                        return origin_of(file.name, said, layout)
        except (RejectedError, OSError):
            pass  # loading it will say what is the matter
        return None

    def _load_or_reject(self, candidate: _Candidate) -> Outcome:
        """Load one file whole, or log in its place why it was rejected."""
        file = candidate.file
        entry = raw.LogRow(
            delivery_id=raw.next_delivery_id(self.connection),
            file_name=file.name,
            kind=file.kind,
            wave=file.wave,
            questionnaire=self.codebook.questionnaire_of(file.wave),
            format=file.format,
            sha256=candidate.sha256,
            origin=candidate.origin,
        )
        try:
            with _transaction(self.connection):
                remarks = self._load(file, entry)
            return Outcome(file, "loaded", entry.delivery_id, remarks=remarks)
        except RejectedError as rejection:
            message = str(rejection)
        except OSError as error:
            message = (
                f"{file.name} can't be read ({error.strerror}): see that it exists and "
                "may be read, and load again."
            )
        with _transaction(self.connection):
            raw.add_log_row(self.connection, replace(entry, message=message))
        return Outcome(file, "rejected", entry.delivery_id, message)

    def _load(self, file: DeliveredFile, entry: raw.LogRow) -> list[str]:
        """Load one file within a transaction; returns remarks for the user."""
        expected = expected_columns(file, self.codebook)
        self._refuse_other_origin(file, entry.origin)
        before = file.path.stat()
        delivered = quarantined = 0
        first_bad = ""
        said: dict[str, int] = {}
        with open_delivery(file, expected, self.codebook, self.chunk_rows) as table:
            place = f"{file.name}, line {table.header_line}"
            layout = match_header(place, table.header, expected, file.kind)
            raw.add_columns(self.connection, entry.delivery_id, layout.columns)
            for chunk in table.chunks:
                rows, bad = check_chunk(self.connection, chunk, layout, file.kind)
                raw.add_rows(self.connection, file.kind, entry.delivery_id, rows)
                raw.add_rows(self.connection, "quarantine", entry.delivery_id, bad)
                said = said_origins(rows, layout) | said
                delivered += len(chunk.line_numbers)
                quarantined += bad.num_rows
                first_bad = first_bad or _first_reason(bad)
                self.on_rows(file, delivered)
        after = file.path.stat()
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise RejectedError(
                f"{file.name} changed while it was read: wait until it is complete and "
                "load again."
            )
        if delivered == quarantined:
            self._refuse_to_empty(file, first_bad)
        origin = origin_of(file.name, said, layout) or entry.origin
        self._refuse_other_origin(file, origin)
        raw.add_log_row(
            self.connection,
            replace(
                entry,
                encoding=_ENCODING_NAMES.get(table.encoding or "", table.encoding),
                origin=origin,
                status="loaded",
                rows_delivered=delivered,
                rows_loaded=delivered - quarantined,
                rows_quarantined=quarantined,
            ),
        )
        supersede(
            self.connection,
            Delivery(entry.delivery_id, file.name, file.kind, file.wave),
        )
        return _remarks(file, table, layout, delivered)

    def _refuse_to_empty(self, file: DeliveredFile, first_bad: str) -> None:
        """Reject a file without a readable row where its wave has rows by now."""
        held = [
            row.file_name
            for row in raw.log_rows(self.connection)
            if row.is_loaded
            and row.rows_loaded
            and (row.kind, row.wave) == (file.kind, file.wave)
        ]
        if held:
            raise RejectedError(
                f"{file.name} has no row that can be read{first_bad}, and would take "
                f"the place of {held[-1]}: correct it and deliver the file again."
            )

    def _refuse_other_origin(self, file: DeliveredFile, origin: str | None) -> None:
        """Reject a demo file for a warehouse of real respondents, and the reverse."""
        holds = raw.held_origin(self.connection)
        if holds is not None and origin is not None and holds != origin:
            raise RejectedError(
                f"{file.name} has {origin} respondents, but the warehouse "
                f"{self.warehouse} holds {holds} ones, and these never mix: load it "
                "into another warehouse, whose file you name in KTO_WAREHOUSE or, with "
                "make, in WAREHOUSE."
            )


def find_deliveries(folder: Path) -> tuple[list[DeliveredFile], list[str]]:
    """The deliveries in a folder, and the names of its other files.

    Raises RefusedError when there is no delivery.
    """
    if not folder.is_dir():
        raise RefusedError(
            f"There is no folder {folder}: name the folder with the exports."
        )
    files, others = scan_folder(folder)
    if not files:
        ignored = f" ({len(others)} other files were ignored)" if others else ""
        raise RefusedError(
            f"{folder} has no exports{ignored}: expected files named {EXPECTED_NAMES}."
        )
    return files, others


def expected_columns(
    file: DeliveredFile, codebook: Codebook
) -> tuple[ExportColumn, ...]:
    """The codebook's columns of a file.

    Raises RejectedError when its wave has no questionnaire.
    """
    if not "01" <= file.wave[-2:] <= "12":
        raise RejectedError(
            f"{file.name}: {file.wave} isn't a month; expected a name with the wave as "
            "YYYY-MM: rename the file and load again."
        )
    questionnaire = codebook.questionnaire_of(file.wave)
    if questionnaire is None:
        raise RejectedError(
            f"{file.name}: no questionnaire covers the wave {file.wave}; add a row for "
            "it to seeds/codebook/questionnaires.csv and load again."
        )
    expected = codebook.columns_of(questionnaire, file.kind)
    if not expected:
        raise RejectedError(
            f"{file.name}: the codebook has no columns for the {file.kind} of "
            f"{questionnaire}; add them to seeds/codebook/export_columns.csv and load "
            "again."
        )
    return expected


def _sha256_or_none(path: Path) -> str | None:
    try:
        return sha256_of(path)
    except OSError:
        return None


@contextmanager
def _transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All or nothing, whatever is raised: also Ctrl-C."""
    connection.begin()
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def _first_reason(bad: pa.Table) -> str:
    """Why the first of some rows can't be read, to stand behind that; '' of none."""
    if not bad.num_rows:
        return ""
    row = bad.slice(0, 1).to_pylist()[0]
    column = f", column '{row['column_name']}': '{row['value']}'"
    place = f"line {row['line_number']}{column if row['column_name'] else ''}"
    return f" ({place}; {row['reason']})"


def _remarks(
    file: DeliveredFile, table: DeliveredTable, layout: Layout, delivered: int
) -> list[str]:
    remarks = [table.remark] if table.remark else []
    if layout.unknown:
        names = ", ".join(f"'{name}'" for name in layout.unknown)
        remarks.append(
            f"{file.name}, line {table.header_line}: the codebook doesn't know the "
            f"column {names}; its cells are kept, and dbt build fails until "
            "seeds/codebook/export_columns.csv lists it."
        )
    if delivered == 0:
        remarks.append(f"{file.name} has a header and no rows.")
    return remarks
