"""The floor of a command line: an app of three commands that does nothing."""

import typer

app = typer.Typer(add_completion=False)


@app.command()
def extract(
    task: str, docs: str, limit: int | None = typer.Option(None, help="Only so many.")
) -> None:
    """Run a task over a folder of documents."""


@app.command()
def evaluate(run: str, gold: str = typer.Option(..., help="The expert's labels.")) -> None:
    """Score a run."""


@app.command()
def diff(a: str, b: str) -> None:
    """Hold two runs against each other."""


if __name__ == "__main__":
    app()
