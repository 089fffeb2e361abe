"""Login cards: one valid card a person, kept as a digest, never for somebody who may do more."""

from datetime import timedelta

import pytest

from accounts.domain.card_sheet import CardFace, draw_cards
from accounts.domain.cards import VALID_FOR, new_token, token_digest
from accounts.domain.problems import RuleBroken
from accounts.models import AuditEntry, LoginCard, RoleGrant, User
from accounts.selectors.cards import fault_of_token, people_with_cards, valid_card_of
from accounts.services.cards import BATCH, end_card, print_cards
from tests.factories import make_department, make_organizer, make_user
from tests.pdf_text import pdf_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    root = make_department("市局")
    inside = make_department("机关", root)
    return {"inside": inside, "outside": make_department("教育处", root), "organizer": make_organizer(inside)}


def test_a_card_is_kept_as_a_digest_only(place, now):
    people = [make_user(place["inside"]) for _ in range(3)]
    cards = print_cards(place["organizer"], [one.pk for one in people], now=now)
    assert len({card.token for card in cards}) == 3
    rows = str(list(LoginCard.objects.values())) + str(list(AuditEntry.objects.values()))
    for card in cards:
        assert len(card.token) == 27 and card.expires_at == now + VALID_FOR
        assert card.token not in rows and card.token not in repr(card)
        assert LoginCard.objects.filter(digest=token_digest(card.token)).count() == 1
        assert fault_of_token(card.token, now) == ""
    printed = AuditEntry.objects.get(action="card.print")
    assert sorted(printed.details["people"]) == sorted(one.pk for one in people)


def test_a_new_print_makes_the_old_card_worthless(place, now):
    person = make_user(place["inside"])
    (old,) = print_cards(place["organizer"], [person.pk], now=now)
    (new,) = print_cards(place["organizer"], [person.pk], now=now)
    assert fault_of_token(old.token, now) == "card_ended"
    assert fault_of_token(new.token, now) == ""
    assert LoginCard.objects.filter(user=person, ended_at=None).count() == 1


def test_cards_expire_and_close_and_are_unknown(place, now):
    person = make_user(place["inside"])
    (card,) = print_cards(place["organizer"], [person.pk], now=now)
    assert fault_of_token(card.token, now + VALID_FOR - timedelta(seconds=1)) == ""
    assert fault_of_token(card.token, now + VALID_FOR) == "card_expired"
    assert fault_of_token(new_token(), now) == "card_unknown"
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert fault_of_token(card.token, now) == "card_closed"


@pytest.mark.parametrize("role", ["organizer", "reviewer", "expert", "administrator"])
def test_no_cards_for_people_who_may_do_more(place, now, role):
    plain, other = make_user(place["inside"]), make_user(place["inside"])
    (card,) = print_cards(place["organizer"], [other.pk], now=now)
    department = place["inside"] if role == "organizer" else None
    RoleGrant.objects.create(user=other, role=role, department=department)
    assert fault_of_token(card.token, now) == "card_closed"  # also one that was printed before
    with pytest.raises(RuleBroken) as refused:
        print_cards(place["organizer"], [plain.pk, other.pk], now=now)
    assert refused.value.code == "card_not_for_them"
    assert valid_card_of(plain, now) is None


def test_no_cards_for_people_of_others(place, now):
    mine, other = make_user(place["inside"]), make_user(place["outside"])
    with pytest.raises(RuleBroken) as refused:
        print_cards(place["organizer"], [mine.pk, other.pk], now=now)
    assert refused.value.code == "person_not_yours"
    assert not LoginCard.objects.exists()


@pytest.mark.parametrize(("count", "code"), [(0, "cards_nobody"), (BATCH + 1, "cards_too_many")])
def test_a_print_is_bounded(place, now, count, code):
    with pytest.raises(RuleBroken) as refused:
        print_cards(place["organizer"], list(range(count)), now=now)
    assert refused.value.code == code


def test_the_person_and_their_organizer_end_a_card_and_nobody_else(place, now):
    person, neighbour = make_user(place["inside"]), make_user(place["inside"])
    for actor in (person, place["organizer"]):
        (card,) = print_cards(place["organizer"], [person.pk], now=now)
        for stranger in (neighbour, make_organizer(place["outside"])):
            with pytest.raises(RuleBroken):
                end_card(stranger, person, now=now)
        assert end_card(actor, person, now=now)
        assert fault_of_token(card.token, now) == "card_ended"
        assert not end_card(actor, person, now=now)
    assert AuditEntry.objects.filter(action="card.end", subject=f"user:{person.pk}").count() == 2


def test_the_list_narrows(place, now):
    with_card, senior = make_user(place["inside"]), make_user(place["inside"], age_band="senior")
    print_cards(place["organizer"], [with_card.pk], now=now)
    people = User.objects.filter(department=place["inside"])
    found = {who: set(people_with_cards(people, who, now)) for who in ("", "senior", "with", "without")}
    assert found == {"": {with_card, senior}, "senior": {senior}, "with": {with_card}, "without": {senior}}


def test_statements_do_not_grow_with_the_sheet(place, now, django_assert_max_num_queries):
    for count in (2, 40):
        people = [make_user(place["inside"]).pk for _ in range(count)]
        with django_assert_max_num_queries(14):
            print_cards(place["organizer"], people, now=now)


def test_the_sheet_says_who_until_when_and_whom_to_call(now):
    address = "https://quiz.example.org/card/secret-token"
    names = ["张桂兰", "买买提依明·阿布都热合曼江", "#eval(1)", "李四", "王五", "赵六", "钱七"]
    office = "河东区老科学技术工作者协会健康科普专业委员会"
    cards = [CardFace(name=one, department=office, until=now.date(), address=address) for one in names]
    read = pdf_text(draw_cards(cards, phone="0571-12345678"))
    assert len(read.pages) == 2
    for name in names:
        assert name in read.text
    until = f"有效期至{now.year}年{now.month}月{now.day}日"
    assert read.text.count(until) == read.text.count("求助电话 0571-12345678") == len(names)
    assert office in read.text
    assert "secret-token" not in read.text
    assert min(read.sizes) >= 14
    assert "求助电话" not in pdf_text(draw_cards(cards[:1], phone="")).text
