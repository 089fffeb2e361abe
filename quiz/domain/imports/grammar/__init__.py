"""The grammar of Chinese question papers: from lines with their marks to drafts."""
