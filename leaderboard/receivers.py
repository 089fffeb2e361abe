"""Glue: news from quiz wakes this floor's tasks."""
