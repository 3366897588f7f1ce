"""The Dutch sentences of the findings: one module per part of the story."""
