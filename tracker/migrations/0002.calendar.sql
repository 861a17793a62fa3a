-- Working days are data. Only days that differ from the week's rule, or that have a name, have a row.
CREATE TABLE public.calendar_year (
    year   integer PRIMARY KEY,
    state  text NOT NULL CHECK (state IN ('正式', '预估')),
    source text NOT NULL
);
CREATE TABLE public.calendar_day (
    date   date PRIMARY KEY,
    kind   text NOT NULL CHECK (kind IN ('working', 'holiday', 'makeup')),
    name   text NOT NULL,
    source text NOT NULL
);
-- A role belongs to the whole server, so it may be there already.
DO $$ BEGIN CREATE ROLE tracker_app LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
GRANT SELECT, INSERT, UPDATE, DELETE ON public.calendar_year, public.calendar_day TO tracker_app;
