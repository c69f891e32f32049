"""A loop that comes to a stand once it holds what must not be left behind: a socket file, a child."""
import asyncio


class Stalling(asyncio.SelectorEventLoop):
    async def create_unix_server(self, *args, **kwargs):
        await super().create_unix_server(*args, **kwargs)
        await self.create_future()

    async def subprocess_exec(self, *args, **kwargs):
        await super().subprocess_exec(*args, **kwargs)
        await self.create_future()
