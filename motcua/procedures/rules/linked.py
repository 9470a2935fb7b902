"""A procedure as linked data: schema.org's GovernmentService and, beside it, the classes of CPSV-AP. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from motcua.procedures.rules import plain
from motcua.procedures.rules.content import Content, Paper
from motcua.procedures.rules.words import AUDIENCES, CHANNELS, EVENTS

CONTEXT: dict[str, Any] = {
    "@vocab": "https://schema.org/",
    "cv": "http://data.europa.eu/m8g/",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "dct": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
}
_ISO = {"h": "PT{}H", "d": "P{}D", "wd": "P{}D"}


def graph(
    code: str, told: Content, address: str, *, publisher: str, services: Sequence[str] = (), on: date
) -> dict[str, Any]:
    """`address` of the page, `services` of the pages where it is handed in. Working days are told in words too."""
    return {"@context": CONTEXT, "@graph": [
        _schema_org(code, told, address, publisher, services), *_cpsv(code, told, address, publisher, on)
    ]}  # fmt: skip


def _schema_org(code: str, told: Content, address: str, publisher: str, services: Sequence[str]) -> dict[str, Any]:
    ways = plain.ways(told)
    return _filled({
        "@type": "GovernmentService", "@id": f"{address}#dich-vu", "identifier": code, "name": told.name,
        "url": address, "description": told.description, "serviceType": told.field_name, "inLanguage": "vi",
        "areaServed": {"@type": "Country", "name": "Việt Nam"},
        "provider": [{"@type": "GovernmentOrganization", "name": body.name} for body in told.implementing],
        "serviceOperator": {"@type": "GovernmentOrganization", "name": publisher},
        "audience": [{"@type": "Audience", "audienceType": AUDIENCES.get(one, one)} for one in told.audiences],
        "keywords": ", ".join(told.keywords), "termsOfService": told.conditions,
        "serviceOutput": [{"@type": "Thing", "name": one.name} for one in told.results],
        "availableChannel": [
            _filled({
                "@type": "ServiceChannel", "name": " – ".join(part for part in (way.channel, way.case) if part),
                "processingTime": way.term, "serviceUrl": list(services) if way.online else [],
                "serviceLocation": None if way.online else _filled({"@type": "Place", "name": told.receiving}),
            })
            for way in ways
        ],
        "offers": [{"@type": "Offer", "description": f"{way.channel}: {fee}"} for way in ways for fee in way.fees],
    })  # fmt: skip


def _cpsv(code: str, told: Content, address: str, publisher: str, on: date) -> Iterable[dict[str, Any]]:
    papers = [paper for one in told.papers for paper in one.papers]
    body = f"{address}#co-quan"
    yield _filled({
        "@type": "cpsv:PublicService", "@id": f"{address}#thu-tuc", "dct:identifier": code, "dct:title": _vi(told.name),
        "dct:description": _vi(told.description) if told.description else None, "dct:language": "vi",
        "cv:thematicArea": told.field_name, "cv:hasCompetentAuthority": {"@id": body},
        "cv:isGroupedBy": [{"@id": f"{address}#{event}"} for event in told.events],
        "cpsv:hasInput": [{"@id": f"{address}#giay-to-{n}"} for n, _ in enumerate(papers, 1)],
        "cpsv:produces": [{"@id": f"{address}#ket-qua-{n}"} for n, _ in enumerate(told.results, 1)],
        "cpsv:follows": {"@id": f"{address}#quy-dinh"} if told.conditions else None,
        "cv:hasChannel": [{"@id": f"{address}#kenh-{one.channel}"} for one in told.channels],
        "cv:hasCost": [{"@id": f"{address}#phi-{n}"} for n, _ in enumerate(_fees(told), 1)],
        "cv:processingTime": next(iter(_durations(told)), None),
        "cv:hasLegalResource": [{"@id": f"{address}#can-cu-{n}"} for n, _ in enumerate(told.grounds, 1)],
        "dct:relation": [one.code for one in plain.related(told)],
    })  # fmt: skip
    yield _filled({"@type": "cv:PublicOrganisation", "@id": body, "dct:title": plain.who_decides(told) or publisher})
    for event in told.events:
        yield {"@type": "cv:Event", "@id": f"{address}#{event}", "dct:title": _vi(EVENTS.get(event, event))}
    for n, paper in enumerate(papers, 1):
        yield _evidence(paper, f"{address}#giay-to-{n}")
    for n, result in enumerate(told.results, 1):
        yield _filled({"@type": "cv:Output", "@id": f"{address}#ket-qua-{n}", "dct:identifier": result.code,
                       "dct:title": _vi(result.name)})  # fmt: skip
    if told.conditions:
        yield {"@type": "cpsv:Rule", "@id": f"{address}#quy-dinh", "dct:description": _vi(told.conditions)}
    for one in told.channels:
        yield {"@type": "cv:Channel", "@id": f"{address}#kenh-{one.channel}", "dct:type": CHANNELS.get(one.channel, "")}
    for n, (amount, words) in enumerate(_fees(told), 1):
        yield _filled({"@type": "cv:Cost", "@id": f"{address}#phi-{n}", "cv:value": amount, "cv:currency": "VND",
                       "dct:description": _vi(words)})  # fmt: skip
    for n, ground in enumerate(told.grounds, 1):
        yield _filled({
            "@type": "eli:LegalResource", "@id": f"{address}#can-cu-{n}", "eli:id_local": ground.number,
            "eli:title": _vi(ground.name) if ground.name else None, "eli:date_document": ground.signed,
            "eli:in_force": "notInForce" if ground.dead(on) else "inForce",
        })  # fmt: skip


def _evidence(paper: Paper, address: str) -> dict[str, Any]:
    return _filled({"@type": "cv:Evidence", "@id": address, "dct:identifier": paper.code, "dct:title": _vi(paper.name),
                    "cv:relatedDocumentation": paper.url})  # fmt: skip


def _fees(told: Content) -> list[tuple[int | None, str]]:
    return [(fee.amount, plain.fee_of(fee)) for one in told.channels for case in one.cases for fee in case.fees]


def _durations(told: Content) -> list[str]:
    cases = [case for one in told.channels for case in one.cases if case.amount is not None and case.unit in _ISO]
    return [_ISO[case.unit].format(case.amount) for case in cases]


def _vi(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "vi"}


def _filled(node: dict[str, Any]) -> dict[str, Any]:
    """Without what is not known. A node that says only its type says nothing."""
    return {key: value for key, value in node.items() if value not in ("", None, [], {}, {"@type": "Place"})}
