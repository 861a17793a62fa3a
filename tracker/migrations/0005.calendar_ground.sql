-- The calendar changes by announcement, on the ledger. These tables are the ground it is laid over: the seed's alone.
REVOKE INSERT, UPDATE, DELETE ON public.calendar_year, public.calendar_day FROM tracker_app;
