"""Seed rows for a new questionnaire, proposed from a delivered file."""
