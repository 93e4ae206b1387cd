"""Where people are told: at public addresses alone, whatever is written, and where they themselves have said."""

import asyncio
import socket
from typing import Any

import pytest

from backend.channels.public_addresses import PublicResolver, is_endpoint, is_public
from backend.channels.push import Endpoint, Message, PushServices
from backend.channels.sending import Channels
from backend.database import fetch
from backend.demo import cast
from backend.notices.rules import AS_IT_COMES
from tests.conftest import NOW, TEST_KEYS, Caller, Product
from tests.notices.conftest import EVERYTHING, of_helvi, tell_and_send
from tests.notices.receiver import Browser, Service

PUBLIC = "93.184.215.14"
NOT_PUBLIC = [
    *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.1", "224.0.0.1"),
    *("255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1"),
    *("ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a01:203"),
    *("2002:7f00:1::", "2002:a01:203::1", "2001:0:7f00:1::", "", "not an address"),
]
ENDPOINTS = [
    *("http://push.example/x", "https://push.example:8443/x", "https://me@push.example/x", "https://:p@push.example/x"),
    *("https://127.0.0.1/x", "https://[::1]/x", "https://[::ffff:10.0.0.1]/x", "https://2130706433/x"),
    *("https://0x7f.1/x", "https://127.1/x", "https://0x7f000001/x", "https://localhost/x", "https://push/x"),
    *("ftp://push.example/x", "https:///x", "//push.example/x", "push.example", "", "https://push.example:x/"),
    *("https://push.example\\@127.0.0.1/", "https://push.example/\nHost: inner", "https://push.exämple/x"),
    "https://push.example/" + "x" * 2000,
]


def resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Let every name mean these addresses."""

    async def getaddrinfo(*_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_that_is_not_the_internets_is_known(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"])
def test_an_address_of_the_internet_is_known(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_an_endpoint_is_https_at_a_name_on_the_usual_port(endpoint: str) -> None:
    assert not is_endpoint(endpoint)


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc:def-_",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAA==",
        "https://web.push.apple.com:443/QGu",
        "https://wns2-par02p.notify.windows.com/w/?token=BQYAAA%2b",
    ],
)
def test_the_push_services_there_are_can_be_told(endpoint: str) -> None:
    assert is_endpoint(endpoint)


@pytest.mark.parametrize("addresses", [["127.0.0.1"], [PUBLIC, "10.0.0.1"], ["::ffff:192.168.0.1"], []])
async def test_a_name_that_means_one_of_ours_is_not_resolved(
    monkeypatch: pytest.MonkeyPatch, addresses: list[str]
) -> None:
    resolving(monkeypatch, *addresses)
    with pytest.raises(OSError, match="not a public address"):
        await PublicResolver().resolve("push.example", 443)
    resolving(monkeypatch, PUBLIC)
    assert [result["host"] for result in await PublicResolver().resolve("push.example", 443)] == [PUBLIC]


async def test_what_a_name_means_is_looked_at_again_as_it_is_sent(
    monkeypatch: pytest.MonkeyPatch, service: Service
) -> None:
    port = service.address.rpartition(":")[2]
    browser = Browser(f"https://push.example:{port}/x")
    asks = browser.asks("")
    message = Message(b"{}", NOW - NOW, "normal", "topic")
    async with PushServices("https://kotiseteli.example", TEST_KEYS.push_keys()) as services:
        endpoint = services_endpoint("https://push.example/x", asks)
        resolving(monkeypatch, "127.0.0.1")
        (key,) = TEST_KEYS.push_keys()
        assert (await services.send(endpoint, key, message)).status is None
        # Not even asked of anybody: no port but https's, and no address.
        for url in (browser.endpoint, service.address, f"https://127.0.0.1:{port}/x"):
            assert (await services.send(services_endpoint(url, asks), key, message)).status == 400
    assert service.pushed == []


def services_endpoint(url: str, asks: dict[str, Any]) -> Endpoint:
    """Return an endpoint with a browser's keys."""
    return Endpoint(url, asks["keys"]["p256dh"], asks["keys"]["auth"])


@pytest.mark.parametrize("endpoint", ENDPOINTS)
async def test_asking_to_be_told_at_such_an_address_is_refused(product: Product, endpoint: str) -> None:
    async with product.called_by(cast.KAISA) as kaisa:
        asks = Browser(endpoint).asks(TEST_KEYS.push_key())
        answer = await kaisa.post("/api/told/phones", json=asks)
    assert answer.json()["type"].rpartition("/")[2] in {"push-endpoint-not-public", "invalid-request"}
    assert answer.status_code in {400, 422}
    assert await fetch("select from push_subscription") == []


async def test_asking_is_refused_where_the_name_means_one_of_ours(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks = Browser("https://push.example/x").asks(TEST_KEYS.push_key())
    async with product.called_by(cast.KAISA) as kaisa:
        resolving(monkeypatch, "169.254.169.254")
        refused = await kaisa.post("/api/told/phones", json=asks)
        resolving(monkeypatch, PUBLIC)
        taken = await kaisa.post("/api/told/phones", json=asks)
    assert refused.json()["type"].endswith("push-endpoint-not-public")
    assert taken.json()["phones"] == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"keys": {"p256dh": "BA", "auth": "AA"}},
        {"keys": {"p256dh": "A" * 87, "auth": "A" * 22}},
        {"pushKey": "A" * 87},
        {"pushKey": ""},
    ],
)
async def test_keys_that_are_none_are_refused(kaisa: Caller, service: Service, changed: dict[str, Any]) -> None:
    answer = await kaisa.post("/api/told/phones", json=service.browser().asks(TEST_KEYS.push_key()) | changed)
    assert answer.json()["type"].endswith("push-endpoint-not-public")


async def test_an_endpoint_is_sealed_and_only_the_newest_ten_are_kept(kaisa: Caller, service: Service) -> None:
    for number in range(12):
        asks = service.browser(f"phone-{number}").asks(TEST_KEYS.push_key())
        answer = await kaisa.post("/api/told/phones", json=asks)
    assert answer.json()["phones"] == 10
    rows = await fetch("select push_subscription::text as row from push_subscription")
    assert not any(service.address.encode().hex() in row["row"] or "phone-" in row["row"] for row in rows)


async def test_a_browser_that_changes_hands_tells_its_new_person_alone(
    telling: Product, channels: Channels, service: Service
) -> None:
    browser = service.browser("shared")
    async with telling.called_by(cast.KAISA) as kaisa, telling.called_by(cast.SEPPO) as seppo:
        await kaisa.post("/api/told", json=EVERYTHING)
        await kaisa.post("/api/told/phones", json=browser.asks(TEST_KEYS.push_key()))
        assert (await seppo.post("/api/told/phones", json=browser.asks(TEST_KEYS.push_key()))).json()["phones"] == 1
        assert (await kaisa.get("/api/told")).json()["phones"] == 0
        # Kaisa cannot take it away from him.
        await kaisa.post("/api/told/phones/leave", json={"endpoint": browser.endpoint})
        assert (await seppo.get("/api/told")).json()["phones"] == 1
        await tell_and_send(channels, of_helvi())
        assert service.pushed == []
        await seppo.post("/api/told/phones/leave", json={"endpoint": browser.endpoint})
        assert (await seppo.get("/api/told")).json()["phones"] == 0


async def test_who_has_not_chosen_is_told_what_asks_for_her_and_chooses_from_there(kaisa: Caller) -> None:
    told = (await kaisa.get("/api/told")).json()
    assert set(told["kinds"]) == {kind.value for kind in AS_IT_COMES}
    assert (told["quietFrom"], told["quietUntil"], told["wakes"], told["saysMore"]) == (1260, 420, False, False)
    chosen = EVERYTHING | {"kinds": ["done"], "quietFrom": 0, "quietUntil": 0, "wakes": True, "saysMore": True}
    answer = await kaisa.post("/api/told", json=chosen)
    assert answer.json().items() >= chosen.items()
    for wrong in ({"quietFrom": 1440}, {"quietUntil": -1}, {"kinds": ["everything"]}, {"more": 1}):
        assert (await kaisa.post("/api/told", json=EVERYTHING | wrong)).status_code in {400, 422}
    assert (await kaisa.get("/api/told")).json().items() >= chosen.items()
