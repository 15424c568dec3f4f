"""What stands in for `cryptography` in a page, held against the package itself: each reads and verifies the other's."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from tools.page import build

pytest.importorskip("ecdsa", reason="the page's stand-in is not tried: install the extra 'docs'")

BEGIN = """
import sys
from pathlib import Path
from cryptography import NotInAPage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa, utils
how = ec.ECDSA(hashes.SHA256())
folder = Path(sys.argv[1])
"""


def in_a_page(program: str, folder: Path) -> str:
    """What a program prints for which `import cryptography` finds the stand-in."""
    done = subprocess.run(
        [sys.executable, "-c", BEGIN + program, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(build.HERE / "stand_in")},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_package_reads_and_verifies_what_a_page_made(tmp_path: Path) -> None:
    in_a_page(
        """
key = ec.generate_private_key(ec.SECP256R1())
pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL,
                        serialization.NoEncryption())
folder.joinpath("key").write_bytes(pem)
folder.joinpath("signature").write_bytes(key.sign(b"text", how))
numbers = key.public_key().public_numbers()
folder.joinpath("numbers").write_text(f"{numbers.x} {numbers.y}")
""",
        tmp_path,
    )
    key = load_pem_private_key((tmp_path / "key").read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    signature = (tmp_path / "signature").read_bytes()
    key.public_key().verify(signature, b"text", ec.ECDSA(SHA256()))
    with pytest.raises(InvalidSignature):
        key.public_key().verify(signature, b"other", ec.ECDSA(SHA256()))
    numbers = key.public_key().public_numbers()
    assert (tmp_path / "numbers").read_text() == f"{numbers.x} {numbers.y}"


def test_a_page_reads_and_verifies_what_the_package_made(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    (tmp_path / "key").write_bytes(pem)
    (tmp_path / "signature").write_bytes(key.sign(b"text", ec.ECDSA(SHA256())))
    printed = in_a_page(
        """
key = serialization.load_pem_private_key(folder.joinpath("key").read_bytes(), password=None)
numbers = key.public_key().public_numbers()
public = ec.EllipticCurvePublicNumbers(numbers.x, numbers.y, ec.SECP256R1()).public_key()
signature = folder.joinpath("signature").read_bytes()
public.verify(utils.encode_dss_signature(*utils.decode_dss_signature(signature)), b"text", how)
for wrong in (lambda: public.verify(signature, b"other", how), lambda: public.verify(b"0", b"text", how)):
    try:
        wrong()
    except InvalidSignature:
        print("refused")
""",
        tmp_path,
    )
    assert printed.split() == ["refused", "refused"]


def test_what_a_page_cannot_do_is_refused_by_name(tmp_path: Path) -> None:
    printed = in_a_page(
        """
import cryptography.x509
from cryptography.hazmat.primitives.asymmetric import padding
class P384:
    name = "secp384r1"
class SHA1:
    name = "sha1"
for wrong in (
    lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
    lambda: ec.generate_private_key(P384()),
    lambda: ec.ECDSA(SHA1()),
    lambda: cryptography.x509.load_pem_x509_certificate(b""),
):
    try:
        wrong()
    except NotInAPage as error:
        print(error)
for wrong in (lambda: ec.EllipticCurvePublicNumbers(1, 1, ec.SECP256R1()).public_key(),
              lambda: serialization.load_pem_private_key(b"nothing", password=None)):
    try:
        wrong()
    except ValueError as error:
        print(error)
""",
        tmp_path,
    ).splitlines()
    assert [line.partition(" needs ")[0] for line in printed] == [
        "An RSA key",
        "The curve secp384r1",
        "A signature over sha1",
        "Reading a certificate",
        "the point is not on the curve",
        "no private key can be read",
    ]
