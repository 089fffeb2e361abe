"""Simulated people over real HTTP. Plain Python: nothing here knows Django or the database."""
