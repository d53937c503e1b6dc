"""What was measured: one row a contestant, medians over the rounds. Not here: targets, printing."""

import statistics


class Results:
    def __init__(self):
        self.rows = []
        self.notes = []  # (scenario, sentence)
        self.facts = {}  # single numbers that targets ask for, by name

    def note(self, scenario, sentence):
        self.notes.append({"scenario": scenario, "note": sentence})

    def add(self, scenario, contestant, label, clients, runs, per_call=1, unit="reserves/s"):
        """Records the rounds of one contestant: successes a second, or with unit "calls/s" whatever the
        answer was. per_call turns calls into lines."""
        rates = [(run.answers if unit == "calls/s" else run.rate) * per_call for run in runs]
        for error in dict.fromkeys(run.error for run in runs if run.error):
            self.note(scenario, f"{label}, {clients} clients: {error}")
        self.rows.append({
            "scenario": scenario,
            "contestant": contestant,
            "label": label,
            "clients": clients,
            "unit": unit,
            "rounds": len(runs),
            "noise": round(max(run.noise for run in runs), 3),
            "seconds": round(statistics.median(run.seconds for run in runs), 2),
            "per_second": {"median": round(statistics.median(rates), 1), "min": round(min(rates), 1),
                           "max": round(max(rates), 1)},
            "p50_ms": round(statistics.median(run.p50 for run in runs), 3),
            "p99_ms": round(statistics.median(run.p99 for run in runs), 3),
            "successes": sum(run.successes for run in runs),
            "refusals": sum(run.refusals for run in runs),
            "failures": sum(run.failures for run in runs),
        })

    def find(self, scenario, contestant, clients):
        for row in self.rows:
            if (row["scenario"], row["contestant"], row["clients"]) == (scenario, contestant, clients):
                return row
        return None

    def rate(self, scenario, contestant, clients):
        row = self.find(scenario, contestant, clients)
        return row["per_second"]["median"] if row else None
