"""Which room answers under which prefix of /api/v1. One line a router."""

from zhiyin.server.api import api

__all__ = ["api"]
