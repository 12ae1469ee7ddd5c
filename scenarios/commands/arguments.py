"""The command line's own words: commands, options, and what is wrong with them, in both languages."""

import argparse
import re
import sys
from collections.abc import Sequence
from typing import NoReturn

from scenarios.language import CODES, Code, Language
from scenarios.status import Exit

CHART_FORMATS = ("png", "svg", "pdf")

# argparse words its complaints in English: each is recognised and said by the catalogue
_COMPLAINTS = (
    (re.compile(r"the following arguments are required: (?P<names>.*)"), "missing: {names}"),
    (re.compile(r"unrecognized arguments: (?P<names>.*)"), "not known: {names}"),
    (re.compile(r"argument (?P<name>[^:]*): expected one argument"), "{name} needs a value"),
    (re.compile(r"argument (?P<name>[^:]*): expected at least one argument"), "{name} needs a value"),
    (re.compile(r"argument (?P<name>[^:]*): ignored explicit argument .*"), "{name} takes no value"),
    (
        re.compile(
            r"argument (?P<name>[^:]*): invalid choice: (?P<found>.*) \(choose from (?P<choices>.*)\)"
        ),
        "{name}: {found} is not one of {choices}",
    ),
)

_OWN_WORDS = ("usage:", "positional arguments:", "options:", "show this help message and exit")


class Parser(argparse.ArgumentParser):
    """Complains in the language of the user, and exits with the status of a refused input."""

    language = Language("en")

    def format_usage(self) -> str:
        """How the command is used, in one line or a few."""
        return self._spoken(super().format_usage())

    def format_help(self) -> str:
        """How the command is used, with all its options."""
        return self._spoken(super().format_help())

    def _spoken(self, help_: str) -> str:
        for text in _OWN_WORDS:
            help_ = help_.replace(text, self.language(text))
        return help_

    def error(self, message: str) -> NoReturn:
        """Says what is wrong and how the command is used."""
        self.print_usage(sys.stderr)
        self.exit(Exit.REFUSED, f"{self.prog}: {self._said(message)}\n")

    def _said(self, message: str) -> str:
        for pattern, text in _COMPLAINTS:
            if found := pattern.fullmatch(message):
                return self.language(text, **found.groupdict())
        return message


def language_of(arguments: Sequence[str], environment: str | None) -> Language | None:
    """The language asked for by `--lang`, else by the environment, else English.

    It is wanted before the arguments are parsed, for the complaints about them; a `--lang` that is no language is
    left to the parser's own complaint. None where the environment names no language and `--lang` does not, either.
    """
    asked = None
    for i, argument in enumerate(arguments):
        if argument == "--lang" and i + 1 < len(arguments):
            asked = arguments[i + 1]
        elif argument.startswith("--lang="):
            asked = argument.partition("=")[2]
    if asked is not None:
        return Language(_code(asked) or "en")
    stated = re.split("[_.-]", environment or "en")[0]  # vi_VN.UTF-8, as systems write it, is vi
    code = _code(stated.lower())
    return None if code is None else Language(code)


def parse(arguments: Sequence[str], language: Language) -> argparse.Namespace:
    """The command and its options. Exits with status 2 where they make no sense."""
    Parser.language = language
    _ = language
    parser = Parser(prog="python -m scenarios", description=_("Plans infrastructure of industrial clusters."))
    commands = parser.add_subparsers(dest="command", required=True, metavar=_("COMMAND"), parser_class=Parser)
    spoken = Parser(add_help=False)
    spoken.add_argument("--lang", choices=CODES, help=_("language of everything that is said (HATANG_LANG)"))

    def command(name: str, help_: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, parents=[spoken], help=help_, description=help_)

    out = _("folder for the result; an earlier result there is replaced")
    change = _("change a value of the scenario; may be repeated")

    check = command("check", _("report every fault of scenario files, or ok"))
    check.add_argument("files", nargs="+", metavar=_("FILE"))

    run = command("run", _("make the plan of a scenario"))
    run.add_argument("file", metavar=_("FILE"), help=_("a scenario file, or the name of a bundled one"))
    run.add_argument("--out", metavar=_("DIR"), help=out)
    run.add_argument(
        "--set", dest="changes", action="append", default=[], metavar=_("PATH=VALUE"), help=change
    )
    run.add_argument("--charts", metavar="png,svg,pdf", help=_("write the charts, too, in these formats"))
    run.add_argument("--report", metavar="docx,pdf,xlsx", help=_("not yet part of this release"))
    run.add_argument("--lp", metavar=_("FILE") + ".lp", help=_("write the linear programme, too"))
    run.add_argument(
        "--conflict", action="store_true", help=_("where there is no plan, name the limits that conflict")
    )
    run.add_argument("--json", action="store_true", help=_("print plan.json and nothing else"))

    compare = command("compare", _("put the plans of several scenarios side by side"))
    compare.add_argument("files", nargs="+", metavar=_("FILE"))
    compare.add_argument(
        "--why", action="store_true", help=_("say what each input changes; makes a plan for each of them")
    )
    compare.add_argument("--out", metavar=_("DIR"), help=out)
    compare.add_argument(
        "--set", dest="changes", action="append", default=[], metavar=_("PATH=VALUE"), help=change
    )

    _study(command("study", _("ask a scenario many questions at once")), _)

    explain = command("explain", _("say what limits are worth, and why a project is in the plan or not"))
    explain.add_argument("file", metavar=_("FILE"), help=_("a scenario file, or the name of a bundled one"))
    explain.add_argument("project", nargs="?", metavar=_("PROJECT"), help=_("id of the project to explain"))
    explain.add_argument("--out", metavar=_("DIR"), help=out)
    explain.add_argument(
        "--set", dest="changes", action="append", default=[], metavar=_("PATH=VALUE"), help=change
    )
    explain.add_argument("--json", action="store_true", help=_("print the tables as JSON and nothing else"))

    command("schema", _("print the JSON Schema of the scenario file"))
    template = command("template", _("write an empty workbook to fill in"))
    template.add_argument("out", metavar="OUT.xlsx")
    book = command("import", _("turn a filled workbook into a scenario file"))
    book.add_argument("book", metavar="BOOK.xlsx")
    book.add_argument(
        "-o", dest="out", required=True, metavar=_("FILE"), help=_("the scenario file to write")
    )
    return parser.parse_args(arguments)


STUDIES = (
    "rules", "sources", "late-money", "frontier", "montecarlo", "alternatives", "grid", "equal-treatment", "reform",
    "promotion", "environment",
)  # fmt: skip


def _study(study: argparse.ArgumentParser, _: Language) -> None:
    """The options of `study`; those of one kind alone are None where they are not stated."""
    study.add_argument("file", metavar=_("FILE"), help=_("a scenario file, or the name of a bundled one"))
    study.add_argument("kind", metavar=_("KIND"), choices=STUDIES, help=" | ".join(STUDIES))
    study.add_argument(
        "--out", metavar=_("DIR"), help=_("folder for the result; an earlier result there is replaced")
    )
    study.add_argument(
        "--set", dest="changes", action="append", default=[], metavar=_("PATH=VALUE"),
        help=_("change a value of the scenario; may be repeated"),
    )  # fmt: skip
    study.add_argument("--charts", metavar="png,svg,pdf", help=_("write the charts, too, in these formats"))
    study.add_argument("--jobs", metavar="N", default="1", help=_("processes at the same time"))
    study.add_argument("--time-limit", metavar="S", help=_("seconds for the whole study"))
    study.add_argument("--json", action="store_true", help=_("print study.json and nothing else"))
    study.add_argument(
        "--between", nargs=2, metavar=_("METRIC"),
        help=_("frontier: the two metrics; add :most or :least to say which way is better"),
    )  # fmt: skip
    study.add_argument("--points", metavar="N", help=_("frontier: number of points"))
    study.add_argument("--count", metavar="N", help=_("alternatives: number of plans, 2 to 20"))
    study.add_argument(
        "--within", metavar=_("SHARE"), help=_("alternatives: how far below the best, 0.01 is one percent")
    )
    study.add_argument("--draws", metavar="N", help=_("montecarlo: number of draws"))
    study.add_argument(
        "--vary", action="append", metavar=_("PATH=VALUE,VALUE"), help=_("grid: values of a path; may be repeated")
    )  # fmt: skip


def _code(word: str) -> Code | None:
    return next((code for code in CODES if code == word), None)
