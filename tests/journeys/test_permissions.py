"""Every route, asked by everybody: the table here is written by hand, and is what the product must answer to."""

import re
from dataclasses import dataclass
from uuid import uuid4

import pytest
from fastapi.routing import APIRoute

from supervision import visit_link, visits
from supervision.visit import OPEN
from tests import deeds
from tests.journeys.browsing import Browser
from tests.journeys.conftest import Site
from tracker import accounts
from tracker.accounts import Account
from web.pages import ROUTERS

ANYBODY = "nobody administrator office office_head filer unit_head press observer"
SIGNED_IN = "administrator office office_head filer unit_head press observer"
OFFICE = "office office_head"
DESK_OF_ALL = "administrator office office_head"
READERS = "office office_head filer unit_head observer"
PRESS = "office office_head press"
MAKERS = "office office_head press filer unit_head"
PAPERS = f"{MAKERS} observer"

TABLE: list[tuple[str, str, str]] = [
    ("GET", "/", ANYBODY),
    ("GET", "/search", ANYBODY),
    ("GET", "/healthz", ANYBODY),
    ("GET", "/readyz", ANYBODY),
    ("GET", "/metrics", ANYBODY),
    ("GET", "/design", ANYBODY),
    ("GET", "/api/v1/openapi.json", ANYBODY),
    ("GET", "/api/v1/{jurisdiction}/{year}/projects.json", ANYBODY),
    ("GET", "/api/v1/{jurisdiction}/{year}/projects.csv", ANYBODY),
    ("GET", "/api/v1/{jurisdiction}/{year}/regions.csv", ANYBODY),
    ("GET", "/api/v1/{jurisdiction}/{year}/milestones.csv", ANYBODY),
    ("GET", "/api/v1/{jurisdiction}/{year}/published/{period}.json", ANYBODY),
    ("GET", "/api/v1/projects", ANYBODY),
    ("GET", "/api/v1/targets", ANYBODY),
    ("GET", "/api/v1/plans", ANYBODY),
    ("GET", "/api/v1/milestones", ANYBODY),
    ("GET", "/api/v1/figures", ANYBODY),
    ("GET", "/api/v1/months", ANYBODY),
    ("GET", "/api/v1/regions", ANYBODY),
    ("GET", "/api/v1/region_figures", ANYBODY),
    ("GET", "/api/v1/events", ANYBODY),
    ("GET", "/api/v1/visits", ANYBODY),
    ("GET", "/api/v1/obligations", ANYBODY),
    ("GET", "/api/v1/documents", ANYBODY),
    ("GET", "/data/feed.atom", ANYBODY),
    ("GET", "/data/{jurisdiction}/{year}/feed.atom", ANYBODY),
    ("GET", "/data/{jurisdiction}/{year}/projects/{number}.atom", ANYBODY),
    ("GET", "/data/{jurisdiction}/{year}/units/{unit}.atom", ANYBODY),
    ("GET", "/data/", ANYBODY),
    ("GET", "/data/dictionary", ANYBODY),
    ("GET", "/data/documents.json", ANYBODY),
    ("GET", "/data/verify_document.py", ANYBODY),
    ("GET", "/data/{jurisdiction}/{year}/documents.json", ANYBODY),
    ("GET", "/verify", ANYBODY),
    ("POST", "/verify", ANYBODY),
    ("GET", "/verify/{code}", ANYBODY),
    ("GET", "/data/all/{file}", ANYBODY),
    ("GET", "/data/{jurisdiction}/{year}/", ANYBODY),
    ("GET", "/data/{jurisdiction}/{year}/{file}", ANYBODY),
    ("GET", "/{jurisdiction}/{year:int}/", ANYBODY),
    ("GET", "/{jurisdiction}/{year:int}/projects/{number}", ANYBODY),
    ("GET", "/{jurisdiction}/{year:int}/projects/{number}/history", ANYBODY),
    ("GET", "/{jurisdiction}/{year:int}/compare", ANYBODY),
    ("GET", "/{jurisdiction}/{year:int}/units/", ANYBODY),
    ("GET", "/{jurisdiction}/{year:int}/method", ANYBODY),
    ("GET", "/{jurisdiction}/{year:int}/glossary", ANYBODY),
    ("GET", "/{jurisdiction}/{year:int}/bulletins/", ANYBODY),
    ("GET", "/{jurisdiction}/{year:int}/bulletins/{period}", ANYBODY),
    ("GET", "/{jurisdiction}/{year:int}/bulletins/{period}.pdf", ANYBODY),
    ("GET", "/{jurisdiction}/{year:int}/bulletins/{period}.docx", ANYBODY),
    ("GET", "/{jurisdiction}/{year:int}/changes/", ANYBODY),
    ("GET", "/{jurisdiction}/{year:int}/listing", ANYBODY),
    ("GET", "/{jurisdiction}/{year:int}/projects/{number}/clue", ANYBODY),
    ("POST", "/{jurisdiction}/{year:int}/projects/{number}/clue", ANYBODY),
    ("GET", "/{jurisdiction}/{year:int}/receipt", ANYBODY),
    ("POST", "/{jurisdiction}/{year:int}/receipt", ANYBODY),
    ("GET", "/{jurisdiction}/{year:int}/changes/{id}.pdf", ANYBODY),
    ("GET", "/api/v1/{jurisdiction}/{year}/notices/{id}.json", ANYBODY),
    ("GET", "/visits/photos/{sha256}", ANYBODY),
    ("GET", "/calendar/{token}.ics", ANYBODY),
    # Coming in.
    ("GET", "/sign-in", ANYBODY),
    ("POST", "/sign-in", ANYBODY),
    ("GET", "/sign-in/{token}", ANYBODY),
    ("POST", "/sign-in/{token}", ANYBODY),
    ("GET", "/first-password/{token}", ANYBODY),
    ("POST", "/first-password/{token}", ANYBODY),
    # Whoever holds the link of a visit.
    ("GET", "/visit/{token}", ANYBODY),
    ("GET", "/visit/{token}/sites/{key}", ANYBODY),
    ("POST", "/visit/{token}/sites/{key}", ANYBODY),
    ("GET", "/visit/{token}/photos/{sha256}", ANYBODY),
    ("POST", "/visit/{token}/photos/{sha256}/back", ANYBODY),
    ("GET", "/visit/{token}/sample", ANYBODY),
    ("POST", "/visit/{token}/sample", ANYBODY),
    ("GET", "/visit/{token}/remarks", ANYBODY),
    ("POST", "/visit/{token}/remarks", ANYBODY),
    ("GET", "/visit/{token}/sign", ANYBODY),
    ("POST", "/visit/{token}/sign", ANYBODY),
    ("GET", "/visit/{token}/state", ANYBODY),
    ("POST", "/visit/{token}/items", ANYBODY),
    ("GET", "/visit-phone", ANYBODY),
    ("GET", "/visit-worker.js", ANYBODY),
    # Everybody with an account.
    ("GET", "/desk", SIGNED_IN),
    ("GET", "/evidence/{sha256}", SIGNED_IN),
    ("POST", "/sign-out", SIGNED_IN),
    ("GET", "/look/{look}", SIGNED_IN),
    ("GET", "/messages", SIGNED_IN),
    ("GET", "/messages/settings", SIGNED_IN),
    ("POST", "/messages/settings", SIGNED_IN),
    ("GET", "/messages/{message}", SIGNED_IN),
    ("POST", "/messages/{message}", SIGNED_IN),
    ("POST", "/messages", SIGNED_IN),
    # Departments.
    ("GET", "/{jurisdiction}/{year:int}/filing/{period}", READERS),
    ("POST", "/{jurisdiction}/{year:int}/filing/{period}", "filer"),
    ("GET", "/{jurisdiction}/{year:int}/filing/{period}/sheet.xlsx", "filer"),
    ("POST", "/{jurisdiction}/{year:int}/filing/{period}/sheet", "filer"),
    ("POST", "/{jurisdiction}/{year:int}/filing/{period}/paste", "filer"),
    ("POST", "/{jurisdiction}/{year:int}/filing/{period}/evidence", "filer"),
    ("GET", "/{jurisdiction}/{year:int}/filing/{period}/form", "filer unit_head"),
    ("POST", "/{jurisdiction}/{year:int}/filing/{period}/form", "filer unit_head"),
    ("GET", "/{jurisdiction}/{year:int}/filing/{period}/scan", READERS),
    ("GET", "/{jurisdiction}/{year:int}/filing/{period}/rows", "filer"),
    ("POST", "/{jurisdiction}/{year:int}/filing/{period}/rows", "filer"),
    ("GET", "/{jurisdiction}/{year:int}/filing/{period}/release", "unit_head"),
    ("POST", "/{jurisdiction}/{year:int}/filing/{period}/release", "unit_head"),
    ("GET", "/{jurisdiction}/{year:int}/adjustments", READERS),
    ("GET", "/{jurisdiction}/{year:int}/calendar", READERS),
    ("POST", "/{jurisdiction}/{year:int}/calendar", READERS),
    ("POST", "/{jurisdiction}/{year:int}/calendar/{feed}", READERS),
    ("POST", "/{jurisdiction}/{year:int}/adjustments", "office office_head filer"),
    ("POST", "/{jurisdiction}/{year:int}/adjustments/{id}/withdraw", "office office_head filer"),
    ("POST", "/{jurisdiction}/{year:int}/adjustments/{id}", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/corrections", READERS),
    ("POST", "/{jurisdiction}/{year:int}/corrections", "filer"),
    ("POST", "/{jurisdiction}/{year:int}/corrections/{id}/decline", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/month/{period}/{number}/correct/{wish}", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/notices", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/notices/{id}/clear", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/notices/{id}/publish", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/notices/{id}/preview.pdf", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/notices/{id}/print", OFFICE),
    # 周调度.
    ("GET", "/{jurisdiction}/{year:int}/dispatches", READERS),
    ("POST", "/{jurisdiction}/{year:int}/dispatches/urge", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/dispatches/{number}", READERS),
    ("POST", "/{jurisdiction}/{year:int}/dispatches/{number}/flag", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/dispatches/{number}/{week}", READERS),
    ("POST", "/{jurisdiction}/{year:int}/dispatches/{number}/{week}", "filer unit_head"),
    ("POST", "/{jurisdiction}/{year:int}/dispatches/{number}/{week}/review", OFFICE),
    # What is owed.
    ("GET", "/{jurisdiction}/{year:int}/rules", READERS + " press"),
    ("GET", "/{jurisdiction}/{year:int}/rules/{kind}", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/rules/{kind}", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/matrix", OFFICE + " observer"),
    ("GET", "/{jurisdiction}/{year:int}/matrix.csv", OFFICE + " observer"),
    ("POST", "/{jurisdiction}/{year:int}/matrix/ranking", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/obligations", READERS + " press"),
    ("GET", "/{jurisdiction}/{year:int}/obligations/{id}", READERS + " press"),
    ("POST", "/{jurisdiction}/{year:int}/obligations/{id}/waive", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/obligations/{id}/extension", "filer unit_head"),
    ("POST", "/{jurisdiction}/{year:int}/obligations/{id}/decision", OFFICE),
    # Supervision.
    ("GET", "/{jurisdiction}/{year:int}/supervision", READERS),
    # 群众反映线索.
    ("GET", "/{jurisdiction}/{year:int}/clues", "office office_head filer unit_head"),
    ("GET", "/{jurisdiction}/{year:int}/clues/{id}", "office office_head filer unit_head"),
    ("POST", "/{jurisdiction}/{year:int}/clues/{id}", "office office_head filer unit_head"),
    ("GET", "/{jurisdiction}/{year:int}/clues/{id}/photos/{sha256}", "office office_head filer unit_head"),
    # 风险研判 and 绿色通道.
    ("GET", "/{jurisdiction}/{year:int}/risks", READERS),
    ("POST", "/{jurisdiction}/{year:int}/risks", "office office_head filer unit_head"),
    ("GET", "/{jurisdiction}/{year:int}/risks/{id}", READERS),
    ("POST", "/{jurisdiction}/{year:int}/risks/{id}", "office office_head filer unit_head"),
    ("GET", "/{jurisdiction}/{year:int}/coordination", READERS),
    ("POST", "/{jurisdiction}/{year:int}/coordination", "office office_head filer unit_head"),
    ("GET", "/{jurisdiction}/{year:int}/coordination/{id}", READERS),
    ("POST", "/{jurisdiction}/{year:int}/coordination/{id}", "office office_head filer unit_head"),
    ("GET", "/{jurisdiction}/{year:int}/orders/", READERS),
    ("GET", "/{jurisdiction}/{year:int}/orders/{id}", READERS),
    ("GET", "/{jurisdiction}/{year:int}/orders/{id}/{place:int}.pdf", READERS),
    ("GET", "/{jurisdiction}/{year:int}/orders/{id}/{place:int}.docx", READERS),
    ("POST", "/{jurisdiction}/{year:int}/orders/{id}/print", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/orders/new", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/orders/new", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/orders/{id}/edit", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/orders/{id}/edit", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/orders/{id}/issue", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/orders/{id}/withdraw", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/orders/{id}/receipt", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/orders/{id}/extension", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/orders/{id}/ruling", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/orders/{id}/return", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/orders/{id}/verify", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/orders/{id}/close", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/orders/{id}/escalate", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/orders/{id}/lower", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/orders/{id}/sign", "filer unit_head"),
    ("POST", "/{jurisdiction}/{year:int}/orders/{id}/ask", "filer unit_head"),
    ("POST", "/{jurisdiction}/{year:int}/orders/{id}/reply", "filer unit_head"),
    ("POST", "/{jurisdiction}/{year:int}/orders/{id}/plea", "filer unit_head"),
    ("POST", "/{jurisdiction}/{year:int}/orders/{id}/release", "unit_head"),
    # The office's month.
    ("GET", "/{jurisdiction}/{year:int}/month/{period}", OFFICE + " observer"),
    ("POST", "/{jurisdiction}/{year:int}/month/{period}/accept", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/month/{period}/list", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/month/{period}/urge", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/month/{period}/clear", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/month/{period}/publish", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/month/{period}/{number}", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/month/{period}/{number}", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/month/{period}/{number}/correct", OFFICE),
    # The office's programme.
    ("GET", "/{jurisdiction}/{year:int}/hotlines", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/hotlines", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/programme", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/programme", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/programme/policy", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/programme/projects/{number}", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/programme/projects/{number}", OFFICE),
    ("GET", "/office/import", DESK_OF_ALL),
    ("POST", "/office/import", DESK_OF_ALL),
    ("GET", "/office/import/template.xlsx", DESK_OF_ALL),
    ("GET", "/office/calendar", DESK_OF_ALL),
    ("GET", "/office/operations", DESK_OF_ALL),
    ("GET", "/office/calendar/{year:int}.csv", DESK_OF_ALL),
    ("POST", "/office/calendar", DESK_OF_ALL),
    ("GET", "/{jurisdiction}/accounts", DESK_OF_ALL),
    ("POST", "/{jurisdiction}/accounts", DESK_OF_ALL),
    ("POST", "/{jurisdiction}/accounts/{id}", DESK_OF_ALL),
    ("POST", "/{jurisdiction}/accounts/{id}/link", DESK_OF_ALL),
    ("GET", "/{jurisdiction}/deliveries", DESK_OF_ALL),
    ("POST", "/{jurisdiction}/deliveries/{delivery}", DESK_OF_ALL),
    ("GET", "/{jurisdiction}/channels", "administrator"),
    ("GET", "/{jurisdiction}/channels/{which}", "administrator"),
    ("POST", "/{jurisdiction}/channels/{which}", "administrator"),
    ("POST", "/{jurisdiction}/channels/{which}/test", "administrator"),
    ("POST", "/{jurisdiction}/channels/{which}/switch", "administrator"),
    ("GET", "/{jurisdiction}/units", OFFICE),
    ("POST", "/{jurisdiction}/units", OFFICE),
    ("GET", "/{jurisdiction}/units/{kind}", OFFICE),
    ("POST", "/{jurisdiction}/units/{kind}", OFFICE),
    # The upper ladder.
    ("GET", "/{jurisdiction}/{year:int}/proposals", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/proposals/decline", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/proposals/accept", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/proposals/raise", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/talks", READERS),
    ("GET", "/{jurisdiction}/{year:int}/talks/new", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/talks/new", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/talks/{id}", READERS),
    ("POST", "/{jurisdiction}/{year:int}/talks/{id}/move", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/talks/{id}/cancel", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/talks/{id}/hold", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/talks/{id}/sign", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/talks/{id}/promises/{no}/report", "unit_head"),
    ("POST", "/{jurisdiction}/{year:int}/talks/{id}/promises/{no}/check", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/talks/{id}/files/{sha256}", READERS),
    ("GET", "/{jurisdiction}/{year:int}/talks/{id}/record.pdf", READERS),
    ("GET", "/{jurisdiction}/{year:int}/talks/{id}/record.docx", READERS),
    ("GET", "/{jurisdiction}/{year:int}/problems/", ANYBODY),
    ("GET", "/{jurisdiction}/{year:int}/acceptances", READERS),
    ("GET", "/{jurisdiction}/{year:int}/acceptances/{number}", READERS),
    ("GET", "/{jurisdiction}/{year:int}/acceptances/{number}/files/{sha256}", READERS),
    ("POST", "/{jurisdiction}/{year:int}/acceptances/{number}/report", "filer"),
    ("POST", "/{jurisdiction}/{year:int}/acceptances/{number}/check", "filer"),
    ("POST", "/{jurisdiction}/{year:int}/acceptances/{number}/release", "unit_head"),
    ("POST", "/{jurisdiction}/{year:int}/acceptances/{number}/papers", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/acceptances/{number}/return", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/acceptances/{number}/team", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/acceptances/{number}/decide", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/acceptances/{number}/notice", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/acceptances/{number}/objection", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/acceptances/{number}/answer", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/acceptances/{number}/close", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/acceptances/{number}/revoke", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/acceptances/{number}/look-back", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/rectifications", READERS),
    ("GET", "/{jurisdiction}/{year:int}/rectifications/new", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/rectifications/new", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/rectifications/{id}", READERS),
    ("POST", "/{jurisdiction}/{year:int}/rectifications/{id}/plan", "filer unit_head"),
    ("POST", "/{jurisdiction}/{year:int}/rectifications/{id}/report", "filer"),
    ("POST", "/{jurisdiction}/{year:int}/rectifications/{id}/release", "unit_head"),
    ("POST", "/{jurisdiction}/{year:int}/rectifications/{id}/recheck", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/rectifications/{id}/renew", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/rectifications/{id}/withdraw", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/rectifications/{id}/files/{sha256}", READERS),
    ("GET", "/{jurisdiction}/{year:int}/criticisms", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/criticisms/new", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/criticisms/new", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/criticisms/hand-over", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/criticisms/hand-over", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/criticisms/{id}", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/criticisms/{id}/redraft", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/criticisms/{id}/decide", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/criticisms/{id}/clear", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/criticisms/{id}/withdraw", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/criticisms/{id}/preview.pdf", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/criticisms/{id}/print", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/problems-desk", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/problems-desk/new", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/problems-desk/new", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/problems-desk/{id}", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/problems-desk/{id}/redraft", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/problems-desk/{id}/decide", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/problems-desk/{id}/clear", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/problems-desk/{id}/publish", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/problems-desk/{id}/outcome", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/problems-desk/{id}/withdraw", OFFICE),
    # Papers.
    ("GET", "/{jurisdiction}/{year:int}/bulletin-desk", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/bulletin-desk/{period}", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/bulletin-desk/{period}/preview.pdf", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/bulletin-desk/{period}/draft", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/bulletin-desk/{period}/edit", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/bulletin-desk/{period}/review", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/bulletin-desk/{period}/approve", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/bulletin-desk/{period}/issue", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/press", PRESS),
    ("POST", "/{jurisdiction}/{year:int}/press", PRESS),
    ("GET", "/{jurisdiction}/{year:int}/press/{key}", PRESS),
    ("GET", "/{jurisdiction}/{year:int}/press/{key}.{ending}", PRESS),
    ("GET", "/{jurisdiction}/{year:int}/press/{key}/versions", PRESS),
    ("POST", "/{jurisdiction}/{year:int}/press/{key}/draft", PRESS),
    ("POST", "/{jurisdiction}/{year:int}/press/{key}/preview", PRESS),
    ("POST", "/{jurisdiction}/{year:int}/press/{key}/edit", PRESS),
    ("POST", "/{jurisdiction}/{year:int}/press/{key}/replace", PRESS),
    ("POST", "/{jurisdiction}/{year:int}/press/{key}/insert", PRESS),
    ("POST", "/{jurisdiction}/{year:int}/press/{key}/embargo", PRESS),
    ("POST", "/{jurisdiction}/{year:int}/press/{key}/review", PRESS),
    ("POST", "/{jurisdiction}/{year:int}/press/{key}/approve", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/press/{key}/issue", PRESS),
    ("GET", "/{jurisdiction}/{year:int}/leads", PRESS),
    ("POST", "/{jurisdiction}/{year:int}/leads", PRESS),
    ("POST", "/{jurisdiction}/{year:int}/leads/{id}/answer", PRESS),
    ("POST", "/{jurisdiction}/{year:int}/leads/{id}/pass", PRESS),
    ("GET", "/{jurisdiction}/{year:int}/news/", ANYBODY),
    ("GET", "/{jurisdiction}/{year:int}/news/{key}", ANYBODY),
    ("GET", "/{jurisdiction}/{year:int}/papers", PAPERS),
    ("POST", "/{jurisdiction}/{year:int}/papers/{kind}", MAKERS),
    ("GET", "/{jurisdiction}/{year:int}/papers/{kind}/preview.pdf", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/papers/{code}.{ending}", ANYBODY),
    ("GET", "/{jurisdiction}/{year:int}/papers/{code}", PAPERS),
    ("GET", "/{jurisdiction}/{year:int}/papers/{code}/archive.pdf", ANYBODY),
    ("GET", "/{jurisdiction}/{year:int}/papers/{code}/scans/{sha256}", ANYBODY),
    ("POST", "/{jurisdiction}/{year:int}/papers/{code}/scan", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/papers/{code}/archive", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/papers/{code}/{what}", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/papers/{code}/{what}/preview.pdf", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/papers/{code}/{what}/draft", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/papers/{code}/{what}/edit", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/papers/{code}/{what}/review", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/papers/{code}/{what}/approve", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/papers/{code}/{what}/issue", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/public-notices", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/public-papers/{kind}/{subject}", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/public-papers/{kind}/{subject}/preview.pdf", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/public-papers/{kind}/{subject}/draft", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/public-papers/{kind}/{subject}/edit", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/public-papers/{kind}/{subject}/review", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/public-papers/{kind}/{subject}/approve", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/public-papers/{kind}/{subject}/issue", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/project-papers", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/project-papers/posters", OFFICE),
    # Half-year disclosures.
    ("GET", "/{jurisdiction}/{year:int}/disclosures/", ANYBODY),
    ("GET", "/{jurisdiction}/{year:int}/disclosures/{half}", ANYBODY),
    ("GET", "/{jurisdiction}/{year:int}/disclosures/{half}/{number:int}.json", ANYBODY),
    ("GET", "/{jurisdiction}/{year:int}/disclosure-desk/{half}", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/disclosure-desk/{half}/draft", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/disclosure-desk/{half}/edit", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/disclosure-desk/{half}/clear", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/disclosure-desk/{half}/publish", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/disclosure-desk/{half}/correct", OFFICE),
    # Interpretations, departments' plans, third-party rounds, the year's result.
    ("GET", "/{jurisdiction}/{year:int}/interpretations/{subject}", ANYBODY),
    ("GET", "/{jurisdiction}/{year:int}/interpretation-desk", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/interpretation-desk/{subject}", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/interpretation-desk/{subject}", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/plan-remarks", READERS),
    ("POST", "/{jurisdiction}/{year:int}/plan-remarks", "filer unit_head"),
    ("GET", "/{jurisdiction}/{year:int}/department-plans", READERS),
    ("POST", "/{jurisdiction}/{year:int}/department-plans", "filer"),
    ("POST", "/{jurisdiction}/{year:int}/department-plans/{unit}", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/third-party-rounds", READERS),
    ("POST", "/{jurisdiction}/{year:int}/third-party-rounds", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/result", ANYBODY),
    ("GET", "/{jurisdiction}/{year:int}/result-desk", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/result-desk", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/result-desk/conclude", OFFICE),
    # Quarterly reviews.
    ("GET", "/{jurisdiction}/{year:int}/reviews/", READERS),
    ("GET", "/{jurisdiction}/{year:int}/reviews/{quarter}", READERS),
    ("POST", "/{jurisdiction}/{year:int}/reviews/{quarter}", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/reviews/{quarter}/pack", READERS),
    ("GET", "/{jurisdiction}/{year:int}/reviews/{quarter}/pack.pdf", READERS),
    ("POST", "/{jurisdiction}/{year:int}/reviews/{quarter}/pack", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/reviews/{quarter}/held", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/reviews/{quarter}/comments", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/reviews/{quarter}/tasks", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/reviews/{quarter}/tasks/{no:int}", "filer"),
    ("POST", "/{jurisdiction}/{year:int}/reviews/{quarter}/tasks/{no:int}/settle", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/reviews/{quarter}/tasks/{no:int}/carry", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/reviews/{quarter}/close", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/reviews/{quarter}/minutes", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/reviews/{quarter}/minutes/preview.pdf", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/reviews/{quarter}/minutes.pdf", READERS),
    ("GET", "/{jurisdiction}/{year:int}/reviews/{quarter}/minutes.docx", READERS),
    ("POST", "/{jurisdiction}/{year:int}/reviews/{quarter}/minutes/draft", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/reviews/{quarter}/minutes/edit", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/reviews/{quarter}/minutes/review", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/reviews/{quarter}/minutes/approve", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/reviews/{quarter}/minutes/issue", OFFICE),
    # What is withheld.
    ("GET", "/{jurisdiction}/{year:int}/withheld", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/withheld/{sha256}", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/withheld/{sha256}/file", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/withheld/{sha256}", OFFICE),
    # Visits.
    ("GET", "/{jurisdiction}/{year:int}/visits/", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/visits/new", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/visits/new", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/visits/{id}", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/visits/{id}/sheet", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/visits/{id}/photos/{sha256}", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/visits/{id}/paper.pdf", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/visits/{id}/paper", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/visits/{id}/paper", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/visits/{id}/paper/{sha256}", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/visits/{id}/links", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/visits/{id}/revoke", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/visits/{id}/close", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/visits/{id}/cancel", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/visits/{id}/clear", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/visits/{id}/ruling", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/opinions", READERS),
    ("POST", "/{jurisdiction}/{year:int}/opinions", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/opinions/{id}/answer", "filer unit_head"),
    ("POST", "/{jurisdiction}/{year:int}/opinions/{id}/clear", OFFICE),
    # The roster, the plans of inspections, their draws; what everybody sees of them.
    ("GET", "/{jurisdiction}/{year:int}/members", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/members", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/members/{id}", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/members/{id}/revise", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/members/{id}/interests", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/members/{id}/state", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/members/sheet", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/inspection-plans", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/inspection-plans/new", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/inspection-plans/new", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/inspection-plans/{id}", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/inspection-plans/{id}/edit", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/inspection-plans/{id}/edit", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/inspection-plans/{id}/approve", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/inspection-plans/{id}/narrow", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/inspection-plans/{id}/over", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/inspection-plans/{id}/draw", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/inspection-plans/{id}/visits", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/inspection-plans/{id}/visits/sheet", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/inspection-plans/{id}/draw", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/inspection-plans/{id}/draw/step", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/inspection-plans/{id}/draw/sheet", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/inspection-plans/{id}/draw/record.pdf", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/findings", READERS),
    ("GET", "/{jurisdiction}/{year:int}/findings/new", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/findings/new", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/findings/{id}", READERS),
    ("POST", "/{jurisdiction}/{year:int}/findings/{id}/answer", "filer unit_head"),
    ("POST", "/{jurisdiction}/{year:int}/findings/{id}/object", "filer unit_head"),
    ("POST", "/{jurisdiction}/{year:int}/findings/{id}/decide", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/findings/{id}/retract", OFFICE),
    ("GET", "/{jurisdiction}/{year:int}/findings/{id}/files/{sha256}", READERS),
    ("GET", "/{jurisdiction}/{year:int}/visits/{id}/feedback", OFFICE),
    ("POST", "/{jurisdiction}/{year:int}/visits/{id}/feedback", OFFICE),
    ("GET", "/visit/{token}/findings", ANYBODY),
    ("POST", "/visit/{token}/findings", ANYBODY),
    ("POST", "/visit/{token}/findings/{id}/retract", ANYBODY),
    ("GET", "/{jurisdiction}/{year:int}/draws/", ANYBODY),
    ("GET", "/{jurisdiction}/{year:int}/draws/verify_draw.py", ANYBODY),
    ("GET", "/{jurisdiction}/{year:int}/draws/{id}", ANYBODY),
    ("GET", "/{jurisdiction}/{year:int}/draws/{id}/record.json", ANYBODY),
    ("GET", "/{jurisdiction}/{year:int}/draws/{id}/record.pdf", ANYBODY),
    ("GET", "/witness/{token}", ANYBODY),
    ("POST", "/witness/{token}", ANYBODY),
    ("POST", "/witness/{token}/open", ANYBODY),
]
UNKNOWN = "0" * 64
UNKNOWN_ID = "00000000-0000-0000-0000-000000000000"
EMPTY_HANDED = "/sign-in/{token} /first-password/{token} /visits/photos/{sha256} /visit/{token}/photos/{sha256} "
EMPTY_HANDED += "/{jurisdiction}/{year:int}/result "
EMPTY_HANDED += "/calendar/{token}.ics "
EMPTY_HANDED += "/{jurisdiction}/{year:int}/orders/{id}/edit /{jurisdiction}/{year:int}/obligations/{id} "
EMPTY_HANDED += "/{jurisdiction}/channels/{which} /messages/{message} /{jurisdiction}/{year:int}/filing/{period}/scan "
EMPTY_HANDED += "/{jurisdiction}/{year:int}/month/{period}/{number}/correct/{wish} "
EMPTY_HANDED += (
    "/{jurisdiction}/{year:int}/visits/{id}/photos/{sha256} /{jurisdiction}/{year:int}/programme/projects/{number} "
    "/api/v1/{jurisdiction}/{year}/notices/{id}.json /{jurisdiction}/{year:int}/changes/{id}.pdf"
)
EMPTY_HANDED += (
    " /{jurisdiction}/{year:int}/clues/{id} /{jurisdiction}/{year:int}/clues/{id}/photos/{sha256}"
    " /{jurisdiction}/{year:int}/talks/{id} /{jurisdiction}/{year:int}/talks/{id}/files/{sha256} "
    "/{jurisdiction}/{year:int}/talks/{id}/record.pdf /{jurisdiction}/{year:int}/talks/{id}/record.docx "
    "/{jurisdiction}/{year:int}/rectifications/{id} /{jurisdiction}/{year:int}/rectifications/{id}/files/{sha256} "
    "/{jurisdiction}/{year:int}/criticisms/{id} /{jurisdiction}/{year:int}/problems-desk/{id}"
)
DRAWN = "SELECT id, plan FROM supervision_lots WHERE state = 'drawn' AND NOT silent ORDER BY drawn_at"
"""Of the others nothing is public yet."""
TOLD_CORRECTION = (
    "SELECT id FROM projects_notices WHERE (jurisdiction, kind, state) = ('demo', 'correction', 'published')"
)
PUBLIC_PAPER = (
    "SELECT check_code FROM supervision_papers WHERE (jurisdiction, kind, state) = ('demo', 'bulletin', 'issued') "
    "ORDER BY period DESC"
)
EMPTY_HANDED += " /{jurisdiction}/{year:int}/findings/{id} /{jurisdiction}/{year:int}/findings/{id}/files/{sha256} "
EMPTY_HANDED += "/{jurisdiction}/{year:int}/findings/new "
EMPTY_HANDED += " /{jurisdiction}/{year:int}/papers/{code}/archive.pdf "
EMPTY_HANDED += "/{jurisdiction}/{year:int}/papers/{code}/scans/{sha256} "
EMPTY_HANDED += "/{jurisdiction}/{year:int}/papers/{code}/{what}/preview.pdf "
EMPTY_HANDED += "/{jurisdiction}/{year:int}/public-papers/{kind}/{subject}/preview.pdf "
EMPTY_HANDED += "/{jurisdiction}/{year:int}/acceptances/{number}/files/{sha256} "
EMPTY_HANDED += "/{jurisdiction}/{year:int}/withheld/{sha256} /{jurisdiction}/{year:int}/withheld/{sha256}/file "
EMPTY_HANDED += " /witness/{token} /{jurisdiction}/{year:int}/visits/{id}/paper/{sha256} "
"""Routes asked here for what is not there (spent links, photographs) or not at this stage (a released list)."""
OF_ONE_UNIT = (
    "/{jurisdiction}/{year:int}/acceptances/{number} "
    "/{jurisdiction}/{year:int}/dispatches/{number} /{jurisdiction}/{year:int}/dispatches/{number}/{week} "
    "/{jurisdiction}/{year:int}/coordination/{id} /{jurisdiction}/{year:int}/orders/{id} "
    "/{jurisdiction}/{year:int}/orders/{id}/{place:int}.pdf /{jurisdiction}/{year:int}/orders/{id}/{place:int}.docx"
)
"""Routes whose page is of one unit's project: there is none for the same role of another."""
OF_A_THIRD_UNIT = "/{jurisdiction}/{year:int}/risks/{id}"
"""Its page here is of a unit that none of those who ask is of."""


@dataclass
class Caller:
    """Somebody who asks: his role, and whether it is a role of the demonstration's government."""

    called: str
    role: str
    browser: Browser
    account: Account | None
    own: bool
    csrf: str = ""

    def may(self, path: str, who: str) -> bool:
        if self.role not in who.split():
            return False
        foreign = "{jurisdiction}" in path and not self.own and "nobody" not in who.split()
        return not foreign or self.role == "administrator"


@pytest.fixture(scope="module")
def callers(shared_site: Site) -> list[Caller]:
    """Nobody; each role; the same role of another unit; the same role of another government."""
    house = shared_site.house
    deeds.released(house, "testcity")
    other = "市教育局"
    known = {
        "administrator": "demo-admin", "office": "demo-office", "office_head": "demo-head", "filer": "demo-filer",
        "unit_head": "demo-head-unit", "press": "demo-press", "observer": "demo-observer",
    }  # fmt: skip
    with house.reading() as conn:
        found = {role: accounts.called(conn, login) for role, login in known.items()}
    made: list[tuple[str, str, Account | None, bool]] = [("nobody", "nobody", None, True)]
    made += [(role, role, account, True) for role, account in found.items()]
    for role in ("filer", "unit_head"):
        account = deeds.account(house, role, "demo", other, f"other-{role}")
        made.append((f"another unit's {role}", role, account, True))
    for role in (role for role in known if role != "administrator"):
        account = deeds.account(house, role, "testcity", other if role in ("filer", "unit_head") else None)
        made.append((f"another government's {role}", role, account, False))
    return [_caller(shared_site, *each) for each in made]


def _caller(site: Site, called: str, role: str, account: Account | None, own: bool) -> Caller:
    browser = site.signed_in(account) if account else site.nobody()
    caller = Caller(called, role, browser, account, own)
    if account:
        caller.csrf = _csrf(browser)
    return caller


def _csrf(browser: Browser) -> str:
    return browser.get("/desk").form("/sign-out").value("csrf")


@pytest.fixture(scope="module")
def address(shared_site: Site, callers: list[Caller]) -> dict[str, str]:
    """What stands in the paths: things of the demonstration that are really there."""
    with shared_site.house.reading() as conn:
        visit = next(row for row in visits.of_programme(conn, "demo", 2026) if row.state in OPEN and row.recorded)
        token = next(iter(visit_link.of_visit(conn, visit.id).values())).token
    return {
        "jurisdiction": "demo", "year": "2026", "year:int": "2026", "period": "2026-09", "number": "16",
        "token": token, "key": "1", "kind": "merge", "week": "2026-W41", "quarter": "2026-Q2", "no:int": "1",
        "half": "2026-H1", "file": "projects.csv", "number:int": "1", "subject": "release", "unit": UNKNOWN_ID,
        "no": "1", "place:int": "1", "sha256": UNKNOWN, "visit": str(visit.id),
        "account": str(next(each.account.id for each in callers if each.account and "another unit" in each.called)),
        "message": UNKNOWN_ID, "delivery": UNKNOWN_ID, "which": UNKNOWN_ID, "feed": UNKNOWN_ID,
        "look": "plain",
        "risk": str(shared_site.rows("SELECT id FROM supervision_risks LIMIT 1")[0]["id"]),
        "criticism": str(shared_site.rows("SELECT id FROM supervision_criticisms LIMIT 1")[0]["id"]),
        "correction": str(shared_site.rows(TOLD_CORRECTION)[0]["id"]),
        "coordination": str(shared_site.rows("SELECT id FROM supervision_coordinations LIMIT 1")[0]["id"]),
        "order": str(shared_site.rows("SELECT id FROM supervision_orders WHERE step = 'orange'")[0]["id"]),
        "wish": UNKNOWN_ID, "ending": "pdf", "what": "correction",
        "code": str(shared_site.rows(PUBLIC_PAPER)[0]["check_code"]),
        "member": str(shared_site.rows("SELECT id FROM supervision_members LIMIT 1")[0]["id"]),
        "plan": str(shared_site.rows(DRAWN)[0]["plan"]),
        "lot": str(shared_site.rows(DRAWN)[0]["id"]),
        "adjustment": str(shared_site.rows("SELECT id FROM projects_adjustments LIMIT 1")[0]["id"]),
    }  # fmt: skip


def _filled(path: str, address: dict[str, str]) -> str:
    """The path with real things in it; published papers are those of August."""
    known = {
        "/orders/{id}": "order",
        "/members/{id}": "member",
        "/inspection-plans/{id}": "plan",
        "/draws/{id}": "lot",
        "/visits/{id}": "visit",
        "/accounts/": "account",
        "/risks/": "risk",
        "/coordination/": "coordination",
        "/criticisms/{id}/preview": "criticism",
        "/notices/{id}/preview": "correction",
    }
    kind = next((kind for part, kind in known.items() if part in path), "adjustment")
    given = {**address, "id": address[kind]}
    if path.startswith(("/sign-in", "/first-password", "/calendar")):
        given["token"] = "no-such-token"
    if "/press/{key}" in path or "/news/{key}" in path:
        given["key"] = "2026-08"
    if re.search(r"bulletins|published|preview", path):
        given["period"] = "2026-08"
    if "/public-papers/{kind}/{subject}" in path:
        given |= {"kind": "leaflet", "subject": "project:16"}
    if "/papers/{kind}/preview" in path:
        given["kind"] = "task_table"
    if path.endswith(".atom"):
        given["unit"] = "市教育局"
    if "/rules/" in path:
        given["kind"] = "weekly_dispatch"
    return re.sub(r"\{([\w:]+)\}", lambda found: given[found[1]], path)


def test_the_table_has_every_route() -> None:
    routes = {
        (method, route.path)
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }
    assert routes == {(verb, path) for verb, path, _ in TABLE}
    assert len(TABLE) == len({(verb, path) for verb, path, _ in TABLE})


def _ask(caller: Caller, verb: str, path: str, csrf: str | None = None) -> tuple[int, str]:
    """Status, and where a redirect leads."""
    if verb == "GET":
        answer = caller.browser.client.get(path)
    else:
        token = caller.csrf if csrf is None else csrf
        answer = caller.browser.client.post(path, data={"csrf": token, "key": str(uuid4())})
    return answer.status_code, answer.headers.get("location", "")


def test_who_may_not_is_turned_away_and_changes_nothing(
    shared_site: Site, callers: list[Caller], address: dict[str, str]
) -> None:
    before, wrong = shared_site.events(), []
    for verb, path, who in TABLE:
        for caller in callers:
            if caller.may(path, who):
                continue
            status, location = _ask(caller, verb, _filled(path, address))
            if caller.role == "nobody":
                right = (status, location.split("?")[0]) == (303, "/sign-in") if verb == "GET" else status == 401
            else:
                right = status == 403
            if not right:
                wrong.append((caller.called, verb, path, status, location))
    assert not wrong
    assert shared_site.events() == before


def test_who_may_is_let_in(shared_site: Site, callers: list[Caller], address: dict[str, str]) -> None:
    """An allowed form with nothing in it is answered by its page: never 401, 403, or a fault.

    What nobody needs an account for is asked by every role and one of another government, not by all of those."""
    wrong = []
    for verb, path, who in sorted(TABLE, key=lambda row: row[1] == "/sign-out"):
        public = "nobody" in who.split()
        for caller in callers:
            stranger = caller.called.startswith("another") and caller.called != "another government's filer"
            if not caller.may(path, who) or (public and stranger):
                continue
            status, location = _ask(caller, verb, _filled(path, address))
            absent = path in EMPTY_HANDED.split() or path.startswith("/evidence")
            absent = absent or (caller.called.startswith("another unit") and path in OF_ONE_UNIT.split())
            absent = absent or (caller.role in ("filer", "unit_head") and path in OF_A_THIRD_UNIT.split())
            if verb == "GET":
                right = status == 200 or (status == 303 and "sign-in" not in location)
                right = status in (404, 409, 410) if absent else right
            else:
                right = status in (200, 303, 404, 409, 410, 422)
            if not right:
                wrong.append((caller.called, verb, path, status, location))
    assert not wrong, "\n".join(map(str, wrong))


def test_a_form_without_its_token_is_refused(site: Site) -> None:
    """For each kind of account, on each form it may send; with another person's token too."""
    logins = {
        "administrator": "demo-admin", "office": "demo-office", "office_head": "demo-head", "filer": "demo-filer",
        "unit_head": "demo-head-unit", "press": "demo-press", "observer": "demo-observer",
    }  # fmt: skip
    browsers = {role: site.signed_in(login) for role, login in logins.items()}
    tokens = {role: _csrf(browser) for role, browser in browsers.items()}
    before, wrong = site.events(), []
    for verb, path, who in TABLE:
        if verb == "GET" or who == ANYBODY:
            continue
        where = re.sub(r"\{[\w:]+\}", "1", path.replace("{jurisdiction}", "demo").replace("{year:int}", "2026"))
        for role in who.split():
            stranger = tokens["observer" if role != "observer" else "press"]
            for token in ("", "x", stranger):
                status = browsers[role].client.post(where, data={"csrf": token, "key": str(uuid4())}).status_code
                if status != 403 and "{id}" not in path:  # an id that is none is not found, before anything else
                    wrong.append((role, path, token, status))
    assert not wrong
    assert site.events() == before


def test_a_unit_sees_and_files_only_its_own(site: Site) -> None:
    """市教育局's accounts at the housing unit's doors."""
    filer = site.signed_in(deeds.account(site.house, "filer", "demo", "市教育局", "edu-filer"))
    head = site.signed_in(deeds.account(site.house, "unit_head", "demo", "市教育局", "edu-head"))
    housing = site.rows("SELECT unit FROM projects_register_unit_name WHERE name = '市住房城乡建设局'")[0]["unit"]
    for browser in (filer, head):
        for path in (
            "/desk",
            "/demo/2026/filing/2026-09",
            f"/demo/2026/filing/2026-09?unit={housing}",
            "/demo/2026/adjustments",
            "/demo/2026/adjustments?target=16:1",
        ):
            page = browser.get(path)
            assert page.status == 200, path
            assert "既有住宅加装电梯" not in page.text, path
            assert "第二家供货商" not in page.text, path
            assert "改造城镇老旧小区" not in page.text, path
    before = site.events()
    token = _csrf(filer)
    theirs = {"csrf": token, "15.version": "1", "15.values.1": "120", "15.text": "全部完成", "action": "submit"}
    assert filer.client.post("/demo/2026/filing/2026-09", data={**theirs, "key": str(uuid4())}).status_code == 422
    for action in ("submit:15", "save"):
        answer = filer.client.post("/demo/2026/filing/2026-09", data={**theirs, "action": action, "key": str(uuid4())})
        assert answer.status_code == 422, action
    asked = {"csrf": token, "key": str(uuid4()), "target": "16:1", "quantity": "200", "reason": "减少"}
    assert filer.client.post("/demo/2026/adjustments", data=asked).status_code == 404
    assert site.events() == before


def test_a_head_releases_only_his_own_units(site: Site) -> None:
    filer = site.signed_in("demo-filer")
    page = filer.get("/demo/2026/filing/2026-09")
    filed = page.form("", "20.text").with_({"20.problems": "天窗少。", "20.measures": "协调。"})
    name, _ = filed.button("只提交这一项")
    filed.fields.append((name, "submit:20"))
    assert "已提交1个项目" in filer.send(page, filed).text
    before = site.events()
    head = site.signed_in(deeds.account(site.house, "unit_head", "demo", "市教育局", "edu-head"))
    assert "打通未贯通道路" not in head.get("/demo/2026/filing/2026-09/release").text
    for action in ("release", "back:20"):
        form = {"csrf": _csrf(head), "key": str(uuid4()), "action": action, "reason.20": "重写"}
        assert head.client.post("/demo/2026/filing/2026-09/release", data=form).status_code in (303, 422)
    assert site.events() == before


def test_what_belongs_to_another_government_is_not_found(site: Site) -> None:
    """An office uses its own government's doors with ids of the demonstration's things."""
    deeds.released(site.house, "testcity")
    office = site.signed_in(deeds.account(site.house, "office", "testcity"))
    token = _csrf(office)
    with site.house.reading() as conn:
        visit = next(row for row in visits.of_programme(conn, "demo", 2026) if row.state in OPEN and row.recorded)
        account = accounts.called(conn, "demo-office")
    assert account is not None
    adjustment = site.rows("SELECT id FROM projects_adjustments LIMIT 1")[0]["id"]
    root = "/testcity/2026"
    doors = [
        *(f"{root}/visits/{visit.id}/{act}" for act in ("links", "revoke", "close", "cancel", "clear")),
        f"{root}/adjustments/{adjustment}",
        f"/testcity/accounts/{account.id}",
        f"/testcity/accounts/{account.id}/link",
    ]
    before = site.events()
    for door in doors:
        form = {"csrf": token, "key": str(uuid4()), "action": "disable", "inspector": "1", "decision": "approve"}
        assert office.client.post(door, data=form).status_code == 404, door
    for path in (f"{root}/visits/{visit.id}", f"{root}/visits/{visit.id}/sheet", "/demo/2026/visits/new"):
        assert office.client.get(path).status_code in (403, 404), path
    assert site.events() == before
    with site.house.reading() as conn:
        found = accounts.called(conn, "demo-office")
        assert found is not None and not found.disabled
        assert visit_link.of_visit(conn, visit.id), "a stranger revoked the inspectors' links"


def test_evidence_is_given_to_its_unit_its_office_and_nobody_else(site: Site) -> None:
    row = site.rows(
        """SELECT r.content -> 'evidence' -> 0 ->> 'sha256' AS sha256 FROM projects_reports r
           JOIN projects_register_unit_name u ON u.unit::text = r.unit::text
           WHERE u.name = '市教育局' AND jsonb_array_length(r.content -> 'evidence') > 0 LIMIT 1"""
    )[0]
    path = f"/evidence/{row['sha256']}"
    deeds.released(site.house, "testcity")
    own = site.signed_in(deeds.account(site.house, "filer", "demo", "市教育局", "edu-filer"))
    foreign = site.signed_in(deeds.account(site.house, "office", "testcity"))
    answers = {
        "own unit": own.client.get(path),
        "office": site.signed_in("demo-office").client.get(path),
        "another unit": site.signed_in("demo-filer").client.get(path),
        "another government": foreign.client.get(path),
        "nobody": site.nobody().client.get(path),
    }
    assert {who: answer.status_code for who, answer in answers.items()} == {
        "own unit": 200, "office": 200, "another unit": 404, "another government": 404, "nobody": 303,
    }  # fmt: skip
    assert answers["office"].headers["content-disposition"].startswith("attachment")
    assert answers["office"].headers["x-content-type-options"] == "nosniff"


def test_an_observer_reads_without_a_single_form(site: Site) -> None:
    observer = site.signed_in("demo-observer")
    for path in ("/desk", "/demo/2026/month/2026-09", "/demo/2026/filing/2026-09", "/demo/2026/adjustments"):
        page = observer.get(path)
        assert page.status == 200, path
        sending = [form.action for form in page.forms if not form.action.endswith("/sign-out") and form.buttons]
        assert not sending, (path, sending)


def test_a_disabled_account_is_out_at_once(site: Site) -> None:
    press, admin = site.by_link("demo-press"), site.by_link("demo-admin")
    assert press.get("/demo/2026/press").status == 200
    with site.house.reading() as conn:
        account = accounts.called(conn, "demo-press")
    assert account is not None
    form = {"csrf": _csrf(admin), "key": str(uuid4()), "action": "disable"}
    assert admin.client.post(f"/demo/accounts/{account.id}", data=form).status_code == 303
    assert press.client.get("/demo/2026/press/2026-08").status_code == 303


def test_a_sign_in_link_of_a_real_account_opens_nothing(site: Site) -> None:
    """Only the demonstration's accounts may come in by a printed link."""
    account = deeds.account(site.house, "office", "demo", None, "real-office")
    with site.house.reading() as conn:
        token = accounts.make_link(conn, account.id, "sign_in")
    assert site.nobody().client.post(f"/sign-in/{token}").status_code == 410
