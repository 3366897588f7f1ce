"""What the pipeline costs beside its floor and scripts of one's own: `make bench`."""
