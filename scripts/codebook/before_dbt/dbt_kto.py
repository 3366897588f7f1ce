"""Has dbt check the codebook before it reads the seeds, which it does before all else.

dbt looks on Python's path for modules named dbt_*; `make` puts this folder there. A
seed in another encoding than UTF-8, or one that is missing, would stop dbt earlier than
the plugin of the profile is started, with a traceback or a sentence about models.
"""

import sys
from pathlib import Path

from dbt.flags import get_flags
from dbt.plugins.manager import dbtPlugin

# commands that must work whatever the seeds are like
WITHOUT_SEEDS = ("clean", "debug", "deps", "init")


class CheckedCodebook(dbtPlugin):
    """Refuses to start while the codebook has mistakes."""

    def initialize(self) -> None:
        """Check the seeds of the project that dbt works on."""
        flags = get_flags()
        project = Path(flags.PROJECT_DIR).resolve()
        # an environment may be shared with other projects
        is_here = (project / "scripts" / "codebook" / "dbt_plugin.py").is_file()
        if not is_here or flags.WHICH in WITHOUT_SEEDS:
            return
        sys.path.append(str(project))
        from scripts.codebook.dbt_plugin import check_once
        from scripts.warehouse.access import keep_private, make_private

        keep_private()
        # dbt opened its log before any plugin
        make_private(Path(flags.LOG_PATH))
        check_once(project)


plugins = [CheckedCodebook]
