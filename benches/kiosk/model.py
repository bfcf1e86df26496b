#!/usr/bin/env python3
"""What a fleet asks of a static host in a night, from what the real client asked in benches/kiosk/night.

    benches/kiosk/night --json night.json
    benches/kiosk/model.py night.json [--window 01:00-05:00]

Every box starts at the instant that the client's own rule gives it: the first eight bytes of SHA-256 of its id and the
day, modulo the seconds of the window (`Window::wait` in src/kiosk/settings.rs). Assumed, and said so in the table: how
many nights boxes are behind, their lines, and that a drop costs nothing but the line's time, since a download goes on
where it broke off. Measured: the bytes, metadata and requests of one night, of a quiet night and of the first night; of
n nights, n times one night, which is more than the ladder's own pack. Writes Markdown.
"""

import argparse
import hashlib
import json
import statistics

BEHIND = [(1, .80), (2, .08), (3, .04), (7, .05), (30, .02), (None, .01)]
LINES = [(128, .10), (256, .15), (512, .25), (1024, .25), (2048, .25)]
DAY = 20_783  # 2026-11-26, in days since 1970


def spread(name, day):
    return int.from_bytes(hashlib.sha256(f"{name}\n{day}".encode()).digest()[:8], "big")


def pick(table, share):
    for value, part in table:
        if share < part:
            return value
        share -= part
    return table[-1][0]


class Fleet:
    def __init__(self, boxes, window, cost, full):
        self.boxes, self.window, self.cost, self.full = boxes, window, cost, full
        self.first = window[0] * 60
        self.length = (window[1] - window[0]) % 1440 * 60

    def night(self, day, missed=0):
        """Each box: start within the window, bytes, requests, seconds. `missed` nights were lost by everybody."""
        found = []
        for n in range(self.boxes):
            name = f"jx-{n:06}"
            # Another use of the hash than the start, so that the two do not go together.
            share = spread(name + "/behind", day) / 2**64
            behind = pick(BEHIND, share)
            line = pick(LINES, spread(name + "/line", 0) / 2**64) * 1000 / 8
            size, requests = self.full if behind is None else self.nights(behind + missed)
            found.append((spread(name, day) % self.length, size, requests, size / line))
        return found

    def nights(self, n):
        """n nights behind: one pack for each step of the ladder 28, 7, 1; one set of metadata."""
        steps = n // 28 + n % 28 // 7 + n % 7
        direct = n * self.cost["pack"]
        return min((direct + self.cost["metadata"], self.cost["requests"] + steps - 1), self.full)

    def rates(self, night, slice_minutes):
        """Mean and peak of each slice of the window, in bytes a second, and the peak of starts a second."""
        minutes = [0.0] * (self.length // 60 + 1440)
        starts = [0] * self.length
        for begin, size, _, seconds in night:
            starts[begin] += 1
            end = begin + max(seconds, 1)
            minute = begin // 60
            while minute * 60 < end and minute < len(minutes):
                overlap = min(end, minute * 60 + 60) - max(begin, minute * 60)
                minutes[minute] += size * overlap / max(seconds, 1)
                minute += 1
        mean = sum(size for _, size, _, _ in night) / self.length
        slices = [sum(minutes[at:at + slice_minutes]) for at in range(0, len(minutes), slice_minutes)]
        return mean, max(slices) / 60 / slice_minutes, max(starts)


def row(what, fleet, night):
    sizes = [size for _, size, _, _ in night]
    mean, peak, starts = fleet.rates(night, 1)
    tens = fleet.rates(night, 10)[1]
    seconds = statistics.quantiles([took for *_, took in night], n=100, method="inclusive")
    mbit = lambda rate: rate * 8 / 1e6  # noqa: E731
    requests = sum(count for _, _, count, _ in night)
    print(f"| {what} | {sum(sizes) / 1e9:,.2f} GB | {requests:,} | {mbit(mean):,.2f} | {mbit(peak):,.2f} | {peak / mean:.2f} | {tens / mean:.2f} | {starts} | "
          f"{seconds[49]:.0f} / {seconds[94]:.0f} / {seconds[98]:.0f} |")


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("measured")
    words.add_argument("--window", default="01:00-05:00")
    words.add_argument("--full", type=int, help="bytes of a first night, for a channel less alike than the generated one")
    asked = words.parse_args()
    with open(asked.measured, encoding="utf-8") as file:
        measured = json.load(file)
    nights = [one for one in measured["rows"] if one["what"].startswith("night")]
    mid = lambda key: statistics.median(one[key] for one in nights)  # noqa: E731
    cost = {"pack": mid("bytes") - mid("metadata"), "metadata": mid("metadata"), "requests": int(mid("requests"))}
    full = (asked.full or measured["full"]["bytes"], measured["full"]["requests"])
    window = [int(hour) * 60 + int(minute) for hour, minute in (end.split(":") for end in asked.window.split("-"))]
    print(f"One night behind: {cost['pack'] + cost['metadata']:,.0f} B, {cost['requests']} requests; first night: {full[0]:,} B, {full[1]} requests; "
          f"quiet: {measured['quiet']['bytes']} B, {measured['quiet']['requests']} requests. Window {asked.window}.")
    shares = lambda table: ", ".join(f"{part:.0%} {value}" for value, part in table)  # noqa: E731
    print(f"Nights behind: {shares(BEHIND)} (None: first installation). Lines, kbit/s: {shares(LINES)}.\n")
    print("| boxes | egress | requests | mean Mbit/s | peak Mbit/s (of a minute) | peak/mean of a minute | of ten minutes | starts in one second, most | seconds p50 / p95 / p99 |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for boxes in (500, 100_000):
        fleet = Fleet(boxes, window, cost, full)
        row(f"{boxes:,}", fleet, fleet.night(DAY))
        row(f"{boxes:,}, after 3 nights without a host", fleet, fleet.night(DAY, missed=3))
        quiet = Fleet(boxes, window, {"pack": 0, "metadata": measured["quiet"]["bytes"], "requests": measured["quiet"]["requests"]}, (measured["quiet"]["bytes"], measured["quiet"]["requests"]))
        row(f"{boxes:,}, a night without news", quiet, quiet.night(DAY))


if __name__ == "__main__":
    main()
