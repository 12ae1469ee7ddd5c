"""The two languages of everything a user reads, as an object that is passed along (never a global locale).

English texts stand in the code; Vietnamese ones in `locale/vi.po` of each room, or in several such files
(`locale/run.vi.po`). `_("…{name}…", name=…)` looks up and fills in. Babel is loaded for the
catalogues only: a run in English starts without it. Numbers, money and dates follow the language:
1.234,5 tỷ đồng / VND 1,234.5 bn.
"""

import gettext
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from io import BytesIO
from math import isfinite, isnan
from pathlib import Path
from typing import Literal

Code = Literal["vi", "en"]
CODES: tuple[Code, ...] = ("vi", "en")

HOUSE = Path(__file__).resolve().parent.parent

_SCALES: Mapping[Code, Mapping[float, str]] = {
    "vi": {1.0: "", 1e3: "nghìn ", 1e6: "triệu ", 1e9: "tỷ ", 1e12: "nghìn tỷ "},
    "en": {1.0: "", 1e3: " k", 1e6: " m", 1e9: " bn", 1e12: " tn"},
}

_SIGNS = str.maketrans(",.", ".,")
"""From English to Vietnamese: 1,234.5 is 1.234,5."""


@cache
def _catalogue(code: Code) -> gettext.NullTranslations:
    """All texts of one language: the rooms' catalogues chained."""
    if code == "en":
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    merged: gettext.NullTranslations | None = None
    for path in sorted([*HOUSE.glob(f"*/locale/{code}.po"), *HOUSE.glob(f"*/locale/*.{code}.po")]):
        with path.open("rb") as file:
            compiled = BytesIO()
            write_mo(compiled, read_po(file, locale=code))
        compiled.seek(0)
        room = gettext.GNUTranslations(compiled)
        if merged is None:
            merged = room
        else:
            merged.add_fallback(room)
    return merged if merged is not None else gettext.NullTranslations()


@dataclass(frozen=True, slots=True)
class Language:
    """Vietnamese or English, with its number formats.

    >>> Language("vi").money(1234.5, "VND", 1e9)
    '1.234,5 tỷ đồng'
    >>> Language("en").money(1234.5, "VND", 1e9)
    'VND 1,234.5 bn'
    """

    code: Code

    def __call__(self, text: str, /, **values: object) -> str:
        """The text in this language with `{name}` places filled in."""
        translated = _catalogue(self.code).gettext(text) if text else ""
        return translated.format(**values) if values else translated

    def number(self, amount: float, digits: int = 1, *, fixed: bool = True) -> str:
        """A number with `digits` decimals, halves to even; with `fixed=False` trailing zeros are left out.

        The same text as Babel's, for a tenth of its time: a plan has tens of thousands of numbers to say.
        """
        if not isfinite(amount):
            return "NaN" if isnan(amount) else "∞" if amount > 0 else "-∞"
        text = format(Decimal(str(amount + 0.0)), f",.{digits}f")
        if digits and not fixed:
            text = text.rstrip("0").rstrip(".")
        return text.translate(_SIGNS) if self.code == "vi" else text

    def percent(self, share: float, digits: int = 1) -> str:
        """A share in [0, 1] as percent: 12,5% / 12.5%."""
        return self.number(100.0 * share, digits) + "%"

    def money(self, amount: float, currency: str, unit: float, digits: int = 1) -> str:
        """Money of a file in words of its unit."""
        return self.money_pattern(currency, unit).format(self.number(amount, digits))

    def money_pattern(self, currency: str, unit: float) -> str:
        """What stands around an amount of money, with `{}` for its number: {} tỷ đồng / VND {} bn."""
        number, scale = "{}", _SCALES[self.code].get(unit)
        if scale is None:
            number, scale = f"{{}} × {self.number(unit, 0)}", " " if self.code == "vi" else ""
        if self.code == "vi":
            return f"{number} {scale.lstrip()}{'đồng' if currency == 'VND' else currency}"
        return f"{currency} {number}{scale}"

    def money_unit(self, currency: str, unit: float) -> str:
        """The unit alone, for heads and axes: tỷ đồng / VND bn."""
        scale = _SCALES[self.code].get(unit)
        if scale is None:
            scale = f"× {self.number(unit, 0)} "
        if self.code == "vi":
            return f"{scale.lstrip()}{'đồng' if currency == 'VND' else currency}"
        return f"{currency} {scale.strip()}".strip()
