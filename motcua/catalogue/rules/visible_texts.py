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
    for paper in service.papers:
        asked = paper.at.startswith("sections")  # a question of kind `file`
        yield f"{paper.at}.{'label' if asked else 'name'}", paper.name
        yield from _some(paper.at, hint=paper.hint)
    for n, spec in enumerate(service.lists):
        yield from _list(f"lists.{n}", spec)
    for n, form in enumerate(service.forms):
        yield f"forms.{n}.name", form.name
    for n, fee in enumerate(service.fees):
        yield from _some(f"fees.{n}", title=fee.title, unit=fee.unit)
    if service.result is not None:
        yield from _some("result", title=service.result.title)
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
        for question in page.questions:
            yield from _question(question.at, question)


def _question(pointer: str, question: Question) -> Texts:
    """The parts of an address, a person or a business have names of the portal's own: only their heading is written."""
    yield from _some(pointer, label=question.group or question.label, hint=question.hint)
    for inner in question.fields:
        yield from _question(inner.at, inner)
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
    """What is read of the steps: titles, what is being done, opinions, parts, postings, actions and what they ask."""
    for key, step in blocks(flow.get("steps")):
        at = f"flow.steps.{key}"
        yield from _said(at, step, ("title", "doing"))
        yield from _titles(f"{at}.opinions", blocks(step.get("opinions")))
        yield from _titles(f"{at}.inside", _items(step.get("inside")))
        yield from _titles(at, [(k, b) for k, b in blocks(step) if k == "posting"])
        for name, action in blocks(step.get("actions")):
            yield from _said(f"{at}.actions.{name}", action, ("title", "unless"))
            for n, item in _items(action.get("asks")):
                yield from _said(f"{at}.actions.{name}.asks.{n}", item, ("label", "hint"))
                for m, choice in _items(item.get("choices")):
                    yield from _said(f"{at}.actions.{name}.asks.{n}.choices.{m}", choice, ("label", "hint"))


def blocks(value: Any) -> list[tuple[str, Mapping[str, Any]]]:
    """The named blocks of a JSON object; what is not one is passed over, its own checker complains."""
    return [(k, v) for k, v in value.items() if isinstance(v, Mapping)] if isinstance(value, Mapping) else []


def _items(value: Any) -> list[tuple[str, Mapping[str, Any]]]:
    """The blocks of a JSON list, by their number."""
    return blocks(dict(enumerate(value))) if isinstance(value, list) else []


def _titles(pointer: str, named: list[tuple[str, Mapping[str, Any]]]) -> Texts:
    for key, block in named:
        yield from _said(f"{pointer}.{key}", block, ("title",))


def _said(pointer: str, block: Mapping[str, Any], keys: tuple[str, ...]) -> Texts:
    yield from ((f"{pointer}.{key}", block[key]) for key in keys if isinstance(block.get(key), str) and block[key])
