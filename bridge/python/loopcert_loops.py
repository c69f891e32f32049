"""CPython's own loop over each of its selectors: `python:loopcert_loops:epoll`, `poll`, `select`, `kqueue`."""
import asyncio
import selectors


def epoll():
    return asyncio.SelectorEventLoop(selectors.EpollSelector())


def poll():
    return asyncio.SelectorEventLoop(selectors.PollSelector())


def select():
    return asyncio.SelectorEventLoop(selectors.SelectSelector())


def kqueue():
    return asyncio.SelectorEventLoop(selectors.KqueueSelector())
