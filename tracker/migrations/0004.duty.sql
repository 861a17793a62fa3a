-- What a deployment has to do by the clock, and how each went last: when it was tried, when it last succeeded, what was
-- wrong with the last try (NULL: nothing), and for the seal how far it was found sound.
CREATE TABLE duty (
    name text PRIMARY KEY,
    tried_at timestamptz NOT NULL,
    done_at timestamptz,
    fault text,
    events bigint,
    position bigint,
    head bytea
);
GRANT SELECT, INSERT, UPDATE ON duty TO tracker_app;
