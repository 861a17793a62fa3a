-- People and secrets are ordinary tables, not events: an append-only ledger cannot forget.
CREATE TABLE account (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    login text NOT NULL UNIQUE,
    post text NOT NULL,
    role text NOT NULL,
    jurisdiction text,
    unit text,
    slot text,
    password_hash text,
    demonstration boolean NOT NULL DEFAULT false,
    disabled_at timestamptz,
    failures integer NOT NULL DEFAULT 0,
    locked_until timestamptz,
    created_at timestamptz NOT NULL
);
CREATE TABLE session (
    token_hash bytea PRIMARY KEY,
    account uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    csrf text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX session_of ON session (account);
-- purpose: first_password or sign_in; a link works once, or until it expires.
CREATE TABLE account_link (
    token_hash bytea PRIMARY KEY,
    account uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    purpose text NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
-- A personal link to one visit, for one person; valid until the visit is closed or the link revoked.
CREATE TABLE visit_link (
    token_hash bytea PRIMARY KEY,
    visit uuid NOT NULL,
    inspector text NOT NULL,
    token text,
    made_at timestamptz NOT NULL,
    revoked_at timestamptz,
    UNIQUE (visit, inspector, made_at)
);
-- Sign-in attempts by address, for the rate limit.
CREATE TABLE sign_in_attempt (address text NOT NULL, at timestamptz NOT NULL);
CREATE INDEX sign_in_attempt_at ON sign_in_attempt (address, at);
GRANT SELECT, INSERT, UPDATE, DELETE ON account, session, account_link, visit_link, sign_in_attempt TO tracker_app;
