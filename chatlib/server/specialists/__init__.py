"""Specialists: processes for connections that are not for chatting by lines; ``registry`` lists them."""
