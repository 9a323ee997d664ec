"""Opens a checkpoint, written from the text of C2SP signed-note and tlog-checkpoint alone.

usage: open_note.py VERIFIER_KEY < note
Prints origin, size and root as JSON, or ends with a message and status 1.
"""

import base64
import hashlib
import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519 = b"\x01"


def parse_key(text):
    name, key_id, encoded = text.split("+", 2)
    material = base64.b64decode(encoded, validate=True)
    if material[:1] != ED25519 or len(material) != 33:
        sys.exit("not an Ed25519 verifier key")
    expected = hashlib.sha256(name.encode() + b"\n" + material).digest()[:4]
    if expected.hex() != key_id:
        sys.exit("the key id does not belong to the key")
    return name, expected, Ed25519PublicKey.from_public_bytes(material[1:])


def open_note(note, name, key_id, key):
    text, separator, signatures = note.rpartition("\n\n")
    if not separator or not signatures.endswith("\n"):
        sys.exit("not a signed note")
    text += "\n"
    if any(ord(character) < 0x20 and character != "\n" for character in note):
        sys.exit("the note has control characters")
    opened = False
    for line in signatures[:-1].split("\n"):
        dash, signer, encoded = line.split(" ")
        if dash != "\u2014":
            sys.exit("not a signature line")
        signature = base64.b64decode(encoded, validate=True)
        if signer != name or signature[:4] != key_id:
            continue
        try:
            key.verify(signature[4:], text.encode())
        except InvalidSignature:
            sys.exit("the signature is wrong")
        opened = True
    if not opened:
        sys.exit("no signature of the key")
    return text


def main():
    name, key_id, key = parse_key(sys.argv[1])
    note = sys.stdin.buffer.read().decode("utf-8")
    lines = open_note(note, name, key_id, key).split("\n")
    origin, size, root = lines[0], lines[1], base64.b64decode(lines[2], validate=True)
    if origin != name or not size.isdecimal() or size != str(int(size)) or len(root) != 32 or "" in lines[:-1]:
        sys.exit("not a checkpoint")
    print(json.dumps({"origin": origin, "size": int(size), "root": root.hex()}))


main()
