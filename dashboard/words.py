"""Kinds, instruments, sectors and modes as a finance officer says them; English is the catalogue's key."""

from collections.abc import Mapping

from scenarios.wording import METRICS

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

EVERY: tuple[Mapping[str, str], ...] = (SECTORS, MODES, INSTRUMENTS, CLASSES, KINDS, METRICS)
