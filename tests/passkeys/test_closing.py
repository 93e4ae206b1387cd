"""What a passkey does not reach, and what closes it: its person, her office, the end of the job, a directory."""

from datetime import timedelta
from uuid import uuid4

from backend.database import fetch
from backend.demo import cast
from tests.conftest import TODAY, Caller, Product
from tests.enrolment.joining import code_for, employed, join, slug
from tests.passkeys.authenticator import Device, add, asked_of, come_in, is_refused, show
from tests.sync.phone import Phone


async def test_a_passkey_that_was_taken_away_opens_nothing_and_ends_what_it_opened(
    anna: Caller, browser: Caller, device: Device
) -> None:
    made = await add(anna, device)
    await come_in(browser, device)
    assert (await anna.delete(f"/api/passkeys/{made['id']}")).status_code == 204
    assert (await browser.get("/api/session")).status_code == 401
    assert (await anna.get("/api/session")).status_code == 200
    browser.cookies.clear()
    await is_refused(browser, device.sign(await asked_of(browser)), "passkey-closed")
    assert (await anna.get("/api/passkeys")).json()["passkeys"] == []
    assert (await anna.delete(f"/api/passkeys/{made['id']}")).status_code == 404


async def test_who_takes_away_what_she_came_in_by_stays_in(anna: Caller, browser: Caller, device: Device) -> None:
    made = await add(anna, device)
    await come_in(browser, device)
    assert (await browser.delete(f"/api/passkeys/{made['id']}")).status_code == 204
    assert (await browser.get("/api/session")).status_code == 200


async def test_a_change_of_role_outlives_no_passkey(anna: Caller, browser: Caller, device: Device) -> None:
    made = await add(anna, device)
    await come_in(browser, device)
    taken_up = await browser.post("/api/session/membership", json={"membership": str(cast.ANNA.membership)})
    assert taken_up.status_code == 200
    await anna.delete(f"/api/passkeys/{made['id']}")
    assert (await browser.get("/api/session")).status_code == 401


async def test_it_reaches_none_of_her_other_jobs(anna: Caller, browser: Caller, device: Device) -> None:
    """Neither an employer's, nor one that a directory's groups give, nor the client that she is at home."""
    others = await fetch(
        "insert into membership (id, person, role, provider, first_day, way) values"
        " (gen_random_uuid(), $1, 'worker', $2, '2026-01-01', null),"
        " (gen_random_uuid(), $1, 'provider', $2, '2026-01-01', 'kaneli'),"
        " (gen_random_uuid(), $1, 'client', null, '2026-01-01', null) returning id",
        *(cast.ANNA.id, cast.MAJAKKA.id),
    )
    await add(anna, device)
    session = (await come_in(browser, device)).json()
    assert session["hasOtherMemberships"] is False
    for other in others:
        taken_up = await browser.post("/api/session/membership", json={"membership": str(other["id"])})
        assert taken_up.status_code == 404


async def test_a_job_that_a_directory_has_taken_over_is_closed_to_it(
    anna: Caller, browser: Caller, device: Device
) -> None:
    await add(anna, device)
    await fetch("update membership set way = 'kaneli' where id = $1", cast.ANNA.membership)
    await is_refused(browser, device.sign(await asked_of(browser)), "passkey-closed")


async def test_an_ended_employment_closes_it(anna: Caller, browser: Caller, product: Product, device: Device) -> None:
    await add(anna, device)
    async with product.called_by(cast.OLLI) as office:
        for last_day, opens in ((TODAY - timedelta(days=1), False), (TODAY, True)):
            said = {"lastDay": last_day.isoformat()}
            ended = await office.post(f"/api/provider/employments/{cast.ANNA.membership}/end", json=said)
            assert ended.status_code == 200, ended.text
            browser.cookies.clear()
            shown = device.sign(await asked_of(browser))
            if opens:
                assert (await show(browser, shown)).status_code == 200
            else:
                await is_refused(browser, shown, "passkey-closed")


async def test_a_worker_enrolled_by_her_office_comes_back_without_it(
    product: Product, browser: Caller, device: Device
) -> None:
    phone = uuid4()
    async with product.called_by(cast.OLLI) as office:
        sanna = await employed(office)
        await join(browser, (await code_for(office, sanna))["code"], phone)
        await add(browser, device)
        await browser.delete("/api/session")
        assert (await browser.get("/api/session")).status_code == 401
        assert (await come_in(browser, device, phone)).status_code == 200
        own = Phone(browser, phone)
        assert [one["verdict"] for one in await own.verdicts(own.recording())] == ["accepted"]
        elsewhere = await browser.get("/api/sync/pull", params={"device": str(uuid4())})
        assert slug(elsewhere) == "device-not-enrolled"
        # On a phone that the office has not taken into use it opens nothing.
        for other in (uuid4(), None):
            answer = await come_in(browser, device, other)
            assert (answer.status_code, slug(answer)) == (403, "device-not-enrolled")
        # Lost: it is closed on the spot, and stays closed when the phone is found.
        for act in ("post", "delete"):
            changed = await office.request(
                act, f"/api/phones/{phone}/loss", headers={"content-type": "application/json"}
            )
            assert changed.status_code == 204
            assert (await browser.get("/api/session")).status_code == 401
            browser.cookies.clear()
            await is_refused(browser, device.sign(await asked_of(browser), phone), "passkey-closed")


async def test_a_lost_phone_closes_what_is_bound_to_no_phone_too_and_nobody_elses(
    anna: Caller, browser: Caller, product: Product, device: Device
) -> None:
    phone = Phone(anna)
    await phone.push(phone.recording())
    await add(anna, device)
    async with product.called_by(cast.OLLI) as office:
        ollis = Device()
        await add(office, ollis)
        assert (await office.post(f"/api/phones/{phone.id}/loss", json={})).status_code == 204
    await is_refused(browser, device.sign(await asked_of(browser)), "passkey-closed")
    assert (await come_in(browser, ollis)).status_code == 200
