"""What leaves the warehouse: tables without their small cells, in several files."""
