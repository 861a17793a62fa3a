"""示范市 2026: a hand-written year, replayed through the same commands as people's."""
