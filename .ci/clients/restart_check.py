"""Compares what was put with what was received: every put is told, and first tellings follow the puts of their key."""
import json
import sys
from collections import defaultdict
from pathlib import Path

put = defaultdict(list)
for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
    key, etag = line.split(" ")
    put[key].append(etag)

told, seen, deliveries = defaultdict(list), set(), 0
received = Path(sys.argv[2])
for line in received.read_text(encoding="utf-8").splitlines() if received.exists() else []:
    for record in json.loads(line)["body"]["Records"]:
        deliveries += 1
        if record["eventId"] not in seen:
            seen.add(record["eventId"])
            told[record["s3"]["object"]["key"]].append((record["s3"]["object"]["eTag"], record["s3"]["object"]["sequencer"]))

wrong = [key for key in put if [etag for etag, _ in told[key]] != put[key]]
wrong += [key for key in told if [s for _, s in told[key]] != sorted(s for _, s in told[key])]
if "--quiet" not in sys.argv:
    print(f"{sum(map(len, put.values()))} put, {len(seen)} told, {deliveries} deliveries")
    for key in wrong[:5]:
        print("wrong:", key, put[key], told[key])
sys.exit(1 if wrong or sum(map(len, put.values())) != 1000 else 0)
