"""What is checked before dbt builds anything: profiles.yml names this module.

dbt opens its connection before the first seed and model, and dbt-duckdb then starts the
plugins of the profile. What dbt reads before that, and can stumble over, is checked
earlier by before_dbt/dbt_kto.py where the environment has it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt.flags import get_flags

from scripts.codebook.check import CodebookError, require_sound_codebook
from scripts.warehouse.access import keep_private, make_private
from scripts.warehouse.forgotten import require_nobody_back


@cache
def check_once(project: Path) -> None:
    """Raise CodebookError where the seeds of a project have mistakes."""
    require_sound_codebook(project / "seeds")


class Plugin(BasePlugin):
    """Refuses the connection while the codebook has mistakes or a forgotten is back."""

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        """Check the seeds of the project, which dbt has made the working directory."""
        del plugin_config
        keep_private()
        # dbt opened its log before any plugin
        make_private(Path(get_flags().LOG_PATH))
        try:
            check_once(Path.cwd().resolve())
        except CodebookError as error:
            # what dbt-duckdb tells without a traceback
            raise RuntimeError(str(error)) from error

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Refuse a copy, put back, of a warehouse of before somebody was forgotten."""
        require_nobody_back(conn)
