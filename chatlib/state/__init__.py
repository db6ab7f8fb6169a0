"""The state process: a multiprocessing Manager around the one order of everything.

``manager`` is all that the supervisor sees of it, ``service`` what it serves; ``order`` applies commands and tells what
came of them, ``journal`` keeps them; ``frames`` is what workers and it tell each other over a ``channel``, ``redo``
outlives whoever writes it.
"""
