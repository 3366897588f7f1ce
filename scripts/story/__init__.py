"""What the tests and marts say, in Dutch: the only place that draws a conclusion."""
