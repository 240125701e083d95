"""A store that speaks S3, on a server of its own, with one bucket."""

from collections.abc import Iterator
from contextlib import contextmanager

import boto3
from moto.server import ThreadedMotoServer

KEYS = {"S3_ACCESS_KEY": "kunci", "S3_SECRET_KEY": "rahasia"}


@contextmanager
def a_bucket() -> Iterator[dict[str, str]]:
    """Serve an empty bucket; gives the settings that name it."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    client = boto3.client(
        "s3", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="kunci", aws_secret_access_key="rahasia"
    )
    client.create_bucket(Bucket="sinau")
    client.close()
    try:
        yield {"STORAGE_URL": "s3://sinau/berkas", "S3_ENDPOINT": endpoint, **KEYS}
    finally:
        server.stop()
