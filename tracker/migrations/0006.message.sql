-- What people are told, how it goes out and what became of it: ordinary tables, which go when the account goes. A message's
-- id comes from the event and the recipient, a delivery's from the message and the channel, so that nothing is told twice.
CREATE TABLE message (
    id uuid PRIMARY KEY,
    event text NOT NULL,
    topic text NOT NULL,
    account uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    jurisdiction text NOT NULL,
    kind text NOT NULL,
    urgent boolean NOT NULL,
    text text NOT NULL,
    href text NOT NULL,
    at timestamptz NOT NULL,
    read_at timestamptz
);
CREATE INDEX message_of ON message (account, at DESC, id);
CREATE INDEX message_unread ON message (account) WHERE read_at IS NULL;
-- How far the ledger was read for messages; one row, locked by whoever reads on.
CREATE TABLE message_reading (one boolean PRIMARY KEY DEFAULT true CHECK (one), position bigint NOT NULL);
-- What a person set: addresses, which kinds go where, and when not to be disturbed. No row: the defaults.
CREATE TABLE message_choice (
    account uuid PRIMARY KEY REFERENCES account ON DELETE CASCADE,
    mail text,
    phone text,
    by_mail text[] NOT NULL,
    by_phone text[] NOT NULL,
    quiet_from time,
    quiet_until time
);
-- A government's ways out. `settings` may be shown; `sealed` (addresses that hold a key, secrets, passwords) is encrypted.
CREATE TABLE channel (
    id uuid PRIMARY KEY,
    jurisdiction text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('mail', 'phone', 'webhook', 'wecom', 'dingtalk')),
    name text NOT NULL,
    settings jsonb NOT NULL,
    sealed bytea,
    kinds text[] NOT NULL,
    made_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    disabled_at timestamptz
);
CREATE UNIQUE INDEX channel_of ON channel (jurisdiction, kind) WHERE kind IN ('mail', 'phone');
-- gathered: waits for the day's digest; merged: in the digest `digest`; seen: read before it went out; withheld: nothing
-- leaves a demonstration. failed is tried again at next_at, given_up is not.
CREATE TABLE delivery (
    id uuid PRIMARY KEY,
    channel uuid NOT NULL REFERENCES channel,
    jurisdiction text NOT NULL,
    account uuid REFERENCES account ON DELETE CASCADE,
    message uuid REFERENCES message ON DELETE SET NULL,
    digest uuid REFERENCES delivery ON DELETE CASCADE,
    topic text NOT NULL,
    kind text NOT NULL,
    urgent boolean NOT NULL,
    text text NOT NULL,
    href text NOT NULL,
    at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('gathered', 'merged', 'seen', 'queued', 'sent', 'failed', 'given_up', 'withheld')),
    attempts integer NOT NULL DEFAULT 0,
    next_at timestamptz NOT NULL,
    made_at timestamptz NOT NULL,
    sent_at timestamptz,
    fault text
);
CREATE INDEX delivery_waiting ON delivery (next_at) WHERE state IN ('queued', 'failed');
CREATE INDEX delivery_gathered ON delivery (account) WHERE state = 'gathered';
CREATE INDEX delivery_of ON delivery (jurisdiction, made_at DESC);
CREATE INDEX delivery_recent ON delivery (channel, sent_at);
CREATE INDEX delivery_in ON delivery (digest) WHERE digest IS NOT NULL;
CREATE INDEX delivery_about ON delivery (message) WHERE message IS NOT NULL;
-- A secret address under which a calendar program reads deadlines; only its hash is kept.
CREATE TABLE calendar_feed (
    id uuid PRIMARY KEY,
    token_hash bytea NOT NULL UNIQUE,
    account uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    jurisdiction text NOT NULL,
    year integer NOT NULL,
    scope text NOT NULL CHECK (scope IN ('office', 'unit', 'project')),
    subject text,
    made_at timestamptz NOT NULL,
    asked_at timestamptz,
    revoked_at timestamptz
);
CREATE INDEX calendar_feed_of ON calendar_feed (account);
GRANT SELECT, INSERT, UPDATE, DELETE
    ON message, message_reading, message_choice, channel, delivery, calendar_feed TO tracker_app;
