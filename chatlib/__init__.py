"""Ruang: one chat room for five course protocols, served by processes that may die."""

__version__ = "0.1.0"
