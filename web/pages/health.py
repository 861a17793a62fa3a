"""Whether the process lives, and whether it is ready to be used."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from tracker import rebuild
from tracker.database import pending
from tracker.read_model import fleet

router = APIRouter()


@router.get("/healthz", name="health:live")
def live() -> JSONResponse:
    return JSONResponse({"status": "ok"})


@router.get("/readyz", name="health:ready")
def ready(request: Request) -> JSONResponse:
    """200 only with every migration and read model in place and nothing being loaded; else 503 and what is missing."""
    house = request.app.state.house
    missing: list[str] = []
    if house.loading:
        missing.append("loading")
    with house.reading() as conn:
        missing += [f"migration {name}" for name in pending(conn)]
        missing += [f"read model {model.name}" for model in rebuild.outdated(conn, house.ledger.models)]
        following = conn.execute("SELECT fleet, position FROM views.following").fetchone()
    if following is None or following["fleet"] != fleet(house.ledger.models):
        missing.append("read models")
    return JSONResponse(
        {"status": "ready" if not missing else "not ready", "missing": missing}, status_code=503 if missing else 200
    )
