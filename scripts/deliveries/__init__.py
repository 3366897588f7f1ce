"""Deliveries: from an exports folder to the warehouse's raw tables.

One module per job: `names` (what a file name says), `codebook` (the seeds that the
loader needs), `encoding`, `csv_file`, `xlsx_file` and `sav_file` (from bytes to
numbered rows of text), `header` (the columns against the codebook), `checks` (rows that
can't be read), `versions` (which rows count), `raw` (the tables), `load` (a folder,
file by file) and `summary` (what the terminal shows).
"""
