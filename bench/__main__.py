"""`make bench`: measure the site's pages on one worker against a bare Flask page, and hold them to their gates.

Everything runs on this machine's loopback, in a temporary folder, and is ended with the bench. Rounds of all scenarios
alternate and the best one counts. A ratio compares the processor time of the server for each answer: on a quiet machine
it says the same as answers per second, and on one shared with other work it still tells the truth.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.city import City, done_by
from bench.national import measure_national
from bench.processes import CannotMeasure, Round, Server, drive, serving_floor, serving_site
from bench.requests import Filled, Session, forms_on, raw_request, signed_in, write_requests

CONNECTIONS, MANY = 8, 64
PUBLIC = ("/", "/belajar")
LEAST_RATIO = {"lesson": 0.11, "lesson done": 0.14, "dashboard": 0.07, "anonymous": 0.5}
SHORT_QUEUE, LONG_QUEUE = "queue of 40", "queue of 10,000"
KEPT_SECONDS = 11
FEW_WORKS, MANY_WORKS = 40, 10_000
ONCE, TWICE = "dashboard, once", "dashboard, twice"
LEAST_OF_ONCE = 0.9
"""How fast the dashboard must still be when twice as much has happened."""
LEAST_OF_SHORT_QUEUE = 0.7
"""How fast the queue must still be when it is long, against when it is short."""
MOST_P99_MS, MOST_MIB, MOST_COLD_START_S = 300, 110, 3.0


@dataclass(frozen=True)
class Plan:
    """How long and how much."""

    seconds: int
    rounds: int
    learners: int
    """People who sign in; each has 28 lessons left to do."""


FULL = Plan(seconds=3, rounds=4, learners=300)
QUICK = Plan(seconds=1, rounds=2, learners=60)
SENT_FASTER = 1.5
"""How much faster than it is read a lesson may be finished before the forms run out."""


@dataclass
class Results:
    """The best and the worst round of every scenario, and what else was found."""

    rounds: dict[str, list[Round]]
    floor: str = "hello 15 KB"
    missed: int = 0

    def best(self, name: str) -> Round:
        return max(self.rounds[name], key=lambda one: one.per_second)

    def ratio(self, name: str) -> float:
        return self._least_cpu(self.floor) / self._least_cpu(name)

    def _least_cpu(self, name: str) -> float:
        return min(one.cpu_ms for one in self.rounds[name])

    def gate(self, text: str, *, holds: bool) -> None:
        """Print how a gate came out."""
        self.missed += not holds
        print(f"{'ok  ' if holds else 'MISS'}  {text}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="half a minute, for a first impression")
    parser.add_argument("--national", action="store_true", help="only a city among all of the country, on PostgreSQL; minutes")
    parser.add_argument("--factor", type=float, default=1.0, help="with --national: this part of the country's cities")
    chosen = parser.parse_args()
    if chosen.national:
        return 0 if measure_national(chosen.factor) else 1
    plan = QUICK if chosen.quick else FULL
    began = time.monotonic()
    with TemporaryDirectory(prefix="sinau-bench-") as folder:
        city = City(Path(folder))
        city.fill(learners_with_card=plan.learners)
        print(f"City filled in {time.monotonic() - began:.1f} s: {city.events()} events of 5,000 people.")
        results = Results({})
        with serving_floor(Path(folder)) as floor, serving_site(city.data, city.courses) as site:
            forms = measure_one_worker(city, plan, floor, site, results)
            measure_queue(city, plan, site, results)
            measure_past(city, plan, site, results)
            fresh = time_after_commit(forms[:10], city, site)
            memory, cold_start = site.worker_mib, site.cold_start
        crowd = measure_two_workers(city, plan, forms[10:])
        bugs = bugs_in(city.data / "server.log")
    print_rounds(results)
    print(f"Dashboard with figures counted anew after a lesson done: {fresh:.0f} ms.")
    for bug, count in bugs.most_common():
        print(f"The site logged {count} x {bug}")
    judge(results, crowd, memory, cold_start)
    print(f"{time.monotonic() - began:.0f} s in all.")
    return 1 if results.missed else 0


def measure_one_worker(city: City, plan: Plan, floor: Server, site: Server, results: Results) -> list[Filled]:
    """Run all rounds; gives forms that were not sent yet."""
    chance = random.Random(33_71)
    people = dict(zip(city.tokens, signed_in(site.port, city.tokens.values()), strict=True))
    (agency,) = signed_in(site.port, [city.agency_token])
    agency.get("/dasbor")
    lessons = [city.address(lesson) for lesson in city.lessons()]
    readers = [(chance.choice(list(people.values())), chance.choice(lessons)) for _ in range(2000)]
    requests = {
        results.floor: (floor, [raw_request("GET", "/", Session(floor.port))]),
        "lesson": (site, [raw_request("GET", path, session) for session, path in readers]),
        "lesson, brotli": (site, [raw_request("GET", path, session, coding="br") for session, path in readers]),
        "dashboard": (site, [raw_request("GET", "/dasbor", agency)]),
        "anonymous": (site, [raw_request("GET", path, Session(site.port)) for path in PUBLIC]),
    }
    files = {name: write_requests(city.data / f"{name}.requests", found) for name, (_, found) in requests.items()}
    warm = {name: drive(server, files[name], connections=CONNECTIONS, seconds=1) for name, (server, _) in requests.items()}
    each = int(warm["lesson"].per_second * plan.seconds * SENT_FASTER)
    forms = collect_forms(city, people, (plan.rounds + 2) * each, chance)
    for part in [forms[number * each : (number + 1) * each] for number in range(plan.rounds)]:
        for name, (server, _) in requests.items():
            agency.get("/dasbor")  # the figures are counted now, not in somebody's round
            results.rounds.setdefault(name, []).append(drive(server, files[name], connections=CONNECTIONS, seconds=plan.seconds))
        results.rounds.setdefault("lesson done", []).append(send(part, city, site, connections=CONNECTIONS, seconds=plan.seconds))
    return forms[plan.rounds * each :]


def measure_queue(city: City, plan: Plan, site: Server, results: Results) -> None:
    """Open the assessors' queue while little waits, and while ten thousand pieces do."""
    (assessor,) = signed_in(site.port, [city.assessor_token])
    file = write_requests(city.data / "queue.requests", [raw_request("GET", "/antrean", assessor)])
    for name, more in ((SHORT_QUEUE, FEW_WORKS), (LONG_QUEUE, MANY_WORKS - FEW_WORKS)):
        city.add_works(more)
        assessor.get("/antrean")
        found = [drive(site, file, connections=CONNECTIONS, seconds=plan.seconds) for _ in range(plan.rounds)]
        results.rounds[name] = found


def measure_past(city: City, plan: Plan, site: Server, results: Results) -> None:
    """Open the dashboard with what has happened, and with twice as many events of learning, meetings and visits."""
    (agency,) = signed_in(site.port, [city.agency_token])
    file = write_requests(city.data / "past.requests", [raw_request("GET", "/dasbor", agency)])
    for name, double in ((ONCE, False), (TWICE, True)):
        if double:
            city.double_events()
        time.sleep(KEPT_SECONDS)  # what was counted before is forgotten
        agency.get("/dasbor")
        results.rounds[name] = [drive(site, file, connections=CONNECTIONS, seconds=plan.seconds) for _ in range(plan.rounds)]


def collect_forms(city: City, people: dict[int, Session], wanted: int, chance: random.Random) -> list[Filled]:
    """Open lessons that people have not done yet, and take the forms on them."""
    lessons = city.lessons()
    open_pages = [
        (person, lesson)
        for person in people
        for place, lesson in enumerate(lessons)
        if place not in {done % len(lessons) for done in done_by(person)}
    ]
    chance.shuffle(open_pages)
    return forms_on((people[person], city.address(lesson)) for person, lesson in open_pages[:wanted])


def send(forms: list[Filled], city: City, site: Server, *, connections: int, seconds: int, pinned: bool = True) -> Round:
    """Let wrk send forms, each once as far as they last; refuses a round after which the record lacks any of them."""
    file = write_requests(city.data / "forms.requests", [form.raw for form in forms])
    before = city.events()
    result = drive(site, file, connections=connections, seconds=seconds, pinned=pinned)
    recorded = city.events() - before
    if recorded < min(result.requests, len(forms)) and not result.errors:
        raise CannotMeasure(f"{result.requests} forms of {len(forms)} were answered, but only {recorded} events are new.")
    if result.sent > len(forms):
        print(f"(The {len(forms)} forms of a round were sent {result.sent / len(forms):.1f} times.)")
    return result


def time_after_commit(forms: list[Filled], city: City, site: Server) -> float:
    """Give the fastest dashboard, in milliseconds, right after somebody has finished a lesson."""
    (agency,) = signed_in(site.port, [city.agency_token])
    took = []
    for form in forms:
        form.send()
        began = time.perf_counter()
        agency.get("/dasbor")
        took.append(1000 * (time.perf_counter() - began))
    return min(took)


def measure_two_workers(city: City, plan: Plan, forms: list[Filled]) -> Round:
    """Let 64 clients finish lessons at once, served by two workers on all cores."""
    with serving_site(city.data, city.courses, workers=2) as site:
        for form in forms:
            form.session.port = site.port
        return send(forms, city, site, connections=MANY, seconds=plan.seconds, pinned=False)


def bugs_in(log: Path) -> Counter[str]:
    """Count the errors a site logged, by the last line of their trace."""
    lines = [json.loads(line) for line in log.read_text(errors="replace").splitlines() if '"level": "error"' in line]
    return Counter(next(part for part in line.get("trace", line["event"]).splitlines() if "Error: " in part) for line in lines)


def print_rounds(results: Results) -> None:
    print(f"\n{'':<16}{'per second':>11}{'spread':>8}{'p50 ms':>9}{'p99 ms':>9}{'CPU ms':>9}{'errors':>8}{'of hello':>10}")
    for name, rounds in results.rounds.items():
        best, worst = results.best(name), min(one.per_second for one in rounds)
        print(
            f"{name:<16}{best.per_second:>11.0f}{1 - worst / best.per_second:>8.0%}{best.p50:>9.2f}{best.p99:>9.2f}"
            f"{min(one.cpu_ms for one in rounds):>9.3f}{sum(one.errors for one in rounds):>8}{results.ratio(name):>10.3f}"
        )
    print()


def judge(results: Results, crowd: Round, memory: float, cold_start: float) -> None:
    """Hold what was measured to its gates."""
    for name, least in LEAST_RATIO.items():
        errors = sum(one.errors for one in results.rounds[name])
        ratio = results.ratio(name)
        results.gate(f"{name}: {ratio:.3f} of hello (at least {least}), {errors} errors", holds=ratio >= least and not errors)
    kept = results.ratio(LONG_QUEUE) / results.ratio(SHORT_QUEUE)
    results.gate(
        f"queue: 10,000 pieces leave {kept:.2f} of its speed (at least {LEAST_OF_SHORT_QUEUE})",
        holds=kept >= LEAST_OF_SHORT_QUEUE,
    )
    kept = results.ratio(TWICE) / results.ratio(ONCE)
    results.gate(
        f"dashboard: twice the events leave {kept:.2f} of its speed (at least {LEAST_OF_ONCE})", holds=kept >= LEAST_OF_ONCE
    )
    results.gate(
        f"{MANY} clients finish lessons on 2 workers: {crowd.per_second:.0f} a second, {crowd.errors} errors (none), "
        f"p99 {crowd.p99:.0f} ms (at most {MOST_P99_MS})",
        holds=not crowd.errors and crowd.p99 <= MOST_P99_MS,
    )
    results.gate(f"memory of the worker: {memory:.0f} MiB (at most {MOST_MIB})", holds=memory <= MOST_MIB)
    results.gate(f"cold start: {cold_start:.1f} s (at most {MOST_COLD_START_S})", holds=cold_start <= MOST_COLD_START_S)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CannotMeasure as refusal:
        sys.exit(str(refusal))
