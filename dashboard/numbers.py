"""Numbers that people type, read in their language: 12,5 in Vietnamese, 12.5 in English."""

from babel.numbers import NumberFormatError, parse_decimal

from scenarios.language import Language


class NotANumber(ValueError):
    """What was typed is no number in this language, or outside what is allowed; the text says what is."""


def parsed(typed: str, language: Language, lowest: float, highest: float) -> float:
    """The number typed, between `lowest` and `highest`.

    >>> parsed(" 12,5 ", Language("vi"), 0, 100), parsed("12.5", Language("en"), 0, 100)
    (12.5, 12.5)
    """
    allowed = language(
        "a number from {lowest} to {highest}, such as {example}",
        lowest=language.number(lowest, 2, fixed=False),
        highest=language.number(highest, 2, fixed=False),
        example=language.number(min(12.5, highest), 1, fixed=False),
    )
    text = typed.strip().removesuffix("%").strip()
    try:
        number = float(parse_decimal(text, locale=language.code, strict=True))
    except (NumberFormatError, OverflowError):
        raise NotANumber(allowed) from None
    if not lowest <= number <= highest:
        raise NotANumber(allowed)
    return number
