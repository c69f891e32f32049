"""The descriptor of a pipe is closed by its number before the file is closed, which then closes whatever has the number by then."""
# loop: uvloop
# clauses: pipe.close.once
import asyncio
import io
import os
import sys

found = []


class File(io.FileIO):
    def close(self):
        if not self.closed:
            try:
                os.fstat(self.fileno())
                found.append('open')
            except OSError:
                found.append('closed before')
        super().close()


async def main():
    loop = asyncio.get_running_loop()
    reading, writing = os.pipe()
    transport, _ = await loop.connect_read_pipe(asyncio.Protocol, File(reading, 'rb'))
    transport.close()
    await asyncio.sleep(0.1)
    os.close(writing)


if sys.argv[1:] == ['asyncio']:
    loop = asyncio.new_event_loop()
else:
    import uvloop
    loop = uvloop.new_event_loop()
try:
    loop.run_until_complete(main())
except OSError as error:
    found.append(str(error))
print(found)
sys.exit(1 if found[:1] == ['closed before'] else 0)
