"""Every text of a service that a person may read, with its pointer in the file: what a translation must cover."""

from collections.abc import Iterator, Mapping
from typing import Any

from motcua.catalogue.rules.particulars import Start
from motcua.catalogue.rules.service import ListSpec, Question, Section, Service

Texts = Iterator[tuple[str, str]]


def texts(service: Service) -> Texts:
    """(pointer, Vietnamese text), in the order of the file; a text may come twice."""
    yield from (("name", service.name), ("short_name", service.short_name))
    yield from (("procedure.name", service.procedure.name), ("procedure.field", service.procedure.field))
    yield from ((f"legal.{n}.title", legal.title) for n, legal in enumerate(service.legal))
    yield from _start(service.start)
    yield from ((f"eligibility.{n}", text) for n, text in enumerate(service.eligibility))
    for n, section in enumerate(service.sections):
        yield from _section(f"sections.{n}", section)
    for n, paper in enumerate(service.papers):
        yield from _some(f"papers.{n}", name=paper.name, hint=paper.hint)
    for n, spec in enumerate(service.lists):
        yield from _list(f"lists.{n}", spec)
    yield from flow_texts(service.flow)
    yield from ((f"outputs.{n}.title", output.title) for n, output in enumerate(service.outputs))
    for n, notice in enumerate(service.notices):
        yield from _some(f"notices.{n}", title=notice.title, body=notice.body)


def _some(pointer: str, **named: str) -> Texts:
    yield from ((f"{pointer}.{key}", text) for key, text in named.items() if text)


def _start(start: Start) -> Texts:
    yield from _some("start", summary=start.summary, takes=start.takes, fee=start.fee, decides=start.decides)
    yield from ((f"start.need.{n}", text) for n, text in enumerate(start.need))
    yield from ((f"start.steps.{n}", text) for n, text in enumerate(start.steps))


def _section(pointer: str, section: Section) -> Texts:
    yield f"{pointer}.title", section.title
    for n, page in enumerate(section.pages):
        yield from _some(f"{pointer}.pages.{n}", title=page.title, hint=page.hint)
        for m, question in enumerate(page.questions):
            yield from _question(f"{pointer}.pages.{n}.questions.{m}", question)


def _question(pointer: str, question: Question) -> Texts:
    yield from _some(pointer, label=question.label, hint=question.hint)
    for n, choice in enumerate(question.choices):
        yield from _some(f"{pointer}.choices.{n}", label=choice.label, hint=choice.hint)
    if question.exit is not None:
        yield f"{pointer}.exit.title", question.exit.title
        yield from ((f"{pointer}.exit.text.{n}", text) for n, text in enumerate(question.exit.text))


def _list(pointer: str, spec: ListSpec) -> Texts:
    yield from _some(pointer, title=spec.title, form=spec.form, hint=spec.hint)
    for n, column in enumerate(spec.columns):
        yield from _some(f"{pointer}.columns.{n}", title=column.title, hint=column.hint)
        yield from ((f"{pointer}.columns.{n}.choices.{m}", choice) for m, choice in enumerate(column.choices))


def flow_texts(flow: Mapping[str, Any]) -> Texts:
    """The titles of steps and actions, and what a step is said to be doing."""
    for key, step in blocks(flow.get("steps")):
        yield from _said(f"flow.steps.{key}", step, ("title", "doing"))
        for name, action in blocks(step.get("actions")):
            yield from _said(f"flow.steps.{key}.actions.{name}", action, ("title",))


def blocks(value: Any) -> list[tuple[str, Mapping[str, Any]]]:
    """The named blocks of a JSON object; what is not one is passed over, its own checker complains."""
    return [(k, v) for k, v in value.items() if isinstance(v, Mapping)] if isinstance(value, Mapping) else []


def _said(pointer: str, block: Mapping[str, Any], keys: tuple[str, ...]) -> Texts:
    yield from ((f"{pointer}.{key}", block[key]) for key in keys if isinstance(block.get(key), str) and block[key])
