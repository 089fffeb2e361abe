"""The floor: a bare Django view that commits one row for a person who is logged in."""
