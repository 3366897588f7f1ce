"""The two ways in which loading fails: one file, or everything."""


class Rejected(Exception):
    """A file that is rejected whole; its text is one sentence for the user."""


class Refused(Exception):
    """Nothing can be loaded at all; its text is one sentence for the user."""
