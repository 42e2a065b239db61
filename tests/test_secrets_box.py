# Part of lampo_privacy. LGPL-3.
import base64

import pytest

from lampo_privacy.tools.secrets_box import BadKeyError, CannotOpenError, SecretsBox, new_key

OLD, NEW = new_key(), new_key()


def test_what_is_sealed_opens_again_and_shows_nothing():
    box = SecretsBox([NEW])
    sealed = box.seal("010170-901P")
    assert box.open(sealed) == "010170-901P"
    assert "901" not in sealed.partition(".")[0]
    assert b"010170" not in base64.urlsafe_b64decode(sealed.partition(".")[2])


def test_the_same_text_is_never_sealed_the_same_way_twice():
    box = SecretsBox([NEW])
    assert box.seal("x") != box.seal("x")


def test_after_a_rotation_the_old_opens_and_the_new_closes():
    sealed = SecretsBox([OLD]).seal("x")
    rotated = SecretsBox([NEW, OLD])
    assert rotated.open(sealed) == "x"
    assert rotated.seal("x").startswith(SecretsBox([NEW]).key_ids[0])
    assert SecretsBox([OLD]).digest("x") in rotated.digests("x")
    assert rotated.digest("x") == SecretsBox([NEW]).digest("x")


def test_another_key_opens_nothing():
    with pytest.raises(CannotOpenError):
        SecretsBox([NEW]).open(SecretsBox([OLD]).seal("x"))


def test_a_changed_token_does_not_open():
    box = SecretsBox([NEW])
    with pytest.raises(CannotOpenError):
        box.open(box.seal("x")[:-6] + "AAAAA=")


def test_the_hash_depends_on_the_key_and_on_every_character():
    box = SecretsBox([NEW])
    assert box.digest("010170-901P") != box.digest("010170Y901P")
    assert box.digest("x") != SecretsBox([OLD]).digest("x")
    assert len(box.digest("x")) == 64


@pytest.mark.parametrize("keys", [[], ["secret"], [""], ["ä" * 44]])
def test_a_key_of_the_wrong_form_is_refused_without_being_named(keys):
    with pytest.raises(BadKeyError) as caught:
        SecretsBox(keys)
    assert "secret" not in str(caught.value)
