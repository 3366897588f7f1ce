"""Calibrated synthetic demo exports: who answers, what they answer, in which files."""
