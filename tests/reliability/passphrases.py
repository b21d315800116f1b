# SPDX-License-Identifier: Apache-2.0
"""Passphrases that are nearly right: none may open, and the right one always does."""

import unicodedata
from collections.abc import Callable
from pathlib import Path
from random import Random
from unittest.mock import patch

from companion.storage import recovery, sealing, vault
from companion.storage.vault import Passphrase, RecoveryCode
from tests import quick_seals
from tests.reliability.outcome import Outcome, Tally

OPENED, REFUSED, RIGHT_REFUSED = "wrong ones that opened", "refused", "right ones refused"
LETTERS = "abcdefghijklmnopqrstuvwxyzäöüéñçßабвγδ 0123456789-'🔑"

Change = Callable[[str, Random], str]


def run(count: int, seed: int, folder: Path, normal: Change | None = None) -> Outcome:
    """Try ``count`` wrong passphrases, each beside the right one in another Unicode form.

    ``normal`` is what a careless program would do to a passphrase first.
    """
    del folder
    random = Random(seed)
    tally = Tally("wrong passphrases", REFUSED, OPENED, RIGHT_REFUSED)
    with (
        patch.object(sealing, "TARGET", 0),
        patch.object(sealing, "LEAST", quick_seals.COST),
        patch.object(sealing, "_bytes_of", _bytes(normal)),
    ):
        for number in range(count):
            words = "".join(random.choices(LETTERS, k=random.randint(1, 40)))
            keys = vault.new_keys()
            file = vault.sealed_file(
                keys, [Passphrase(words)] if number % 10 else [Passphrase(words), _code()]
            )
            wrong = CHANGES[number % len(CHANGES)](words, random)
            tally.tried += 1
            if unicodedata.normalize("NFC", wrong) == unicodedata.normalize("NFC", words):
                wrong += "."
            try:
                vault.unlock(file, Passphrase(wrong))
            except vault.WrongSecret:
                tally.count(REFUSED)
            else:
                tally.fault(OPENED, f"{wrong!r} for {words!r}")
            written = (
                unicodedata.normalize("NFD", words)
                if number % 2
                else unicodedata.normalize("NFC", words)
            )
            if _opens(file, written) != keys:
                tally.fault(RIGHT_REFUSED, repr(words))
    return tally.outcome()


def _code() -> RecoveryCode:
    return RecoveryCode(recovery.new_code())


def _opens(file: vault.KeyFile, words: str) -> vault.Keys | None:
    try:
        return vault.unlock(file, Passphrase(words))
    except vault.WrongSecret:
        return None


def _bytes(normal: Change | None) -> Callable[[vault.Secret], bytes]:
    real = sealing._bytes_of

    def changed(secret: vault.Secret) -> bytes:
        if normal is not None and isinstance(secret, Passphrase):
            return real(Passphrase(normal(secret.text, Random(0))))
        return real(secret)

    return changed


def _one_off(words: str, random: Random) -> str:
    place = random.randrange(len(words))
    return words[:place] + random.choice(LETTERS) + words[place + 1 :]


def _swapped(words: str, random: Random) -> str:
    place = random.randrange(len(words))
    return words[:place] + words[place : place + 2][::-1] + words[place + 2 :]


def _other(_words: str, random: Random) -> str:
    return "".join(random.choices(LETTERS, k=random.randint(0, 60)))


CHANGES: tuple[Change, ...] = (
    _one_off,
    _swapped,
    _other,
    lambda words, _: words[:-1],
    lambda words, _: f"{words} ",
    lambda words, _: f" {words}",
    lambda words, _: f"{words}\n",
    lambda words, _: f"{words}\0",
    lambda words, _: words.swapcase(),
    lambda words, _: unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode(),
    lambda _words, _: "",
    lambda words, _: words * 300,
)
