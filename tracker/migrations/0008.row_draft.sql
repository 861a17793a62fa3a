-- What an implementing unit has typed towards a project another unit leads and has not sent: an ordinary table, for a word
-- that was not given is no fact. One row a project, gone once it is sent.
CREATE TABLE row_draft (
    programme uuid NOT NULL,
    period text NOT NULL,
    unit text NOT NULL,
    project uuid NOT NULL,
    typed jsonb NOT NULL,
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (programme, period, unit, project)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON row_draft TO tracker_app;
