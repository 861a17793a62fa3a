-- Who did a duty last, by which hour of our own clock (a demonstration's runs otherwise), and when it has something to
-- do next (NULL: nothing that is known).
ALTER TABLE duty ADD COLUMN leader text, ADD COLUMN clock_at timestamptz, ADD COLUMN next_at timestamptz;
