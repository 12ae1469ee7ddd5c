"""Kinds, instruments, sectors, modes and metrics as a finance officer says them; English is the catalogue's key."""

from collections.abc import Mapping

from scenarios.language import Language

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

KINDS: Mapping[str, str] = {
    "land_preparation": "Land preparation",
    "road": "Road",
    "bridge": "Bridge",
    "drainage": "Drainage",
    "water_supply": "Water supply",
    "wastewater": "Wastewater treatment",
    "power": "Power supply",
    "lighting": "Lighting",
    "telecom": "Telecommunications",
    "solid_waste": "Solid waste",
    "fire_safety": "Fire safety",
    "flood_protection": "Flood protection",
    "resettlement": "Resettlement",
    "transport": "Transport",
    "worker_housing": "Worker housing",
    "kindergarten": "Kindergarten",
    "school": "School",
    "clinic": "Clinic",
    "canteen": "Canteen",
    "park": "Park and greenery",
    "sports": "Sports and culture",
    "market": "Market",
    "community_centre": "Community centre",
    "training_centre": "Training centre",
    "one_stop_office": "One-stop office",
    "capacity_building": "Capacity building",
}

METRICS: Mapping[str, str] = {
    "economic_npv": "Economic net present value",
    "financial_npv": "Financial net present value",
    "investment": "Total investment",
    "funding": "Money drawn",
    "public_money": "Public money, discounted",
    "private_money": "Private money, discounted",
    "public_outlay": "Public outlay, discounted",
    "cost_of_funds": "Cost of funds",
    "hectares": "Hectares leased",
    "jobs": "Jobs",
    "value": "Score of the works",
    "projects": "Works built",
}

EVERY: tuple[Mapping[str, str], ...] = (SECTORS, MODES, INSTRUMENTS, CLASSES, KINDS, METRICS)


def spoken(language: Language, words: Mapping[str, str], key: str) -> str:
    """The name of `key` in `language`; a word that a file made up itself stays as it is."""
    return language(words[key]) if key in words else key
