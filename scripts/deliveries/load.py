"""Loading a folder: which files are new, and each of them in one transaction."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

import duckdb
import pyarrow as pa

from scripts.deliveries import raw
from scripts.deliveries.checks import bounds, check_chunk
from scripts.deliveries.codebook import Codebook, ExportColumn
from scripts.deliveries.copies import (
    Copy,
    private_copy,
    sha256_of,
    unreadable_sentence,
)
from scripts.deliveries.corrections import Withdrawn, reject_loss, shared_respondents
from scripts.deliveries.formats import open_delivery
from scripts.deliveries.header import Layout, line_of_header, match_header
from scripts.deliveries.names import EXPECTED_NAMES, DeliveredFile, scan_folder
from scripts.deliveries.origin import DEMO, REAL, origin_of, said_origins
from scripts.deliveries.rejected import RefusedError, RejectedError
from scripts.deliveries.rekeying import Rekeying, without_cells_of_nobody
from scripts.deliveries.remarks import remarks_on
from scripts.deliveries.repeats import quarantine_repeated_lokets
from scripts.deliveries.retention import ANSWERS, expired_waves, is_past
from scripts.deliveries.showing import described
from scripts.deliveries.tables import CHUNK_ROWS, DeliveredTable
from scripts.deliveries.versions import Delivery, supersede

_ENCODING_NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with BOM",
    "cp1252": "Windows-1252",
}
_TITLE_LINES = 20  # below which no header is looked for

# Called with a file and the number of its rows that have been read so far.
OnRows = Callable[[DeliveredFile, int], None]


@dataclass
class Outcome:
    """What became of one file of the folder."""

    file: DeliveredFile
    status: str  # loaded, unchanged, expired or rejected
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
    """Loads exports into an open warehouse.

    `warehouse` is its file, for messages and since private copies of what is read stand
    beside it; `accepted` are the names of corrections that are confirmed.
    """

    connection: duckdb.DuckDBPyConnection
    warehouse: Path
    codebook: Codebook
    rekeying: Rekeying
    on_rows: OnRows = lambda file, rows: None
    chunk_rows: int = CHUNK_ROWS
    accepted: frozenset[str] = frozenset()
    today: date = field(default_factory=date.today)

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
        expired = expired_waves(self.connection)
        for file in files:
            sha256 = _sha256_or_none(file)
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
            elif file.wave in expired or is_past(
                self.codebook, file.wave, ANSWERS, self.today
            ):
                outcomes[file] = Outcome(file, "expired", 0)
                continue
            else:
                sha256, origin = self._first_look(file)
                candidates.append(_Candidate(file, sha256, origin))
            if origin is not None:
                origins.setdefault(origin, file.name)
        if len(origins) > 1:
            raise RefusedError(
                f"{folder} has demo exports ({origins[DEMO]}) and real ones "
                f"({origins[REAL]}), and these never mix: put them in different "
                "folders. Nothing was loaded."
            )
        gone: dict[str, Outcome] = {}
        for candidate in candidates:
            outcome, withdrawn = self._load_or_reject(candidate)
            outcomes[candidate.file] = outcome
            for one in withdrawn:
                gone[one.row.file_name] = _outcome_of(one, folder)
        return [
            *(gone.pop(file.name, outcomes[file]) for file in files),
            *gone.values(),
        ], others

    def _first_look(self, file: DeliveredFile) -> tuple[str | None, str | None]:
        """The SHA-256 of a file, and its origin by its first whole row.

        Either is None if it can't be told (yet): loading will say what is the matter.
        """
        sha256 = None
        try:
            with private_copy(file, self.warehouse) as copy:
                sha256 = copy.sha256
                return sha256, self._first_origin(copy.file)
        except (RejectedError, OSError):
            return sha256, None

    def _first_origin(self, file: DeliveredFile) -> str | None:
        expected = expected_columns(file, self.codebook)
        with open_delivery(file, expected, self.codebook, chunk_rows=1) as table:
            layout = match_header("", table.header, expected, file.kind)
            for chunk in table.chunks:
                rows = chunk.as_wide_as(len(layout.columns))
                if said := said_origins(rows.to_table(), layout):
                    return origin_of(file.name, said, layout)
        return None

    def _load_or_reject(self, candidate: _Candidate) -> tuple[Outcome, list[Withdrawn]]:
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
            is_confirmed=file.name in self.accepted,
        )
        try:
            with (
                private_copy(file, self.warehouse) as copy,
                _transaction(self.connection),
            ):
                if candidate.sha256 not in (None, copy.sha256):
                    raise _changed(file)
                outcome, withdrawn = self._load(
                    copy, replace(entry, sha256=copy.sha256)
                )
            return outcome, withdrawn
        except RejectedError as rejection:
            message = str(rejection)
        except OSError as error:
            message = unreadable_sentence(file.name, error)
        with _transaction(self.connection):
            raw.add_log_row(self.connection, replace(entry, message=message))
        return Outcome(file, "rejected", entry.delivery_id, message), []

    def _load(self, copy: Copy, entry: raw.LogRow) -> tuple[Outcome, list[Withdrawn]]:
        """Load one file within a transaction; also the deliveries that give way."""
        file = copy.file
        expected = expected_columns(file, self.codebook)
        self._refuse_other_origin(file, entry.origin)
        compared_with = bounds(file.kind, file.wave, self.codebook.policy)
        delivered = quarantined = forgotten = 0
        first_bad = ""
        said: dict[str, int] = {}
        doubts: dict[str, list[int]] = defaultdict(list)
        with open_delivery(file, expected, self.codebook, self.chunk_rows) as table:
            layout = _layout_of(file, table, expected)
            raw.add_columns(self.connection, entry.delivery_id, layout.columns)
            for read in table.chunks:
                chunk, n_forgotten = read, 0
                if file.kind == "responses":
                    chunk, n_forgotten = self.rekeying.rekeyed(read, layout)
                checked = check_chunk(
                    self.connection, chunk, layout, file.kind, compared_with
                )
                rows, bad = checked.rows, checked.quarantine
                if file.kind == "responses":
                    bad = without_cells_of_nobody(bad, layout)
                raw.add_rows(self.connection, file.kind, entry.delivery_id, rows)
                raw.add_rows(self.connection, "quarantine", entry.delivery_id, bad)
                said = said_origins(rows, layout) | said
                for doubt, lines in checked.doubts.items():
                    doubts[doubt] += lines
                delivered += len(read.line_numbers)
                forgotten += n_forgotten
                quarantined += bad.num_rows
                first_bad = first_bad or _first_reason(bad)
                self.on_rows(file, delivered)
        if file.kind == "invitations":
            quarantined += quarantine_repeated_lokets(
                self.connection,
                entry.delivery_id,
                layout.columns[layout.positions["loket"]]
                if "loket" in layout.positions
                else None,
                self.codebook.lokets,
            )
        copy.reject_if_changed()
        self._reject_mostly_unreadable(file, delivered, quarantined, first_bad)
        origin = origin_of(file.name, said, layout) or entry.origin
        self._refuse_other_origin(file, origin)
        entry = replace(
            entry,
            encoding=_ENCODING_NAMES.get(table.encoding or "", table.encoding),
            origin=origin,
            status="loaded",
            rows_delivered=delivered,
            rows_loaded=delivered - quarantined - forgotten,
            rows_quarantined=quarantined,
            rows_forgotten=forgotten,
        )
        loaded = [row for row in raw.log_rows(self.connection) if row.is_loaded]
        withdrawn = reject_loss(
            entry,
            loaded,
            self.codebook.policy,
            partial(shared_respondents, self.connection),
        )
        raw.add_log_row(self.connection, entry)
        supersede(
            self.connection, _delivery(entry), [_delivery(one.row) for one in withdrawn]
        )
        for one in withdrawn:
            raw.withdraw(self.connection, one.row.delivery_id, one.message)
        remarks = remarks_on(file, table, layout, delivered, doubts)
        original = replace(file, path=copy.original)
        return Outcome(
            original, "loaded", entry.delivery_id, remarks=remarks
        ), withdrawn

    def _reject_mostly_unreadable(
        self, file: DeliveredFile, delivered: int, quarantined: int, first_bad: str
    ) -> None:
        policy = self.codebook.policy
        few = min(policy.quarantine_few_rows, delivered - 1)
        if quarantined > max(few, policy.quarantine_max_share * delivered):
            rows = "row" if delivered == 1 else "rows"
            raise RejectedError(
                f"{file.name}: {quarantined:,} of {delivered:,} {rows} can't be read"
                f"{first_bad}, and more than {policy.quarantine_max_share:.0%} may not "
                "be (quarantine_max_share in seeds/policy/delivery_policy.csv): "
                "correct it and deliver the file again."
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


def _layout_of(
    file: DeliveredFile, table: DeliveredTable, expected: tuple[ExportColumn, ...]
) -> Layout:
    """Match the header; a title above it gets a sentence of its own."""
    try:
        place = f"{file.name}, line {table.header_line}"
        return match_header(place, table.header, expected, file.kind)
    except RejectedError:
        first = next(table.chunks, None)
        below = (
            []
            if first is None
            else [
                (line, [cell or "" for cell in cells])
                for line, cells in zip(
                    first.line_numbers[:_TITLE_LINES].to_pylist(),
                    first.cells[:_TITLE_LINES].to_pylist(),
                    strict=True,
                )
            ]
        )
        line = line_of_header(below, expected)
        if line is None:
            raise
        raise RejectedError(
            f"{file.name}, line {line}: the header stands here, below other lines; "
            "remove what stands above it and deliver the file again."
        ) from None


def _delivery(row: raw.LogRow) -> Delivery:
    return Delivery(row.delivery_id, row.file_name, row.kind, row.wave)


def _outcome_of(withdrawn: Withdrawn, folder: Path) -> Outcome:
    row = withdrawn.row
    file = DeliveredFile(folder / row.file_name, row.kind, row.wave, row.format)
    return Outcome(file, "rejected", row.delivery_id, withdrawn.message)


def _changed(file: DeliveredFile) -> RejectedError:
    return RejectedError(
        f"{file.name} changed while it was read: wait until it is complete and load "
        "again."
    )


def _sha256_or_none(file: DeliveredFile) -> str | None:
    try:
        return sha256_of(file)
    except (RejectedError, OSError):
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
    if row["column_name"] is None:
        return f" (line {row['line_number']}: {row['reason']})"
    return (
        f" (line {row['line_number']}, column '{row['column_name']}': {row['reason']}, "
        f"found {described(row['value'] or '')})"
    )
