"""The state process: a multiprocessing Manager around the one order of everything.

``service`` is what the Manager serves, ``sequencer`` the loop that applies commands, ``journal``
keeps them, ``marks`` knows what was written to whom, ``channel`` frames the pipes. ``store`` has the contents
of files, for whichever process needs them.
"""
