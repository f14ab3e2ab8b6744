"""An export of the size of a mid-sized company's, made from a fixed seed: same file every time."""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

TODAY = date(2026, 6, 30)


def write_pipeline(folder: Path, deals: int = 8_800, seed: int = 7) -> tuple[int, str]:
    """Writes `deals.csv`; returns how many deals and the date that counts as today."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)
    with (folder / "deals.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["deal_id", "name", "stage", "owner", "amount", "currency", "created_at", "closed_at", "outcome"]
        )
        for i in range(deals):
            created = TODAY - timedelta(days=chance.randrange(5, 430))
            length = int(chance.lognormvariate(3.6, 0.8)) + 1
            closed = created + timedelta(days=length)
            ends = closed <= TODAY and chance.random() < 0.8
            outcome = chance.choice(["won", "lost", "won"]) if ends else "open"
            stage = {"won": "Won", "lost": "Lost", "open": chance.choice(["Discovery", "Proposal"])}[outcome]
            writer.writerow([
                f"B-{i:05}", f"Deal {i}", stage, f"Rep {i % 30}", chance.randrange(500, 90_000), "EUR",
                created.isoformat(), closed.isoformat() if ends else "", outcome,
            ])  # fmt: skip
    return deals, TODAY.isoformat()
