"""A feed for the projector's page that says what a test wants, and the page's files as the server sends them."""

import asyncio
import json
import threading
from collections.abc import Callable
from importlib import resources
from queue import Queue
from typing import Any

from aiohttp import WSMsgType, web

from chatlib.server.specialists.web.application import HEADERS
