"""`kg completion`: a script that makes a shell complete commands, options, folders and names of nodes."""

from __future__ import annotations

import click

from kg.cli import options


@click.command(
    epilog=options.examples(
        "completion bash >> ~/.bashrc",
        "completion zsh >> ~/.zshrc",
        "completion fish > ~/.config/fish/completions/kg.fish",
    )
)
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def completion(shell: str) -> None:
    """Print the script by which a shell completes kg.

    With it, the Tab key completes commands, options, their values, folders, and names of nodes: those of the
    graph that is named before, or of the only one in output/. Names are quoted as the shell needs it.
    """
    from kg.cli.completing import script

    click.echo(script(shell), nl=False)
