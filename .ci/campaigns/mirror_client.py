"""The client of the mirror's campaign, with boto3.

usage: mirror_client.py change COUNT SEED FILE    random puts, overwrites and deletes at FROM; writes what must be there then
       mirror_client.py compare FILE              the bucket at FROM has what FILE says, and that at TO has the same
"""
import hashlib
import json
import os
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

NAMES = [
    "plain", "with space", " spaces at both ends ", "quote's", 'double"quote', "-rf", "--help", "-", "../escape", "a/../../b", "./dot",
    "..", "new\nline", "\nfirst", "carriage\rreturn", "tab\there", "control\x01\x7f", "ünïcödé/ключ/键/😀", "e\u0301 is not é", "$(touch pwned)",
    "`id`", "; rm -rf ~ #", "*", "?[a-z]", "back\\slash\\", "percent%20%2F%", "plus+plus", "file:///etc/passwd", "fileb://x", "http://127.0.0.1:9/", "folder/",
    "double//slash", "/first", "<xml>&amp;", "#fragment?query=1&b", '{"json":1}', "~", "%s%n", "a=b", "comma,semi;colon", "long/" + "x" * 900,
]
THREADS = 4


def client(name):
    return boto3.client(
        "s3",
        endpoint_url=os.environ[name],
        config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1}, connect_timeout=5, read_timeout=20),
    )


def persist(call, **arguments):
    """Repeats a call until it is answered with success: servers are killed meanwhile."""
    while True:
        try:
            return call(**arguments)
        except BotoCoreError:
            time.sleep(0.1)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] < 500:
                raise
            time.sleep(0.1)


def facts(answer):
    body = answer["Body"].read()
    return [hashlib.sha256(body).hexdigest(), answer["ContentType"], answer["Metadata"]]


def bucket(name):
    s3 = client(name)
    found = {}
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=os.environ[name + "_BUCKET"]):
        for entry in page.get("Contents", []):
            found[entry["Key"]] = facts(s3.get_object(Bucket=os.environ[name + "_BUCKET"], Key=entry["Key"]))
    return found


def change(count, seed, path):
    expected = {}
    pause = float(os.environ.get("PAUSE", "0.1"))

    clients = [client("FROM") for _ in range(THREADS)]  # boto3 makes one at a time only

    def work(number):
        draw = random.Random(f"{seed}/{number}")
        s3 = clients[number]
        mine = NAMES[number::THREADS]
        for turn in range(count // THREADS):
            key = draw.choice(mine)
            if draw.random() < 0.35:
                persist(s3.delete_object, Bucket=os.environ["FROM_BUCKET"], Key=key)
                expected.pop(key, None)
            else:
                body = draw.randbytes(draw.choice([0, 10, 3_000, 70_000]))
                kind, note = draw.choice(["text/plain", "image/png"]), {"turn": f"{number}.{turn}"}
                persist(s3.put_object, Bucket=os.environ["FROM_BUCKET"], Key=key, Body=body, ContentType=kind, Metadata=note)
                expected[key] = [hashlib.sha256(body).hexdigest(), kind, note]
            time.sleep(pause * draw.random())

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))
    with open(path, "w", encoding="utf-8") as file:
        json.dump(expected, file)
    print(f"{count} changes, {len(expected)} objects are left")


def compare(path):
    with open(path, encoding="utf-8") as file:
        expected = json.load(file)
    original, backup = bucket("FROM"), bucket("TO")
    if original != expected:
        sys.exit(f"the original is wrong at {sorted(k for k in original.keys() | expected if original.get(k) != expected.get(k))}")
    if original != backup:
        sys.exit(f"the backup differs at {sorted(k for k in original.keys() | backup.keys() if original.get(k) != backup.get(k))}")
    print(f"both buckets have the same {len(original)} objects")


if sys.argv[1] == "change":
    change(int(sys.argv[2]), sys.argv[3], sys.argv[4])
else:
    compare(sys.argv[2])
