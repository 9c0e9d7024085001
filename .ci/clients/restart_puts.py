"""Puts 1,000 objects: 100 keys, each ten times one after another, eight keys at a time. Writes 'key etag' of each answer."""
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config

s3 = boto3.client(
    "s3", endpoint_url=os.environ["s3"], config=Config(s3={"addressing_style": "path"}, max_pool_connections=8)
)


def ten_times(number):
    key = f"account/{number:03}"
    return [
        (key, s3.put_object(Bucket="ledger", Key=key, Body=f"{number} has {turn}".encode())["ETag"].strip('"'))
        for turn in range(10)
    ]


with ThreadPoolExecutor(8) as pool, open(sys.argv[1], "w", encoding="utf-8") as file:
    for puts in pool.map(ten_times, range(100)):
        file.writelines(f"{key} {etag}\n" for key, etag in puts)
