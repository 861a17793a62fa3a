"""Whether the process lives, whether it is ready to be used, and what it has counted."""

import hmac

import psycopg
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import SecretStr

from tracker import rebuild
from tracker.database import pending
from tracker.read_model import fleet
from web.house import House
from web.meters import State

router = APIRouter()
PATIENCE = 2.0
"""Seconds to wait for a connection before saying that there is none."""
LOOPBACK = frozenset({"127.0.0.1", "::1", "testclient"})
PROXIED = ("x-forwarded-for", "forwarded", "x-real-ip")


@router.get("/healthz", name="health:live")
async def live() -> JSONResponse:
    """Needs no thread: it answers also while every thread waits for the database."""
    return JSONResponse({"status": "ok"})


@router.get("/readyz", name="health:ready")
def ready(request: Request) -> JSONResponse:
    """200 only with every migration and read model in place and nothing being loaded; else 503 and what is missing."""
    house = request.app.state.house
    missing = ["loading"] if house.loading else []
    try:
        missing += _lacking(house)
    except psycopg.Error:  # none that answers, or none that is free
        missing.append("database")
    return JSONResponse(
        {"status": "ready" if not missing else "not ready", "missing": missing}, status_code=503 if missing else 200
    )


def _lacking(house: House) -> list[str]:
    with house.ledger.recorder.datastore.pool.connection(PATIENCE) as conn:
        missing = [f"migration {name}" for name in pending(conn)]
        missing += [f"read model {model.name}" for model in rebuild.outdated(conn, house.ledger.models)]
        following = conn.execute("SELECT fleet, position FROM views.following").fetchone()
    if following is None or following["fleet"] != fleet(house.ledger.models):
        missing.append("read models")
    return missing


@router.get("/metrics", name="health:metrics")
def metrics(request: Request) -> Response:
    """For whoever watches the deployment, on the machine itself or with the token; never through the public's proxy."""
    house = request.app.state.house
    if not _watching(request, house.settings.metrics_token):
        raise HTTPException(404)
    state = State(house.database.app, house.ledger.recorder.datastore.pool)
    return Response(house.meters.text(state), media_type=CONTENT_TYPE_LATEST)


def _watching(request: Request, token: SecretStr | None) -> bool:
    if any(name in request.headers for name in PROXIED):
        return False
    if token is None:
        return request.client is not None and request.client.host in LOOPBACK
    sent = request.headers.get("authorization", "")
    return hmac.compare_digest(sent.encode(), f"Bearer {token.get_secret_value()}".encode())
