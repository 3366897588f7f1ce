"""Tests and models on sufficient statistics; nothing here knows the survey."""
