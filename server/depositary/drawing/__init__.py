"""Drawings of the site, as markup made on the server: maps, timelines, matrices of members by year, and charts.

Each takes small frozen dataclasses and returns `markupsafe.Markup`; nothing here knows of requests, URLs or languages.
Colours come from classes that begin with dw- (server/assets/src/drawing.css); what they tell apart is told apart by
pattern, symbol or text as well.
"""
