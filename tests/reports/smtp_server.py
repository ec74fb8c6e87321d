"""A mail server on loopback that can be as unkind as real ones: it refuses, stalls, defers, and hangs up at the worst moment."""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from enum import Enum, auto


class Fault(Enum):
    """What the server does with one message."""

    NONE = auto()
    HANG_UP_AT_CONNECT = auto()
    BUSY = auto()  # 421 and goodbye
    STALL_AT_MAIL = auto()
    DEFER_RECIPIENT = auto()  # 451
    REFUSE_RECIPIENT = auto()  # 550
    REFUSE_CONTENT = auto()  # 554 after the message
    DROP_BEFORE_DATA = auto()
    DROP_INSIDE_DATA = auto()
    DROP_AFTER_DATA_KEPT = auto()  # it has the message and says nothing
    DROP_AFTER_DATA_LOST = auto()
    STALL_AFTER_DATA = auto()


Choice = Callable[[str], Fault]


@dataclass
class PostBox:
    """The server's side of the story: what it has accepted, whether or not the client heard so."""

    fault: Choice = lambda _: Fault.NONE
    accepted: Counter[str] = field(default_factory=Counter)  # by Message-ID
    contents: list[tuple[str, bytes]] = field(default_factory=list)
    keeps_contents: bool = True
    port: int = 0

    def messages(self) -> list[tuple[str, EmailMessage]]:
        """Every accepted message, with the recipient of its envelope."""
        return [(to, message_from_bytes(content, policy=default)) for to, content in self.contents]  # type: ignore[misc]

    def to(self, address: str) -> list[EmailMessage]:
        return [message for to, message in self.messages() if to == address]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def say(line: str) -> None:
            writer.write(line.encode() + b"\r\n")
            await writer.drain()

        if self.fault("") is Fault.HANG_UP_AT_CONNECT:
            return
        await say("220 here")
        to = ""
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"EHLO":
                await say("250-here\r\n250 SIZE 50000000")
            elif verb == b"MAIL":
                await say("250 ok")
            elif verb == b"RCPT":
                to = line.decode().partition("<")[2].partition(">")[0]
                fault = self.fault(to)
                if fault is Fault.STALL_AT_MAIL:
                    await reader.read()  # until the client has had enough
                    return
                if fault is Fault.BUSY:
                    await say("421 too busy")
                    return
                refused = {Fault.DEFER_RECIPIENT: "451 greylisted", Fault.REFUSE_RECIPIENT: "550 no such user"}.get(fault)
                await say(refused or "250 ok")
            elif verb == b"DATA":
                if fault is Fault.DROP_BEFORE_DATA:
                    return
                await say("354 go on")
                if fault is Fault.DROP_INSIDE_DATA:
                    await reader.read(1000)
                    return
                content = (await reader.readuntil(b"\r\n.\r\n"))[:-3]
                if fault is Fault.DROP_AFTER_DATA_LOST:
                    return
                if fault is Fault.REFUSE_CONTENT:
                    await say("554 looks like spam")
                    continue
                self._keep(to, content.replace(b"\r\n..", b"\r\n."))
                if fault is Fault.STALL_AFTER_DATA:
                    await reader.read()
                    return
                if fault is Fault.DROP_AFTER_DATA_KEPT:
                    return
                await say("250 kept")
            elif verb == b"RSET":
                await say("250 ok")
            elif verb == b"QUIT":
                await say("221 bye")
                return
            else:
                await say("502 what?")

    def _keep(self, to: str, content: bytes) -> None:
        head = content.partition(b"\r\n\r\n")[0].decode()
        self.accepted[next(line.partition(":")[2].strip() for line in head.split("\r\n") if line.lower().startswith("message-id"))] += 1
        if self.keeps_contents:
            self.contents.append((to, content))


@contextmanager
def post_box(fault: Choice = lambda _: Fault.NONE, *, keeps_contents: bool = True) -> Iterator[PostBox]:
    """A running server on a free port of loopback."""
    box, loop, ready = PostBox(fault, keeps_contents=keeps_contents), asyncio.new_event_loop(), threading.Event()

    async def start() -> asyncio.Server:
        server = await asyncio.start_server(box.serve, "127.0.0.1", 0, limit=64 * 1024 * 1024)
        box.port = server.sockets[0].getsockname()[1]
        ready.set()
        return server

    def run() -> None:
        asyncio.set_event_loop(loop)
        server = loop.run_until_complete(start())
        loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0.01))
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    ready.wait(10)
    try:
        yield box
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
