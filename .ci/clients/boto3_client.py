"""One story through boto3: make a bucket, bind topics with filters, put, copy, list, delete. Fails by assertion."""
import hashlib
import io
import os

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

where = dict(endpoint_url=os.environ["s3"], region_name="default")
s3 = boto3.client("s3", config=Config(s3={"addressing_style": "path"}), **where)
sns = boto3.client("sns", **where)


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as e:
        assert e.response["Error"]["Code"] == code, e.response
    else:
        raise AssertionError(f"expected {code}")


s3.create_bucket(Bucket="papers")
assert [b["Name"] for b in s3.list_buckets()["Buckets"]] == ["papers"]
topic = sns.create_topic(
    Name="papers", Attributes={"push-endpoint": os.environ["receiver"], "persistent": "true", "max_retries": "5"}
)["TopicArn"]
s3.put_bucket_notification_configuration(
    Bucket="papers",
    NotificationConfiguration={
        "TopicConfigurations": [
            {
                "Id": "all-of-docs",
                "TopicArn": topic,
                "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"],
                "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "docs/"}]}},
            },
        ]
    },
)
# S3Tags is Ceph's extension: boto3 does not know it, so the document goes by hand through the same signer.
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
import urllib.request

document = f"""<NotificationConfiguration><TopicConfiguration><Id>red-ones</Id><Topic>{topic}</Topic>
<Event>s3:ObjectCreated:*</Event><Filter><S3Tags><FilterRule><Name>colour</Name><Value>red</Value></FilterRule></S3Tags></Filter>
</TopicConfiguration></NotificationConfiguration>"""
request = AWSRequest("PUT", where["endpoint_url"] + "/papers?notification=", data=document.encode())
S3SigV4Auth(boto3.Session().get_credentials(), "s3", "default").add_auth(request)
prepared = request.prepare()
urllib.request.urlopen(
    urllib.request.Request(prepared.url, data=prepared.body, headers=dict(prepared.headers), method="PUT")
)
kept = s3.get_bucket_notification_configuration(Bucket="papers")["TopicConfigurations"]
assert sorted(c["Id"] for c in kept) == ["all-of-docs", "red-ones"], kept

s3.put_object(Bucket="papers", Key="docs/plain.txt", Body=b"hello", Metadata={"mood": "calm"})
s3.put_object(Bucket="papers", Key="docs/tagged.txt", Body=b"tagged", Tagging="colour=red&size=big")
s3.put_object(Bucket="papers", Key="elsewhere.txt", Body=b"not told")
assert s3.get_object_tagging(Bucket="papers", Key="docs/tagged.txt")["TagSet"][0]["Value"] == "red"
s3.copy_object(Bucket="papers", Key="docs/copy.txt", CopySource={"Bucket": "papers", "Key": "docs/tagged.txt"})

blob = os.urandom(300_000)
s3.upload_fileobj(io.BytesIO(blob), "papers", "docs/streamed.bin")
got = s3.get_object(Bucket="papers", Key="docs/streamed.bin")
assert hashlib.md5(got["Body"].read()).hexdigest() == hashlib.md5(blob).hexdigest()
part = s3.get_object(Bucket="papers", Key="docs/streamed.bin", Range="bytes=100-199")
assert part["Body"].read() == blob[100:200] and part["ResponseMetadata"]["HTTPStatusCode"] == 206
head = s3.head_object(Bucket="papers", Key="docs/plain.txt")
assert head["Metadata"] == {"mood": "calm"} and head["ContentLength"] == 5

pages = s3.get_paginator("list_objects_v2").paginate(Bucket="papers", Prefix="docs/", PaginationConfig={"PageSize": 2})
assert [o["Key"] for p in pages for o in p["Contents"]] == [
    "docs/copy.txt", "docs/plain.txt", "docs/streamed.bin", "docs/tagged.txt"]
shallow = s3.list_objects_v2(Bucket="papers", Delimiter="/")
assert [p["Prefix"] for p in shallow["CommonPrefixes"]] == ["docs/"]
url = s3.generate_presigned_url("get_object", Params={"Bucket": "papers", "Key": "docs/plain.txt"}, ExpiresIn=60)
assert urllib.request.urlopen(url).read() == b"hello"

s3.delete_object(Bucket="papers", Key="docs/plain.txt")
gone = s3.delete_objects(Bucket="papers", Delete={"Objects": [{"Key": "docs/tagged.txt"}]})
assert [d["Key"] for d in gone["Deleted"]] == ["docs/tagged.txt"]

refused("NoSuchKey", s3.get_object, Bucket="papers", Key="docs/plain.txt")
refused("NoSuchBucket", s3.put_object, Bucket="nothing-here", Key="x", Body=b"")
refused("BucketNotEmpty", s3.delete_bucket, Bucket="papers")
refused("BadDigest", s3.put_object, Bucket="papers", Key="docs/bad", Body=b"x", ContentMD5="AAAAAAAAAAAAAAAAAAAAAA==")
refused("InvalidArgument", sns.create_topic, Name="gopher", Attributes={"push-endpoint": "gopher://x"})
print("boto3", boto3.__version__)
