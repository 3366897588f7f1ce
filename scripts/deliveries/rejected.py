"""The two ways in which loading fails: one file, or everything."""


class RejectedError(Exception):
    """A file that is rejected whole; its text is one sentence for the user."""


class RefusedError(Exception):
    """Nothing can be loaded at all; its text is one sentence for the user."""
