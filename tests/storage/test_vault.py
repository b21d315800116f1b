# SPDX-License-Identifier: Apache-2.0
"""The key file: slots that open, slots that do not, damage told apart from a wrong passphrase."""

import json
import unicodedata
from pathlib import Path

import pytest

from companion.problem import Problem
from companion.storage import recovery, sealing, vault
from companion.storage.vault import Keys, Passphrase, RecoveryCode
from tests.quick_seals import seal_quickly

CODE = recovery.new_code()
WORDS = Passphrase("cinq chênes verts")
IN_EARNEST = sealing.LEAST


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spend next to nothing; what a seal costs in earnest has tests of its own."""
    seal_quickly(monkeypatch.setattr)


@pytest.fixture
def keys() -> Keys:
    return vault.new_keys()


@pytest.fixture
def folder(tmp_path: Path, keys: Keys) -> Path:
    (tmp_path / "record.db").write_bytes(keys.salt + bytes(4080))
    vault.write(tmp_path, vault.sealed_file(keys, [WORDS, RecoveryCode(CODE)]))
    return tmp_path


def test_both_secrets_open_and_none_does_not(folder: Path, keys: Keys) -> None:
    file = vault.read(folder)
    assert (file.is_open, file.has_passphrase, file.has_recovery) == (False, True, True)
    assert vault.unlock(file, WORDS) == keys
    assert vault.unlock(file, RecoveryCode(CODE.lower().replace("-", " "))) == keys
    with pytest.raises(vault.Locked, match="protected by a passphrase"):
        vault.unlock(file)


def test_the_file_holds_no_key_and_no_secret(folder: Path, keys: Keys) -> None:
    content = (folder / "record.keys").read_text()
    for secret in (keys.key.hex(), WORDS.text, CODE, CODE.replace("-", "")):
        assert secret not in content
    assert content.encode() == (folder / "record.keys.copy").read_bytes()
    assert "(…)" in f"{keys} {WORDS} {RecoveryCode(CODE)}"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "cinq chenes verts",
        " cinq chênes verts",
        "cinq chênes verts ",
        "Cinq chênes verts",
        "cinq chênes verts\n",
        "cinq chênes verts\0",
        "x" * 10_000,
        "\ud800",
        "cinq chênes vert",
    ],
)
def test_near_misses_do_not_open(folder: Path, typed: str) -> None:
    with pytest.raises(vault.WrongSecret, match="not the passphrase"):
        vault.unlock(vault.read(folder), Passphrase(typed))


def test_a_passphrase_opens_in_either_unicode_form(folder: Path, keys: Keys) -> None:
    apart = Passphrase(unicodedata.normalize("NFD", WORDS.text))
    assert apart.text != WORDS.text
    assert vault.unlock(vault.read(folder), apart) == keys


@pytest.mark.parametrize("text", ["", "\0", "\ud800", "пароль 🔑", "x" * 10_000, "x'00'", " "])
def test_any_passphrase_seals_and_opens(keys: Keys, text: str) -> None:
    file = vault.sealed_file(keys, [Passphrase(text)])
    assert vault.unlock(file, Passphrase(text)) == keys
    with pytest.raises(vault.WrongSecret):
        vault.unlock(file, Passphrase(text + "."))


def test_another_diarys_code_is_told_from_a_mistyped_one(folder: Path) -> None:
    file = vault.read(folder)
    with pytest.raises(vault.WrongSecret, match="belongs to another diary"):
        vault.unlock(file, RecoveryCode(recovery.new_code()))
    with pytest.raises(recovery.Mistyped, match="group 3"):
        vault.unlock(file, RecoveryCode(_with_typo(CODE, 2)))


def test_a_damaged_passphrase_slot_is_not_called_a_wrong_passphrase(
    folder: Path, keys: Keys
) -> None:
    for name in ("record.keys", "record.keys.copy"):
        _damage_slot(folder / name, 0)
    file = vault.read(folder)
    with pytest.raises(Problem, match="damaged") as raised:
        vault.unlock(file, WORDS)
    assert not isinstance(raised.value, vault.WrongSecret)
    assert vault.unlock(file, RecoveryCode(CODE)) == keys


def test_sound_slots_of_both_files_are_put_together(folder: Path, keys: Keys) -> None:
    _damage_slot(folder / "record.keys", 0)
    _damage_slot(folder / "record.keys.copy", 1)
    file = vault.read(folder)
    assert vault.unlock(file, WORDS) == vault.unlock(file, RecoveryCode(CODE)) == keys
    assert vault.read(folder) == file
    assert (folder / "record.keys").read_bytes() == (folder / "record.keys.copy").read_bytes()


def test_every_bit_of_a_key_file_is_guarded(folder: Path, keys: Keys) -> None:
    """A flipped bit anywhere leaves the other file to be believed; both flipped never misleads."""
    whole = (folder / "record.keys").read_bytes()
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << (place % 8)
        (folder / "record.keys").write_bytes(damaged)
        assert vault.encoded(vault.read(folder)) == whole
        # What has come to look like a newer version's file is believed as little, and left alone.
        newer = vault._decoded(bytes(damaged)) is vault.Unusable.NEWER
        assert newer or (folder / "record.keys").read_bytes() == whole


def test_a_seal_cannot_be_weakened_or_moved(folder: Path) -> None:
    """Whoever rewrites the cost or the kind of a slot, checksum and all, only breaks it."""
    file = vault.read(folder)
    passphrase, code = file.slots
    assert isinstance(passphrase, vault.SealedSlot)
    assert isinstance(code, vault.SealedSlot)
    assert sealing.opened(passphrase.seal, WORDS, vault._context("passphrase"))
    assert not sealing.opened(passphrase.seal, WORDS, vault._context("recovery"))
    weaker = sealing.Seal(
        "passphrase",
        sealing.Cost(passphrase.memory_kib, passphrase.iterations + 1, passphrase.lanes),
        *(bytes.fromhex(text) for text in (passphrase.salt, passphrase.nonce, passphrase.sealed)),
    )
    assert not sealing.opened(weaker, WORDS, vault._context("passphrase"))
    beyond = sealing.Seal("passphrase", sealing.Cost(1, 1, 1), b"", b"", b"")
    assert not sealing.is_usable(beyond)


def test_the_same_secret_never_makes_the_same_slot(keys: Keys) -> None:
    one, other = (vault.sealed_file(keys, [WORDS]).slots[0] for _ in range(2))
    assert isinstance(one, vault.SealedSlot)
    assert isinstance(other, vault.SealedSlot)
    assert {one.salt, one.nonce, one.sealed}.isdisjoint({other.salt, other.nonce, other.sealed})


def test_opening_costs_what_was_aimed_at(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "TARGET", 1000)
    assert sealing._calibrated(WORDS).iterations == sealing.MOST_ITERATIONS
    monkeypatch.setattr(sealing, "TARGET", 0)
    assert sealing._calibrated(WORDS) == sealing.LEAST


def test_the_least_that_it_costs_in_earnest_seals_and_opens(
    keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sealing.Cost(memory_kib=64 * 1024, iterations=3, lanes=4) == IN_EARNEST
    monkeypatch.setattr(sealing, "LEAST", IN_EARNEST)
    file = vault.sealed_file(keys, [WORDS, RecoveryCode(CODE)])
    assert [
        (slot.memory_kib, slot.iterations, slot.lanes)
        for slot in file.slots
        if isinstance(slot, vault.SealedSlot)
    ] == [(64 * 1024, 3, 4)] * 2
    assert vault.unlock(file, WORDS) == keys
    assert vault.unlock(file, RecoveryCode(CODE)) == keys
    with pytest.raises(vault.WrongSecret):
        vault.unlock(file, Passphrase("cinq chênes"))


def test_of_two_whole_files_the_records_own_is_believed(folder: Path, keys: Keys) -> None:
    other = vault.encoded(vault.open_file(vault.new_keys()))
    (folder / "record.keys").write_bytes(other)
    assert vault.unlock(vault.read(folder), WORDS) == keys
    assert (folder / "record.keys").read_bytes() != other


def test_a_damaged_start_of_the_record_does_not_lose_the_keys(folder: Path, keys: Keys) -> None:
    (folder / "record.db").write_bytes(bytes(4096))
    assert vault.unlock(vault.read(folder), WORDS) == keys


# --- the recovery code ----------------------------------------------------------------------------


def test_a_code_reads_back_however_it_is_written() -> None:
    assert len(CODE) == 8 * 5 + 7
    raw = recovery.read(CODE)
    assert len(raw) == 20
    for written in (CODE.lower(), CODE.replace("-", ""), CODE.replace("-", "  "), f" {CODE}\n"):
        assert recovery.read(written) == raw
    assert recovery.read(CODE.replace("0", "o").replace("1", "I")) == raw


def test_every_wrong_character_is_named_at_its_group() -> None:
    for place, character in enumerate(CODE):
        if character == "-":
            continue
        for other in recovery.ALPHABET + "U?":
            if other == character:
                continue
            typed = f"{CODE[:place]}{other}{CODE[place + 1 :]}"
            with pytest.raises(recovery.Mistyped):
                recovery.read(typed)
            if other in recovery.ALPHABET:
                with pytest.raises(recovery.Mistyped, match=f"group {place // 6 + 1} "):
                    recovery.read(typed)


def test_swapped_characters_and_swapped_groups_are_noticed() -> None:
    for place in range(len(CODE) - 1):
        one, other = CODE[place], CODE[place + 1]
        if one == other or "-" in (one, other):
            continue
        with pytest.raises(recovery.Mistyped, match=f"group {place // 6 + 1} "):
            recovery.read(f"{CODE[:place]}{other}{one}{CODE[place + 2 :]}")
    groups = CODE.split("-")
    swapped = "-".join([groups[1], groups[0], *groups[2:]])
    with pytest.raises(recovery.Mistyped, match="groups 1, 2"):
        recovery.read(swapped)


@pytest.mark.parametrize("typed", ["", "7KQ4M", CODE + "A", CODE[:-1], CODE.replace("-", "")[:-1]])
def test_a_code_that_is_too_short_or_long_is_named_so(typed: str) -> None:
    with pytest.raises(recovery.Mistyped):
        recovery.read(typed)


def _with_typo(code: str, group: int) -> str:
    place = group * 6
    other = "7" if code[place] != "7" else "8"
    return f"{code[:place]}{other}{code[place + 1 :]}"


def _damage_slot(path: Path, number: int) -> None:
    file = json.loads(path.read_bytes())
    sealed = file["slots"][number]["sealed"]
    file["slots"][number]["sealed"] = ("0" if sealed[0] != "0" else "1") + sealed[1:]
    path.write_text(json.dumps(file))
