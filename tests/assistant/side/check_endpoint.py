"""The connection to the action server stays open from one action to the next."""

import unittest
from typing import Any

from aiohttp import web

from bot.assistant.endpoint import KeptConnection


class EndpointTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        self.from_ports: list[int] = []

        async def answer(request: web.Request) -> web.Response:
            self.from_ports.append(request.transport.get_extra_info("peername")[1])
            return web.json_response({"token": request.headers["Authorization"], "given": await request.json()})

        app = web.Application()
        app.router.add_post("/webhook", answer)
        self.runner = web.AppRunner(app)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]
        self.endpoint = KeptConnection(f"http://127.0.0.1:{port}/webhook", headers={"Authorization": "Bearer t"})

    async def asyncTearDown(self) -> None:
        if self.endpoint._kept is not None:
            await self.endpoint._kept.close()
        await self.runner.cleanup()

    async def test_three_actions_go_over_one_connection(self) -> None:
        answers: list[Any] = [await self.endpoint.request(json={"number": number}) for number in range(3)]
        self.assertEqual(answers[2], {"token": "Bearer t", "given": {"number": 2}})
        self.assertEqual(len(set(self.from_ports)), 1)

    async def test_a_server_that_went_away_is_found_again(self) -> None:
        await self.endpoint.request(json={})
        for site in list(self.runner.sites):
            address = site._server.sockets[0].getsockname()
            await site.stop()
        await web.TCPSite(self.runner, *address[:2]).start()
        self.assertEqual((await self.endpoint.request(json={"back": 1}))["given"], {"back": 1})


if __name__ == "__main__":
    unittest.main()
