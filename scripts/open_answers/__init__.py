"""Open answers: personal data masked."""
