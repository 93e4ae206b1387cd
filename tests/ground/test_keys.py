"""The installation's keys in real files: made once, changed without losing a paper, never half, for their user only."""

import base64
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from fcntl import LOCK_EX, flock
from functools import partial
from pathlib import Path

import msgspec
import pytest

from backend import cli, keys
from backend.keys import (
    KINDS,
    RECEIPT,
    SEALING,
    VOUCHER,
    Keys,
    KeysWrong,
    Kind,
    read_keys,
    rotate_key,
    sealing_id,
)
from backend.vouchers.code import SignedTerms, key_id, sign, verified_terms
from backend.vouchers.number import number_from
from tests.conftest import TEST_KEYS

TERMS = SignedTerms(number_from(7), 1, 2, 0, date(2026, 9, 1), date(2027, 2, 28), "voucher")


def signing_id(folder: Path) -> str:
    return key_id(read_keys(folder).voucher.public_key()).hex()


def ids_in(found: Keys) -> list[list[str]]:
    return [
        [name.hex() for name in found.voucher_keys()],
        [name.hex() for name in found.receipt_keys()],
        list(found.sealing_keys()),
        [found.identity.hex()],
    ]


def held_to_damage(folder: Path, kind: Kind, name: str) -> None:
    """Assert that neither a start nor a rotation changes anything, and that both say what is damaged."""
    before = contents_below(folder)
    for use in (read_keys, partial(rotate_key, kind=kind)):
        with pytest.raises(KeysWrong, match=f"{name} is damaged: put it back from a backup"):
            use(folder)
    assert contents_below(folder) == before


def modes_below(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*")}


def contents_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_installation_from_before_rotation_starts_as_before(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "voucher-signing").write_bytes(bytes(range(32)))
    (tmp_path / "keys" / "identity-codes").write_bytes(bytes(32))
    found = read_keys(tmp_path)
    assert found.voucher.private_bytes_raw() == bytes(range(32))
    assert (found.identity, found.retired) == (bytes(32), ())
    assert list(found.voucher_keys()) == [key_id(found.voucher.public_key())]


def test_paper_from_before_two_rotations_is_genuine_and_only_the_newest_key_signs(tmp_path: Path) -> None:
    papers = [sign(TERMS, read_keys(tmp_path).voucher)]
    identity = read_keys(tmp_path).identity
    ids = [signing_id(tmp_path)]
    for told in (1, 2):
        rotation = rotate_key(tmp_path, VOUCHER)
        assert (rotation.retired, rotation.in_use, rotation.known_retired) == (ids[-1], signing_id(tmp_path), told)
        ids.append(rotation.in_use)
        papers.append(sign(TERMS, read_keys(tmp_path).voucher))
    now = read_keys(tmp_path)
    assert len(set(ids)) == 3
    assert [name.hex() for name in now.voucher_keys()] == [ids[2], *sorted(ids[:2])]
    assert [verified_terms(paper, now.voucher_keys()) for paper in papers] == [TERMS] * 3
    assert now.identity == identity


def test_a_server_that_was_not_started_anew_does_not_know_the_new_key(tmp_path: Path) -> None:
    running = read_keys(tmp_path)
    rotate_key(tmp_path, VOUCHER)
    assert verified_terms(sign(TERMS, read_keys(tmp_path).voucher), running.voucher_keys()) is None


def test_of_a_retired_key_nothing_that_signs_is_left(tmp_path: Path) -> None:
    secret = read_keys(tmp_path).voucher.private_bytes_raw()
    rotate_key(tmp_path, VOUCHER)
    assert all(secret not in contents for contents in contents_below(tmp_path).values())


def test_receipts_of_every_key_stay_known_and_only_the_newest_signs(tmp_path: Path) -> None:
    first = read_keys(tmp_path)
    rotation = rotate_key(tmp_path, RECEIPT)
    now = read_keys(tmp_path)
    assert [name.hex() for name in now.receipt_keys()] == [rotation.in_use, rotation.retired]
    signature = first.receipts.sign(b"a receipt")
    now.receipt_keys()[bytes.fromhex(rotation.retired)].verify(signature, b"a receipt")
    assert now.voucher_keys().keys() == first.voucher_keys().keys()
    assert first.receipts.private_bytes_raw() not in contents_below(tmp_path).values()


def test_what_was_sealed_to_a_retired_key_can_still_be_opened(tmp_path: Path) -> None:
    first = read_keys(tmp_path)
    rotation = rotate_key(tmp_path, SEALING)
    now = read_keys(tmp_path)
    assert now.sealing_key().kid == rotation.in_use
    assert rotation.retired == first.sealing_key().kid == sealing_id(first.sealing)
    assert list(now.sealing_keys()) == [rotation.in_use, rotation.retired]
    old = now.sealing_keys()[rotation.retired]
    assert old.private_numbers() == first.sealing.private_numbers()


def test_the_key_to_seal_to_is_the_public_half_alone() -> None:
    told = msgspec.to_builtins(TEST_KEYS.sealing_key())
    point = TEST_KEYS.sealing.public_key().public_numbers()
    assert {told[name] for name in ("kty", "crv")} == {"EC", "P-256"}
    assert [int.from_bytes(base64.urlsafe_b64decode(told[name] + "=")) for name in "xy"] == [point.x, point.y]
    assert told.keys() == {"kty", "crv", "x", "y", "kid"}


def test_an_installation_without_the_newer_keys_gets_them_and_keeps_the_old(tmp_path: Path) -> None:
    before = read_keys(tmp_path)
    for kind in (RECEIPT, SEALING):
        (tmp_path / "keys" / kind.in_use).unlink()
    after = read_keys(tmp_path)
    assert after.voucher.private_bytes_raw() == before.voucher.private_bytes_raw()
    assert after.sealing_key() != before.sealing_key()
    assert ids_in(read_keys(tmp_path)) == ids_in(after)


def test_servers_that_start_at_once_for_the_first_time_hold_the_same_keys(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as servers:
        started = list(servers.map(lambda _: ids_in(read_keys(tmp_path)), range(8)))
    assert started == [started[0]] * 8


def test_a_first_start_cut_short_in_the_middle_of_a_key_is_made_good_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(descriptor: int, _: bytes) -> None:
        os.close(descriptor)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(keys, "write_and_sync", stop)
        with pytest.raises(KeyboardInterrupt):
            read_keys(tmp_path)
    assert ids_in(read_keys(tmp_path)) == ids_in(read_keys(tmp_path))


def test_every_key_is_for_its_user_only(tmp_path: Path) -> None:
    read_keys(tmp_path)
    expected = {"keys": 0o700, "keys/identity-codes": 0o600}
    for kind in KINDS.values():
        rotation = rotate_key(tmp_path, kind)
        expected[f"keys/{kind.in_use}"] = expected[f"keys/{kind.retired}/{rotation.retired}"] = 0o600
        expected[f"keys/{kind.retired}"] = 0o700
    assert modes_below(tmp_path) == expected


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
@pytest.mark.parametrize("contents", [b"", b"short", bytes(33)])
def test_a_damaged_key_is_told_and_left_alone(tmp_path: Path, contents: bytes, kind: Kind) -> None:
    read_keys(tmp_path)
    (tmp_path / "keys" / kind.in_use).write_bytes(contents)
    held_to_damage(tmp_path, kind, kind.in_use)


@pytest.mark.parametrize("secret", [bytes(32), bytes([255] * 32)])
def test_bytes_that_are_no_sealing_key_are_told_and_left_alone(tmp_path: Path, secret: bytes) -> None:
    read_keys(tmp_path)
    (tmp_path / "keys" / SEALING.in_use).write_bytes(secret)
    held_to_damage(tmp_path, SEALING, SEALING.in_use)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_a_damaged_retired_key_is_told_before_anything_is_changed(tmp_path: Path, kind: Kind) -> None:
    read_keys(tmp_path)
    rotation = rotate_key(tmp_path, kind)
    retired = tmp_path / "keys" / kind.retired / rotation.retired
    # Its length is right, its contents are not those of its name.
    retired.write_bytes(retired.read_bytes()[::-1])
    held_to_damage(tmp_path, kind, rotation.retired)


@pytest.mark.parametrize("writes_before_the_cut", [0, 1])
def test_a_rotation_cut_short_loses_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writes_before_the_cut: int
) -> None:
    paper = sign(TERMS, read_keys(tmp_path).voucher)
    written: list[int] = []
    write = keys.write_and_sync

    def cut(descriptor: int, key: bytes) -> None:
        if len(written) == writes_before_the_cut:
            write(descriptor, key[:7])
            raise OSError(28, "No space left on device")
        written.append(descriptor)
        write(descriptor, key)

    monkeypatch.setattr(keys, "write_and_sync", cut)
    before = signing_id(tmp_path)
    with pytest.raises(KeysWrong, match=r"was not changed: No space left on device"):
        rotate_key(tmp_path, VOUCHER)
    monkeypatch.undo()
    assert signing_id(tmp_path) == before
    assert verified_terms(paper, read_keys(tmp_path).voucher_keys()) == TERMS
    # The half-written file is in nobody's way.
    assert rotate_key(tmp_path, VOUCHER).known_retired == 1
    assert verified_terms(paper, read_keys(tmp_path).voucher_keys()) == TERMS


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can act for another account")
def test_what_root_rotates_stays_readable_for_the_account_that_runs_the_product(tmp_path: Path) -> None:
    read_keys(tmp_path)
    for path in [tmp_path / "keys", *(tmp_path / "keys").iterdir()]:
        os.chown(path, 65534, 65534)
    rotate_key(tmp_path, VOUCHER)
    assert {path.stat().st_uid for path in (tmp_path / "keys").rglob("*")} == {65534}


def test_two_rotations_at_once_are_one(tmp_path: Path) -> None:
    read_keys(tmp_path)
    before = contents_below(tmp_path)
    descriptor = os.open(tmp_path / "keys", os.O_RDONLY)
    flock(descriptor, LOCK_EX)
    with pytest.raises(KeysWrong, match=r"Another rotation is going on"):
        rotate_key(tmp_path, VOUCHER)
    os.close(descriptor)
    assert contents_below(tmp_path) == before


def test_without_a_first_start_there_is_nothing_to_rotate(tmp_path: Path) -> None:
    with pytest.raises(KeysWrong, match=r"no voucher key in .* KOTISETELI_DATA"):
        rotate_key(tmp_path, VOUCHER)
    assert list(tmp_path.iterdir()) == []


def test_the_command_says_what_happened_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = signing_id(tmp_path)
    monkeypatch.setenv("KOTISETELI_DATA", str(tmp_path))
    monkeypatch.setenv("KOTISETELI_DEMO", "1")
    monkeypatch.setattr("sys.argv", ["kotiseteli", "rotate-key"])
    cli.main()
    said = capsys.readouterr().out
    assert f"signed with a new key, {signing_id(tmp_path)}, in {tmp_path / 'keys'}" in said
    assert f"The old one, {before}, signs no more; the papers it signed stay genuine." in said
    assert "Start every running Kotiseteli anew" in said
    assert "phones" in said
    for kind, name in (("receipts", "Receipts of visits are signed"), ("sealing", "Phones seal their visits")):
        monkeypatch.setattr("sys.argv", ["kotiseteli", "rotate-key", kind])
        cli.main()
        assert capsys.readouterr().out.startswith(f"{name}")
    (tmp_path / "keys" / "voucher-signing").write_bytes(b"")
    monkeypatch.setattr("sys.argv", ["kotiseteli", "rotate-key"])
    with pytest.raises(SystemExit, match="is damaged"):
        cli.main()
