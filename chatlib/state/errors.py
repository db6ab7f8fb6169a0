"""What is raised for a journal. Whoever only hears of it need not import what reads one."""


class JournalError(Exception):
    """The journal cannot be used; the text says why, for whoever started the server."""


class Incomplete(JournalError):
    """It has lost something that the other nodes of its cluster have."""
