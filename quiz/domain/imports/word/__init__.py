"""A Word document's body as lines with their marks."""
