"""One bucket through b2sdk and boto3: each sees what the other did.  usage: b2_both_client.py begin|changes.  Fails by assertion."""
import io
import os
import sys

import boto3
from b2sdk.v2 import B2Api, InMemoryAccountInfo
from b2sdk.v2.exception import B2Error, FileNotPresent, InvalidAuthToken, Unauthorized
from botocore.config import Config
from botocore.exceptions import ClientError

key_id, key = os.environ["CARILLON_ACCESS_KEY"], os.environ["CARILLON_SECRET_KEY"]
where = dict(endpoint_url=os.environ["s3"], region_name="default")
s3 = boto3.client("s3", config=Config(s3={"addressing_style": "path"}), **where)
NAME = "both-worlds"


def account(key_id=key_id, key=key):
    api = B2Api(InMemoryAccountInfo())
    api.authorize_account(os.environ["b2"], key_id, key)
    return api


def refused(kind, call, *arguments, **named):
    try:
        call(*arguments, **named)
    except kind as e:
        return e
    raise AssertionError(f"expected {kind}")


def begin():
    account().create_bucket(NAME, "allPrivate", bucket_info={"made-by": "b2sdk"})
    assert NAME in [b["Name"] for b in s3.list_buckets()["Buckets"]]
    assert s3.get_bucket_versioning(Bucket=NAME)["Status"] == "Enabled"
    sns = boto3.client("sns", **where)
    topic = sns.create_topic(Name="all", Attributes={"push-endpoint": os.environ["receiver"], "persistent": "true"})["TopicArn"]
    s3.put_bucket_notification_configuration(
        Bucket=NAME,
        NotificationConfiguration={
            "TopicConfigurations": [
                {"Id": "all", "TopicArn": topic, "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"],
                 "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "docs/"}]}}}
            ]
        },
    )
    refused(B2Error, account, key_id, "not-the-key")


def changes():
    api = account()
    bucket = api.get_bucket_by_name(NAME)
    assert bucket.bucket_info == {"made-by": "b2sdk"}, bucket.bucket_info

    made = bucket.upload_bytes(b"by b2", "docs/by-b2.txt", file_infos={"mood": "calm"})
    got = s3.get_object(Bucket=NAME, Key="docs/by-b2.txt")
    assert got["Body"].read() == b"by b2" and got["Metadata"]["mood"] == "calm", got
    s3.put_object(Bucket=NAME, Key="docs/by-s3.txt", Body=b"by s3!!", Metadata={"tone": "high"})
    seen = bucket.get_file_info_by_name("docs/by-s3.txt")
    assert seen.size == 7 and seen.file_info.get("tone") == "high", seen.as_dict()
    into = io.BytesIO()
    bucket.download_file_by_name("docs/by-s3.txt").save(into)
    assert into.getvalue() == b"by s3!!"

    copied = bucket.copy(seen.id_, "docs/copy.txt")
    assert s3.head_object(Bucket=NAME, Key="docs/copy.txt")["ContentLength"] == 7
    upload = s3.create_multipart_upload(Bucket=NAME, Key="docs/parts.bin")["UploadId"]
    etags = []
    for number, part in enumerate([b"p" * 5242880, b"q"], 1):
        etag = s3.upload_part(Bucket=NAME, Key="docs/parts.bin", UploadId=upload, PartNumber=number, Body=part)["ETag"]
        etags.append({"PartNumber": number, "ETag": etag})
    s3.complete_multipart_upload(Bucket=NAME, Key="docs/parts.bin", UploadId=upload, MultipartUpload={"Parts": etags})
    assert bucket.get_file_info_by_name("docs/parts.bin").size == 5242881

    whole = bucket.upload_bytes(b"w" * 210_000_000, "whole.bin")  # in parts, if the server recommended smaller ones
    assert whole.size == 210_000_000 and len(whole.content_sha1) == 40, whole.as_dict()
    api.delete_file_version(whole.id_, "whole.bin")
    into = io.BytesIO()
    bucket.download_file_by_name("docs/by-b2.txt").save(into)
    assert into.getvalue() == b"by b2"

    bucket.hide_file("docs/by-b2.txt")
    assert refused(ClientError, s3.get_object, Bucket=NAME, Key="docs/by-b2.txt").response["Error"]["Code"] == "NoSuchKey"
    s3.delete_object(Bucket=NAME, Key="docs/by-s3.txt")
    refused(B2Error, bucket.get_file_info_by_name, "docs/by-s3.txt")
    api.delete_file_version(copied.id_, "docs/copy.txt")
    names = [f.file_name for f, _ in bucket.ls("docs/", recursive=True)]
    assert names == ["docs/parts.bin"], names
    versions = [(f.file_name, f.action) for f, _ in bucket.ls("docs/", latest_only=False, recursive=True)]
    assert versions == [
        ("docs/by-b2.txt", "hide"), ("docs/by-b2.txt", "upload"),
        ("docs/by-s3.txt", "hide"), ("docs/by-s3.txt", "upload"), ("docs/parts.bin", "upload"),
    ], versions
    listed = s3.list_object_versions(Bucket=NAME)
    assert [m["Key"] for m in listed["DeleteMarkers"]] == ["docs/by-b2.txt", "docs/by-s3.txt"]
    assert len(listed["Versions"]) == 3, listed["Versions"]
    refused(FileNotPresent, api.delete_file_version, copied.id_, "docs/copy.txt")
    keys_story(api, bucket, made)


def keys_story(api, bucket, made):
    """A key that may read one bucket's docs/ and nothing else."""
    key = api.create_key(["listBuckets", "listFiles", "readFiles"], "reader", bucket_id=bucket.id_, name_prefix="docs/")
    reader = account(key.id_, key.application_key)
    theirs = reader.get_bucket_by_name(NAME)
    assert [f.file_name for f, _ in theirs.ls("docs/", recursive=True)] == ["docs/parts.bin"]
    why = str(refused((Unauthorized, InvalidAuthToken, B2Error), theirs.upload_bytes, b"no", "docs/no.txt"))
    assert "unauthorized for application key with capabilities" in why, why
    refused(B2Error, lambda: list(theirs.ls("other/", recursive=True)))
    api.delete_key(key)
    refused(B2Error, lambda: list(theirs.ls("docs/", recursive=True)))


{"begin": begin, "changes": changes}[sys.argv[1]]()
print("b2sdk and boto3:", sys.argv[1], "done")
