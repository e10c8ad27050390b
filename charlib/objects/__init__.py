"""Places that several members share: immutable objects in a folder, or in a bucket that speaks S3.

`place` is what every place can do; `folder` and `bucket` are the two; `opening` makes one of a URL.
"""
