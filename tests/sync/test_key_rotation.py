"""A voucher printed before the key was changed is taken after it, and so is one printed with the new key."""

import base64
from pathlib import Path

import pypdfium2
import zxingcpp

from backend.app import build_app
from backend.demo import cast
from backend.keys import VOUCHER, read_keys, rotate_key
from backend.settings import settings_from
from tests.conftest import Product
from tests.sync.phone import Phone, slug


def started_anew(data_folder: Path) -> Product:
    """Start the product on the keys as they lie in the folder now."""
    return Product(build_app(settings_from({"KOTISETELI_DEMO": "1"}), read_keys(data_folder)))


async def printed_code(product: Product) -> str:
    """Print Helvi's voucher and scan what stands on the paper."""
    async with product.called_by(cast.MARJA) as marja:
        answer = await marja.get(f"/api/vouchers/{cast.HELVIS_VOUCHER.id}/paper")
    picture = pypdfium2.PdfDocument(answer.content)[0].render(scale=150 / 72).to_pil()
    (text,) = [symbol.text for symbol in zxingcpp.read_barcodes(picture) if symbol.format.name == "QRCode"]
    return str(text).rsplit("/", 1)[1]


def key_in(code: str) -> str:
    return base64.b32decode(code + "=")[1:5].hex()


async def test_papers_of_every_key_that_ever_signed_are_taken(database: None, tmp_path: Path) -> None:  # noqa: ARG001 - the product lives in its transaction
    codes = [await printed_code(started_anew(tmp_path))]
    for _ in range(2):
        rotate_key(tmp_path, VOUCHER)
        codes.append(await printed_code(started_anew(tmp_path)))
    assert len({key_in(code) for code in codes}) == 3
    async with started_anew(tmp_path).called_by(cast.ANNA) as anna:
        phone = Phone(anna)
        verdicts = await phone.verdicts(*(phone.recording(code=code) for code in codes))
        pulled = (await anna.get("/api/sync/pull")).json()["keys"]
    assert [verdict["verdict"] for verdict in verdicts] == ["accepted"] * 3
    # The one that signs stands first; a phone finds each by the id in the code.
    assert pulled[0]["id"] == key_in(codes[2])
    assert {key["id"] for key in pulled} == {key_in(code) for code in codes}


async def test_papers_of_a_key_taken_out_of_the_folder_are_not_genuine(database: None, tmp_path: Path) -> None:  # noqa: ARG001 - the product lives in its transaction
    code = await printed_code(started_anew(tmp_path))
    rotation = rotate_key(tmp_path, VOUCHER)
    (tmp_path / "keys" / "voucher-retired" / rotation.retired).unlink()
    async with started_anew(tmp_path).called_by(cast.ANNA) as anna:
        phone = Phone(anna)
        (verdict,) = await phone.verdicts(phone.recording(code=code))
    assert slug(verdict) == "voucher-not-genuine"
