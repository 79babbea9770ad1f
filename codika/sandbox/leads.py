"""
640 leads of companies in sixteen countries, made up and always the same.

Cities and their places on the map are real; companies, people and numbers are
drawn by hash, so there is no file to ship and no real person in it.
"""

import datetime as dt
import functools
from typing import Any

from codika.sandbox import draws
from codika.sandbox.workflows.provision_accounts import login_of

COUNT = 640

# Country: its share of the leads, then cities with latitude and longitude.
PLACES: dict[str, tuple[int, tuple[tuple[str, float, float], ...]]] = {
    "Austria": (4, (("Vienna", 48.21, 16.37), ("Graz", 47.07, 15.44))),
    "Belgium": (8, (("Brussels", 50.85, 4.35), ("Antwerp", 51.22, 4.40), ("Ghent", 51.05, 3.72))),
    "Denmark": (4, (("Copenhagen", 55.68, 12.57), ("Aarhus", 56.16, 10.20))),
    "Finland": (3, (("Helsinki", 60.17, 24.94), ("Tampere", 61.50, 23.79))),
    "France": (12, (("Paris", 48.86, 2.35), ("Lyon", 45.76, 4.84), ("Lille", 50.63, 3.06))),
    "Germany": (14, (("Berlin", 52.52, 13.40), ("Munich", 48.14, 11.58), ("Köln", 50.94, 6.96))),
    "Ireland": (4, (("Dublin", 53.35, -6.26), ("Cork", 51.90, -8.47))),
    "Italy": (8, (("Milan", 45.46, 9.19), ("Turin", 45.07, 7.69), ("Rome", 41.90, 12.50))),
    "Luxembourg": (2, (("Luxembourg", 49.61, 6.13),)),
    "Netherlands": (9, (("Amsterdam", 52.37, 4.90), ("Utrecht", 52.09, 5.12))),
    "Poland": (6, (("Warsaw", 52.23, 21.01), ("Kraków", 50.06, 19.94))),
    "Portugal": (4, (("Lisbon", 38.72, -9.14), ("Porto", 41.15, -8.61))),
    "Spain": (8, (("Madrid", 40.42, -3.70), ("Barcelona", 41.39, 2.17))),
    "Sweden": (5, (("Stockholm", 59.33, 18.07), ("Malmö", 55.60, 13.00))),
    "Switzerland": (4, (("Zürich", 47.37, 8.54), ("Geneva", 46.20, 6.14))),
    "United Kingdom": (9, (("London", 51.51, -0.13), ("Leeds", 53.80, -1.55))),
}
INDUSTRIES = ("software", "retail", "logistics", "manufacturing", "health", "energy", "finance")
TITLES = ("Head of Sales", "COO", "Founder", "IT Manager", "Buyer", "Marketing Lead", "CFO")
TAGS = ("newsletter", "webinar", "demo", "trial", "referral", "event", "pricing-page")
FIRST_NAMES = (
    "Ada", "Ben", "Chloé", "Dries", "Elif", "Finn", "Greta", "Hugo", "Ines", "Jonas", "Kaja",
    "Lars", "Mia", "Noah", "Olga", "Piet", "Rosa", "Sami", "Tess", "Ugo", "Vera", "Wout", "Zoë",
)  # fmt: skip
LAST_NAMES = (
    "Andersen", "Bauer", "Costa", "De Smet", "Evans", "Ferrari", "García", "Horák", "Ivanov",
    "Janssens", "Kowalski", "Lefèvre", "Müller", "Novak", "O'Brien", "Peeters", "Rossi", "Silva",
    "Tanaka", "Virtanen", "Weber", "Ziegler",
)  # fmt: skip
STARTS = ("Blue", "North", "Clear", "Prime", "Bright", "Iron", "Swift", "Green", "Alto", "Nova")
ENDS = ("field", "wave", "works", "line", "bridge", "forge", "path", "labs", "stone", "port")
FIRST_DAY = dt.date(2024, 10, 1)
DAYS = 730
CUSTOMER_SHARE = 0.15


@functools.cache
def leads() -> tuple[dict[str, Any], ...]:
    """Return all leads, the same ones always; copy before changing one."""
    countries = [country for country, (share, _) in PLACES.items() for _ in range(share)]
    return tuple(_lead(number, draws.pick(countries, "country", number)) for number in range(COUNT))


def _lead(number: int, country: str) -> dict[str, Any]:
    name = f"{draws.pick(FIRST_NAMES, 'first', number)} {draws.pick(LAST_NAMES, 'last', number)}"
    company = f"{draws.pick(STARTS, 'start', number)}{draws.pick(ENDS, 'end', number)}"
    website = f"{company.lower()}-{number % 97:02d}.example"
    city, lat, lon = draws.pick(PLACES[country][1], "city", number)
    created = FIRST_DAY + dt.timedelta(days=draws.whole(0, DAYS - 1, "created", number))
    contact = created + dt.timedelta(days=draws.whole(0, 60, "contact", number))
    employees = round(draws.lognormal(80, 1.3, "employees", number)) + 1
    return {
        "lead_id": f"L-{number + 1:04d}",
        "name": name,
        "title": draws.pick(TITLES, "title", number),
        "email": f"{login_of(name)}@{website}",
        "company": {
            "name": company,
            "country": country,
            "city": city,
            "industry": draws.pick(INDUSTRIES, "industry", number),
            "employees": employees,
            "founded": draws.whole(1955, 2023, "founded", number),
            "website": f"https://{website}",
            "location": {"lat": lat, "lon": lon},
        },
        "tags": [tag for tag in TAGS if draws.fraction("tag", tag, number) < 0.3],  # noqa: PLR2004
        "visits": draws.whole(0, 40, "visits", number),
        "created_on": created.isoformat(),
        "last_contact_on": contact.isoformat(),
        "deal_value_eur": round(employees * draws.lognormal(90, 0.5, "deal", number), -1),
        "is_customer": draws.fraction("customer", number) < CUSTOMER_SHARE,
    }
