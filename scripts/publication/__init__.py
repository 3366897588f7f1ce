"""What leaves the warehouse: which tables, which cells are hidden, and in which files."""
