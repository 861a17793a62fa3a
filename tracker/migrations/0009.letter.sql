-- What somebody without an account wrote to a government: ordinary tables, for the ledger cannot forget. The ledger
-- knows only that a letter came, and its digest. `receipt` is the SHA-256 of the number its writer was given.
CREATE TABLE letter (
    id uuid PRIMARY KEY,
    receipt text NOT NULL UNIQUE,
    salt text NOT NULL,
    text text NOT NULL,
    place text NOT NULL,
    contact text,
    photos text[] NOT NULL DEFAULT '{}',
    received_at timestamptz NOT NULL
);
CREATE TABLE letter_attempt (what text NOT NULL, address text NOT NULL, at timestamptz NOT NULL);
CREATE INDEX letter_attempt_of ON letter_attempt (what, address, at);
GRANT SELECT, INSERT, UPDATE, DELETE ON letter, letter_attempt TO tracker_app;
