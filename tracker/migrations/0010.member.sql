-- Who a member of the inspection roster is and how they are reached: an ordinary table, for the ledger cannot forget. The
-- ledger knows a member by kind and number.
CREATE TABLE member_contact (
    member uuid PRIMARY KEY,
    name text NOT NULL,
    phone text NOT NULL,
    mail text NOT NULL,
    employer text NOT NULL,
    changed_at timestamptz NOT NULL
);
-- The link by which a witness of a draw gives a number from a telephone; it ends with the draw.
CREATE TABLE witness_link (
    token_hash bytea PRIMARY KEY,
    lot uuid NOT NULL,
    place integer NOT NULL,
    token text NOT NULL,
    made_at timestamptz NOT NULL,
    UNIQUE (lot, place)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON member_contact, witness_link TO tracker_app;
