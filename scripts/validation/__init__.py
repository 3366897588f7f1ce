"""Simulated surveys: whether the tests keep their promises."""
