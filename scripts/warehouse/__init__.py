"""The warehouse's file and what stands beside it: key, forgotten list, access."""
