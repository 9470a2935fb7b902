"""What every HTML page must be, checked on each page that a test fetches."""

from collections import Counter
from typing import Any

from django.http import HttpResponse
from django.test import Client
from lxml import html

UNLABELLED = {"hidden", "submit", "button", "reset", "image"}


def faults(content: bytes) -> list[str]:
    """What is wrong with a page, in words; nothing for a good page or for a fragment of one."""
    text = content.decode()
    if "<html" not in text[:300]:
        return []
    page = html.document_fromstring(text)
    return [
        *_whole(page),
        *_ids(page),
        *_labels(page),
        *_inline(page),
        *_tables(page),
    ]


def check_page(response: HttpResponse) -> None:
    """Fails with the list of what is wrong."""
    found = faults(response.content)
    assert not found, "\n".join(found)


def _whole(page: Any) -> list[str]:
    told = []
    headings = page.findall(".//h1")
    if len(headings) != 1:
        told.append(f"{len(headings)} h1 instead of one")
    elif not headings[0].text_content().strip():
        told.append("an empty h1")
    if page.get("lang") not in ("vi", "en"):
        told.append(f"lang is {page.get('lang')!r}")
    title = page.findtext(".//title") or ""
    if not title.strip() or not title.endswith("Một Cửa"):
        told.append(f"title is {title!r}")
    summary = bool(page.find_class("govuk-error-summary"))
    if summary != title.startswith(("Lỗi:", "Error:")):
        told.append(f"title {title!r} with{'' if summary else 'out'} an error summary")
    if len(page.findall(".//main")) != 1:
        told.append("not exactly one main")
    return told


def _ids(page: Any) -> list[str]:
    ids = Counter(page.xpath("//@id"))
    told = [f"id {name!r} {count} times" for name, count in ids.items() if count > 1]
    for reference in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
        for value in page.xpath(f"//@{reference}"):
            told += [f"{reference} names {one!r}, which is not there" for one in value.split() if one not in ids]
    told += [f"link to #{name}, which is not there" for name in _anchors(page) if name not in ids]
    return told


def _anchors(page: Any) -> list[str]:
    return [href[1:] for href in page.xpath("//a/@href") if href.startswith("#") and len(href) > 1]


def _labels(page: Any) -> list[str]:
    told = []
    labelled = set(page.xpath("//label/@for"))
    for control in page.xpath("//input | //select | //textarea"):
        if control.get("type") in UNLABELLED:
            continue
        named = control.get("aria-label") or control.get("aria-labelledby") or control.get("id") in labelled
        if not named and not any(parent.tag == "label" for parent in control.iterancestors()):
            told.append(f"no label for {control.get('name')!r}")
    told += [f"a button without words: {_short(b)}" for b in page.findall(".//button") if not _named(b)]
    told += [f"a link without words: {_short(a)}" for a in page.xpath("//a[@href]") if not _named(a)]
    told += [f"an image without alt: {_short(i)}" for i in page.findall(".//img") if i.get("alt") is None]
    return told


def _named(element: Any) -> bool:
    return bool(element.text_content().strip() or element.get("aria-label") or element.xpath(".//img[@alt!='']"))


def _inline(page: Any) -> list[str]:
    """The content policy blocks these, so a page that has them is broken."""
    told = ["inline script" for script in page.findall(".//script") if not script.get("src")]
    told += ["a style element" for _ in page.findall(".//style")]
    for element in page.iter():
        if isinstance(element.tag, str):
            told += [
                f"{name} on {_short(element)}" for name in element.attrib if name == "style" or name.startswith("on")
            ]
    told += [
        f"javascript: in {href!r}"
        for href in page.xpath("//@href | //@action")
        if href.strip().lower().startswith("javascript:")
    ]
    return told


def _tables(page: Any) -> list[str]:
    told = []
    for table in page.find_class("mc-table"):
        bare = table.xpath(".//tbody//td[not(@data-label)][not(@colspan)]")
        told += [f"no data-label: {_short(cell)}" for cell in bare]
    return told


def _short(element: Any) -> str:
    return html.tostring(element, encoding="unicode")[:90].replace("\n", " ")


class PageClient(Client):
    """Django's client, which checks every HTML page that it fetches."""

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            check_page(response)
        return response
