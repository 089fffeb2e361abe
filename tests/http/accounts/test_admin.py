"""The admin site passes through the services: paths, roles and the audit trail follow."""

import pytest
from django.test import Client

from accounts.models import AuditEntry, Department, RoleGrant, User
from tests.clients import logged_in
from tests.factories import make_department, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    return make_user(make_department("市局"), is_superuser=True, is_staff=True)


@pytest.fixture
def admin(administrator) -> Client:
    return logged_in(administrator)


def test_every_list_opens(admin):
    for model in ("user", "department", "rolegrant", "auditentry"):
        assert admin.get(f"/admin/accounts/{model}/").status_code == 200
        assert admin.get(f"/admin/accounts/{model}/?q=x").status_code == 200


def test_phones_passwords_and_tokens_are_not_shown(admin):
    from accounts.services.phones import set_phone

    person = make_user()
    set_phone(person, "13812341234")
    person.save()
    page = admin.get(f"/admin/accounts/user/{person.pk}/change/").content.decode()
    assert "138****1234" in page
    for secret in ("13812341234", person.phone_sealed, person.phone_digest, person.password):
        assert secret not in page
    assert admin.get("/admin/authtoken/tokenproxy/").status_code == 404
    assert admin.get("/admin/auth/group/").status_code == 404


def test_somebody_added_here_has_no_password_yet(admin, administrator):
    body = {"username": "X1", "name": "张　三", "department": administrator.department_id, "is_active": "on"}
    assert admin.post("/admin/accounts/user/add/", body).status_code == 302
    made = User.objects.get(username="X1")
    assert (made.name, made.has_usable_password(), made.is_superuser) == ("张三", False, False)
    assert AuditEntry.objects.get().action == "person.add"
    taken = admin.post("/admin/accounts/user/add/", {**body, "username": "x1"})
    assert "已经有人用了" in taken.content.decode()


def test_flags_are_not_set_by_hand(admin):
    person = make_user(make_department())
    body = {
        "username": person.username,
        "name": "改名",
        "department": person.department_id,
        "is_active": "on",
        "is_superuser": "on",
        "is_staff": "on",
    }
    assert admin.post(f"/admin/accounts/user/{person.pk}/change/", body).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.is_superuser, person.is_staff) == ("改名", False, False)


def test_nobody_is_deleted(admin):
    person = make_user()
    assert admin.post(f"/admin/accounts/user/{person.pk}/delete/", {"post": "yes"}).status_code == 403
    assert (
        admin.post(f"/admin/accounts/department/{make_department().pk}/delete/", {"post": "yes"}).status_code
        == 403
    )


def test_departments_keep_their_paths(admin, administrator):
    root = administrator.department
    assert (
        admin.post(
            "/admin/accounts/department/add/", {"name": "机关", "parent": root.pk, "is_active": "on"}
        ).status_code
        == 302
    )
    made = Department.objects.get(name="机关")
    assert made.path == f"{root.path}{made.pk}/"
    other = make_department("县局")
    body = {"name": "机关党委", "parent": other.pk, "is_active": "on"}
    assert admin.post(f"/admin/accounts/department/{made.pk}/change/", body).status_code == 302
    made.refresh_from_db()
    assert (made.name, made.path) == ("机关党委", f"{other.path}{made.pk}/")


def test_roles_pass_through_the_service(admin):
    person = make_user()
    assert (
        admin.post("/admin/accounts/rolegrant/add/", {"user": person.pk, "role": "administrator"}).status_code
        == 302
    )
    person.refresh_from_db()
    assert person.is_superuser
    grant = RoleGrant.objects.get()
    assert admin.post(f"/admin/accounts/rolegrant/{grant.pk}/delete/", {"post": "yes"}).status_code == 302
    person.refresh_from_db()
    assert not person.is_superuser
    assert list(AuditEntry.objects.values_list("action", flat=True)) == ["role.grant", "role.revoke"]


def test_the_audit_trail_is_read_only(admin, now):
    from accounts.services.audit import record

    entry = record(None, "test.act", "x:1", now=now)
    page = f"/admin/accounts/auditentry/{entry.pk}"
    assert admin.get(f"{page}/change/").status_code == 200
    assert admin.post(f"{page}/change/", {"action": "other"}).status_code == 403
    assert admin.post(f"{page}/delete/", {"post": "yes"}).status_code == 403
    assert admin.get("/admin/accounts/auditentry/add/").status_code == 403


def fields_of(person: User, **changes: str) -> dict[str, str]:
    """What the form of a person sends; an unticked box is not sent."""
    department = str(person.department_id or "")
    return {"username": person.username, "name": person.name, "department": department, **changes}


def test_nobody_locks_everybody_out(admin, administrator):
    """Unticking 在职 of the only administrator: refused at the box, with the cure."""
    page = admin.post(f"/admin/accounts/user/{administrator.pk}/change/", fields_of(administrator))
    assert page.status_code == 200 and "不能停用自己的账号" in page.content.decode()
    administrator.refresh_from_db()
    assert administrator.is_active


def test_an_administrator_without_a_password_is_no_replacement(administrator, now):
    """Somebody who never got a password cannot let anybody in again."""
    other = make_user(administrator.department, is_superuser=True, is_staff=True)
    client = logged_in(other)
    User.objects.filter(pk=other.pk).update(password="!unusable")
    client.force_login(User.objects.get(pk=other.pk))
    page = client.post(f"/admin/accounts/user/{administrator.pk}/change/", fields_of(administrator))
    assert "最后一位能登录的管理员" in page.content.decode()
    administrator.refresh_from_db()
    assert administrator.is_active


def test_closing_an_account_here_ends_its_tokens_too(admin):
    from rest_framework.authtoken.models import Token

    person = make_user(make_department())
    Token.objects.create(user=person)
    page = f"/admin/accounts/user/{person.pk}/change/"
    assert admin.post(page, fields_of(person)).status_code == 302
    person.refresh_from_db()
    assert not person.is_active and not Token.objects.exists()
    assert admin.post(page, fields_of(person, is_active="on")).status_code == 302
    person.refresh_from_db()
    assert person.is_active
    done = list(AuditEntry.objects.values_list("action", flat=True))
    assert done == ["person.deactivate", "person.change", "person.reactivate", "person.change"]


def test_the_last_administrators_role_stays(admin, administrator):
    grant = RoleGrant.objects.create(user=administrator, role=RoleGrant.Role.ADMINISTRATOR)
    page = admin.post(f"/admin/accounts/rolegrant/{grant.pk}/delete/", {"post": "yes"})
    assert page.status_code == 409 and "最后一位能登录的管理员" in page.content.decode()
    many = {"action": "delete_selected", "_selected_action": [str(grant.pk)], "post": "yes"}
    assert admin.post("/admin/accounts/rolegrant/", many).status_code == 409
    administrator.refresh_from_db()
    assert administrator.is_superuser and RoleGrant.objects.filter(pk=grant.pk).exists()


def test_taking_many_roles_at_once_takes_all_or_none(admin, administrator):
    other = make_user()
    first = RoleGrant.objects.create(user=other, role=RoleGrant.Role.REVIEWER)
    last = RoleGrant.objects.create(user=administrator, role=RoleGrant.Role.ADMINISTRATOR)
    chosen = {"action": "delete_selected", "_selected_action": [first.pk, last.pk], "post": "yes"}
    assert admin.post("/admin/accounts/rolegrant/", chosen).status_code == 409
    assert RoleGrant.objects.count() == 2
