import pytest
from tests.browser.conftest import PHONE
from tests.browser.stage import enter_as
from tests.browser.world import World
from tests.browser.elder_measures import WITH_A_VOICE, _TYPE
from tests.browser.looking import sideways, small_targets, lost_text

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("text", ["large"])
def test_sizes(new_context, watch, settings, text):
    watch.expect(".*")
    settings.HELP_PHONE = "0571-12345678"
    world = World()
    world.person.display_mode = "elder"
    world.person.text_size = text
    world.person.save()
    ctx = new_context(viewport=PHONE)
    ctx.add_init_script(WITH_A_VOICE)
    ctx.add_cookies([{"name": "display", "value": "elder." + text, "url": watch.address}])
    page = ctx.new_page()
    faults = {}

    def snap(pages):
        for name, path in pages:
            page.goto(path)
            for w in (320, 390):
                page.set_viewport_size({"width": w, "height": 844})
                if sideways(page) > 0:
                    print(
                        name,
                        w,
                        page.evaluate(
                            """() => Array.from(document.querySelectorAll("body *")).filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".visually-hidden,.table-scroll")).map(e => e.tagName+"."+e.className+":"+e.textContent.trim().slice(0,14)).slice(-3)"""
                        ),
                    )
                got = [f"sideways {sideways(page)}"] if sideways(page) > 0 else []
                for one in got:
                    faults.setdefault(one, []).append(f"{name}@{w}")

    snap(world.for_visitors())
    enter_as(ctx, world.person, watch.address)
    snap(world.for_participants())
    print("\n".join(f"{k} {v[:6]}" for k, v in faults.items()))
    assert not faults
