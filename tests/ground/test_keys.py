"""The installation's keys in real files: made once, changed without losing a paper, never half, for their user only."""

import os
import stat
from datetime import date
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest

from backend import cli, keys
from backend.keys import KeysWrong, read_keys, rotate_voucher_key
from backend.vouchers.code import SignedTerms, key_id, sign, verified_terms
from backend.vouchers.number import number_from

TERMS = SignedTerms(number_from(7), 1, 2, 0, date(2026, 9, 1), date(2027, 2, 28), "voucher")


def signing_id(folder: Path) -> str:
    return key_id(read_keys(folder).voucher.public_key()).hex()


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
        rotation = rotate_voucher_key(tmp_path)
        assert (rotation.retired, rotation.signing, rotation.known_retired) == (ids[-1], signing_id(tmp_path), told)
        ids.append(rotation.signing)
        papers.append(sign(TERMS, read_keys(tmp_path).voucher))
    now = read_keys(tmp_path)
    assert len(set(ids)) == 3
    assert [name.hex() for name in now.voucher_keys()] == [ids[2], *sorted(ids[:2])]
    assert [verified_terms(paper, now.voucher_keys()) for paper in papers] == [TERMS] * 3
    assert now.identity == identity


def test_a_server_that_was_not_started_anew_does_not_know_the_new_key(tmp_path: Path) -> None:
    running = read_keys(tmp_path)
    rotate_voucher_key(tmp_path)
    assert verified_terms(sign(TERMS, read_keys(tmp_path).voucher), running.voucher_keys()) is None


def test_of_a_retired_key_nothing_that_signs_is_left(tmp_path: Path) -> None:
    secret = read_keys(tmp_path).voucher.private_bytes_raw()
    rotate_voucher_key(tmp_path)
    assert all(secret not in contents for contents in contents_below(tmp_path).values())


def test_every_key_is_for_its_user_only(tmp_path: Path) -> None:
    read_keys(tmp_path)
    rotation = rotate_voucher_key(tmp_path)
    assert modes_below(tmp_path) == {
        "keys": 0o700,
        "keys/voucher-signing": 0o600,
        "keys/identity-codes": 0o600,
        "keys/voucher-retired": 0o700,
        f"keys/voucher-retired/{rotation.retired}": 0o600,
    }


@pytest.mark.parametrize("contents", [b"", b"short", bytes(33)])
def test_a_damaged_signing_key_is_told_and_left_alone(tmp_path: Path, contents: bytes) -> None:
    read_keys(tmp_path)
    (tmp_path / "keys" / "voucher-signing").write_bytes(contents)
    before = contents_below(tmp_path)
    for use in (read_keys, rotate_voucher_key):
        with pytest.raises(KeysWrong, match=r"voucher-signing is damaged: put it back from a backup"):
            use(tmp_path)
    assert contents_below(tmp_path) == before


def test_a_damaged_retired_key_is_told_before_anything_is_changed(tmp_path: Path) -> None:
    read_keys(tmp_path)
    rotation = rotate_voucher_key(tmp_path)
    retired = tmp_path / "keys" / "voucher-retired" / rotation.retired
    # Its length is right, its contents are not those of its name.
    retired.write_bytes(retired.read_bytes()[::-1])
    before = contents_below(tmp_path)
    for use in (read_keys, rotate_voucher_key):
        with pytest.raises(KeysWrong, match=rf"{rotation.retired} is damaged"):
            use(tmp_path)
    assert contents_below(tmp_path) == before


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
        rotate_voucher_key(tmp_path)
    monkeypatch.undo()
    assert signing_id(tmp_path) == before
    assert verified_terms(paper, read_keys(tmp_path).voucher_keys()) == TERMS
    # The half-written file is in nobody's way.
    assert rotate_voucher_key(tmp_path).known_retired == 1
    assert verified_terms(paper, read_keys(tmp_path).voucher_keys()) == TERMS


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can act for another account")
def test_what_root_rotates_stays_readable_for_the_account_that_runs_the_product(tmp_path: Path) -> None:
    read_keys(tmp_path)
    for path in [tmp_path / "keys", *(tmp_path / "keys").iterdir()]:
        os.chown(path, 65534, 65534)
    rotate_voucher_key(tmp_path)
    assert {path.stat().st_uid for path in (tmp_path / "keys").rglob("*")} == {65534}


def test_two_rotations_at_once_are_one(tmp_path: Path) -> None:
    read_keys(tmp_path)
    before = contents_below(tmp_path)
    descriptor = os.open(tmp_path / "keys", os.O_RDONLY)
    flock(descriptor, LOCK_EX)
    with pytest.raises(KeysWrong, match=r"Another rotation is going on"):
        rotate_voucher_key(tmp_path)
    os.close(descriptor)
    assert contents_below(tmp_path) == before


def test_without_a_first_start_there_is_nothing_to_rotate(tmp_path: Path) -> None:
    with pytest.raises(KeysWrong, match=r"no voucher key in .* KOTISETELI_DATA"):
        rotate_voucher_key(tmp_path)
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
    (tmp_path / "keys" / "voucher-signing").write_bytes(b"")
    with pytest.raises(SystemExit, match="is damaged"):
        cli.main()
