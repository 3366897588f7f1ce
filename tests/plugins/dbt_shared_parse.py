"""Has dbt take over what it read of the project for another warehouse of the tests.

dbt reads the whole project again where anything of the connection is another than when
it read it last, also the file of the warehouse. Of that file only its name without
suffix is in what is read: the name of the database. dbt imports modules named dbt_*
that it finds on Python's path; tests put this folder there.
"""

from dbt.contracts.files import FileHash
from dbt.parser.manifest import ManifestLoader

of_every_connection = ManifestLoader.build_manifest_state_check


def of_the_same_database(loader: ManifestLoader):
    """The state of which dbt compares, with the database's name only."""
    check = of_every_connection(loader)
    name = loader.root_project.credentials.database
    check.profile_hash = FileHash.from_contents(name)
    return check


ManifestLoader.build_manifest_state_check = of_the_same_database
