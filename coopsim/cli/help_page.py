"""The pages of ``--help``, in the chosen language: how to call, what it is for, arguments, options, commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coopsim.texts import catalogue, text

if TYPE_CHECKING:
    from rich.table import Table


def localised(command: Any, lang: str) -> Any:
    """A command whose texts, so far keys, are those of a language; its subcommands likewise."""
    words = catalogue(lang)
    command.help = words.get(f"help.{command.help}", command.help)
    for parameter in command.params:
        parameter.help = words.get(f"help.{parameter.help}", parameter.help)
        parameter.metavar = words.get(f"metavar.{parameter.metavar}", parameter.metavar)
        if parameter.name == "lang":
            parameter.default = lang
    command.format_help = lambda context, formatter: formatter.write(page(command, context, lang))
    for below in getattr(command, "commands", {}).values():
        localised(below, lang)
    return command


def page(command: Any, context: Any, lang: str) -> str:
    """The help of a command as text, coloured on a terminal, as wide as that is."""
    from rich.text import Text

    from coopsim.cli.standard_streams import console

    arguments = [one for one in command.params if one.param_type_name == "argument"]
    options = [one for one in command.params if one.param_type_name == "option"]
    options = [*(one for one in options if one.name != "help"), command.get_help_option(context)]
    commands = getattr(command, "commands", {})
    usage = [context.command_path, *(_usage(one) for one in arguments)]
    usage += [text(lang, "metavar.COMMAND")] if commands else []
    usage.append(f"[{text(lang, 'metavar.OPTIONS')}]")
    parts = {
        "arguments": [(_usage(one), _about(one, lang)) for one in arguments],
        "options": [(_names(one), _about(one, lang)) for one in options if one is not None],
        "commands": [(name, below.help) for name, below in commands.items()],
    }
    shown = console(error=False)
    with shown.capture() as caught:
        shown.print(Text.assemble((text(lang, "page.usage"), "bold"), " ", " ".join(usage)))
        shown.print(Text("\n" + (command.help or "")))
        for key, rows in parts.items():
            if rows:
                shown.print(Text("\n" + text(lang, f"page.{key}"), "bold"))
                shown.print(_table(rows))
    return "\n".join(line.rstrip() for line in caught.get().splitlines())


def _table(rows: list[tuple[str, str]]) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    table.add_column(max_width=34, overflow="fold")
    table.add_column(overflow="fold")
    for names, words in rows:
        table.add_row(Text("  " + names, "cyan"), Text(words))
    return table


def _usage(argument: Any) -> str:
    return argument.metavar if argument.required else f"[{argument.metavar.strip('[]')}]"


def _names(option: Any) -> str:
    names = "/".join([*option.opts, *option.secondary_opts])
    return f"{names} {option.metavar}" if option.metavar else names


def _about(parameter: Any, lang: str) -> str:
    """What a parameter is for, with its default, or that it is required."""
    words = [text(lang, "help.help") if parameter.name == "help" else parameter.help or ""]
    if parameter.required:
        words.append(text(lang, "page.required"))
    elif parameter.secondary_opts:
        chosen = parameter.opts if parameter.default else parameter.secondary_opts
        words.append(text(lang, "page.default", value=chosen[0]))
    elif parameter.default is not None and parameter.default is not False and parameter.name != "help":
        words.append(text(lang, "page.default", value=parameter.default))
    return " ".join(words)
