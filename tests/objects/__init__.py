"""Places of shared objects: a folder and a bucket keep the same promises."""
