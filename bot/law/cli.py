"""Placeholder until written."""
import typer

app = typer.Typer()

@app.command()
def todo() -> None:
    """Placeholder."""
