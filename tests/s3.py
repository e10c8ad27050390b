"""A real S3 server on loopback, for tests of what is kept in buckets."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager

import boto3
from moto.server import ThreadedMotoServer

KEYS = {"AWS_ACCESS_KEY_ID": "AKIACANARY4F1D", "AWS_SECRET_ACCESS_KEY": "canary/9c0e+secret"}
BUCKET = "studio"


@contextmanager
def serving() -> Iterator[str]:
    """The origin of a server with an empty bucket `studio`."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # else each request is told on stderr
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    origin = f"http://{host}:{port}"
    client = boto3.client(
        "s3",
        endpoint_url=origin,
        region_name="us-east-1",
        aws_access_key_id="owner",
        aws_secret_access_key="owner",
    )
    with closing(client):
        client.create_bucket(Bucket=BUCKET)
    try:
        yield origin
    finally:
        server.stop()
        server._server.server_close()
