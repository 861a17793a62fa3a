-- What the database itself guarantees about the ledger, whoever writes to it.
CREATE SCHEMA ledger;
CREATE SCHEMA views;

CREATE TABLE ledger.events (
    originator_id      uuid   NOT NULL,
    originator_version bigint NOT NULL,
    topic              text   NOT NULL,
    state              bytea  NOT NULL,
    notification_id    bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    PRIMARY KEY (originator_id, originator_version)
);
-- The library sends events as an array of this type; its name is the library's.
CREATE TYPE ledger.stored_event_uuid AS (originator_id uuid, originator_version bigint, topic text, state bytea);

-- What was asked under which key, and what was answered: a retry gets the first answer.
CREATE TABLE ledger.commands (key uuid PRIMARY KEY, account text NOT NULL, request bytea NOT NULL, answer jsonb NOT NULL);

-- The seal: a dense index, each event's own hash, and the hash of all that came before it.
CREATE TABLE ledger.seals (
    index bigint PRIMARY KEY, notification_id bigint UNIQUE NOT NULL, leaf bytea NOT NULL, link bytea NOT NULL
);
-- 0x00 begins a leaf; 0x01 is kept for the nodes of a Merkle tree over the leaves; 0x02 begins a link of the chain.
CREATE FUNCTION ledger.leaf(index bigint, e ledger.events) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256('\x00'::bytea || int8send(index) || int8send(e.notification_id) || uuid_send(e.originator_id)
                  || int8send(e.originator_version) || int4send(octet_length(e.topic)) || convert_to(e.topic, 'UTF8') || e.state) $$;

-- One writer at a time until it commits, so that positions are handed out in the order of commit and the chain has one head.
CREATE FUNCTION ledger.one_writer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_advisory_xact_lock(hashtextextended('ledger', 0)); RETURN NULL; END $$;
CREATE TRIGGER a_one_writer BEFORE INSERT ON ledger.events FOR EACH STATEMENT EXECUTE FUNCTION ledger.one_writer();

-- Runs as its owner, so that the writers' role needs no right on the seals.
CREATE FUNCTION ledger.seal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, ledger, pg_temp AS $$
DECLARE n bigint; head bytea; e ledger.events; l bytea;
BEGIN
    SELECT index + 1, link INTO n, head FROM ledger.seals ORDER BY index DESC LIMIT 1;
    IF NOT FOUND THEN n := 0; head := sha256(''::bytea); END IF;
    FOR e IN SELECT * FROM appended ORDER BY notification_id LOOP
        l := ledger.leaf(n, e);
        head := sha256('\x02'::bytea || head || l);
        INSERT INTO ledger.seals VALUES (n, e.notification_id, l, head);
        n := n + 1;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER seal AFTER INSERT ON ledger.events REFERENCING NEW TABLE AS appended
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.seal();

CREATE FUNCTION ledger.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.events FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.commands FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.seals FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse();

-- The application's role appends and reads; it owns only what can be rebuilt. A role belongs to the whole server, so it may be there already.
DO $$ BEGIN CREATE ROLE tracker_app LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
GRANT USAGE ON SCHEMA ledger TO tracker_app;
GRANT SELECT ON ledger.events, ledger.commands, ledger.seals TO tracker_app;
GRANT INSERT (originator_id, originator_version, topic, state) ON ledger.events TO tracker_app;
GRANT INSERT ON ledger.commands TO tracker_app;
ALTER SCHEMA views OWNER TO tracker_app;
DO $$ BEGIN
    EXECUTE format('GRANT CREATE ON DATABASE %I TO tracker_app', current_database());
    EXECUTE format('ALTER ROLE tracker_app IN DATABASE %I SET search_path = views, public', current_database());
END $$;
