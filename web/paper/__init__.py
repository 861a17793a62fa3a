"""Papers as files: official documents on the GB/T 9704-2012 grid, as PDF and Word, and press texts as Word."""
