"""Kinds, instruments, sectors and modes as a finance officer says them; English is the catalogue's key."""

from collections.abc import Mapping

from scenarios.wording import KINDS, METRICS

__all__ = ["CLASSES", "EVERY", "INSTRUMENTS", "KINDS", "METRICS", "MODES", "SECTORS"]

SECTORS: Mapping[str, str] = {"public": "Public", "private": "Private", "ppp": "PPP investors"}

MODES: Mapping[str, str] = {
    "public": "Public investment",
    "ppp": "PPP",
    "private": "Private investment",
}

INSTRUMENTS: Mapping[str, str] = {
    "grant": "Budget money, not repaid",
    "equity": "Owners' equity",
    "loan": "Loan",
    "bond": "Bond",
    "prepayment": "Tenants' prepayment",
}

CLASSES: Mapping[str, str] = {
    "infrastructure": "Technical infrastructure",
    "amenity": "Social amenities",
    "institution": "Institutions",
}

EVERY: tuple[Mapping[str, str], ...] = (SECTORS, MODES, INSTRUMENTS, CLASSES, KINDS, METRICS)
