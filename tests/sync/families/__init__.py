"""Each family of providers against its simulator, over real sockets."""
