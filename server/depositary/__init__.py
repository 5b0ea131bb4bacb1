"""Depositary publishes a dated, sourced knowledge graph of how states bind themselves to each other.

The way of data is one straight line: load, reason, validate, release, engine, web.
"""
