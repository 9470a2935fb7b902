from procrastinate.contrib.django import app

from motcua.documents import commands, queries


@app.task(name="documents.render")
def render(document: int) -> None:
    """Print a paper and keep its PDF. Does nothing when that was done, or when the paper is gone."""
    waiting = queries.unprinted(document)
    if waiting is not None:
        commands.keep_pdf(document, queries.pdf(waiting))
