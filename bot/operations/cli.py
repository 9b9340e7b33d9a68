"""The operator's commands. Each only reads its arguments, calls one thing and says in plain words what happened."""

from __future__ import annotations

import typer

from bot.service import read_settings, stop

vault_app = typer.Typer(no_args_is_help=True, help="The instance's keys: create, rotate.")


@vault_app.command()
def create() -> None:
    """Make the key files of a new instance, where the settings say. An existing one is never touched."""
    from bot.vault import keys

    settings = read_settings()
    for path in (settings.key_path, settings.assistant_key_path):
        try:
            keys.create(path)
        except keys.KeyFileError:
            stop(f"{path} is there already. A new key in its place would make everything unreadable.")
        typer.echo(f"made: {path}")


@vault_app.command()
def rotate() -> None:
    """Give the instance new keys while it runs. The old ones open everything until that is done."""
    from bot.operations.rotation import rotate as rotate_keys
    from bot.vault.keys import KeyFileError
    from bot.vault.sealing import SealError

    try:
        renewed = rotate_keys(read_settings())
    except KeyFileError as error:
        stop(f"{error.path}: {error.code.replace('_', ' ')}.")
    except SealError as error:
        stop(
            f"A stored key cannot be opened ({error.code}). Nothing was lost; the old keys stay. See docs/operator.md."
        )
    typer.echo(f"keys: new; {renewed} wrapped anew; the old keys are destroyed")
