"""The state process: a multiprocessing Manager around the one order of everything.

``service`` is what the Manager serves; ``order`` applies commands and tells what came of them, ``journal`` keeps them;
``channel`` frames the pipes, ``redo`` outlives whoever writes it.
"""
