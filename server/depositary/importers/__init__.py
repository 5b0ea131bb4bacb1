"""Importers, one module a dataset; none yet."""
