"""How a simulated person sits a contest, keeping a ledger of every answer that was acknowledged.

Some tap twice, some change their mind, and some old packet arrives late, again or for the first
time: the server must take each answer once, and the one that was chosen last must count.
"""

import random
from collections.abc import Generator
from typing import Any
from urllib.parse import urlencode

from .book import Book
from .plan import Ledger, Person, Save, SittingPlan
from .wire import Reply, Wire

Steps = Generator[bytes | float, Reply | None, Any]
# Of the whole time: until all have pressed Start, and from when on nobody answers.
HERD, ANSWERED = 0.05, 0.95


class Sitter:
    """One person, one attempt."""

    def __init__(self, person: Person, host: str, plan: SittingPlan, book: Book, *, seed: str) -> None:
        self.ledger = Ledger(username=person.username, session=person.session, saves=[])
        self._person = person
        self._wire = Wire(host, person.session, "c" * 32 if person.session else "")
        self._contest, self._seconds, self._mischief = plan.contest, plan.seconds, plan.mischief
        self._book = book
        self._dice = random.Random(seed)
        self._numbers = iter(range(1, 1_000_000))

    def script(self) -> Steps:
        if self._person.password and not (yield from self._log_in()):
            return
        if self._seconds:
            yield self._dice.random() * self._seconds * HERD
        paper = yield from self._start()
        if paper is None:
            return
        if paper["size"] > len(paper["items"]):
            yield from self._answer_one_by_one(paper)
        else:
            yield from self._answer_all(paper)
        yield from self._hand_in()

    def _log_in(self) -> Steps:
        page = yield from self._book.ask("login page", self._wire.get("/login"))
        self._wire.know("", page.cookies().get("csrftoken", ""))
        fields = {
            "username": self._person.username,
            "password": self._person.password,
            "csrfmiddlewaretoken": self._wire.csrf,
        }
        reply = yield from self._book.ask("login", self._wire.form("/login", urlencode(fields)))
        given = reply.cookies()
        if reply.status != 302 or "sessionid" not in given:
            self._book.refused("login", reply)
            return False
        self.ledger.session = given["sessionid"]
        self._wire.know(given["sessionid"], given.get("csrftoken", self._wire.csrf))
        return True

    def _start(self) -> Steps:
        path = f"/api/v1/contests/{self._contest}/attempts"
        reply = yield from self._book.ask("start", self._wire.send("POST", path))
        if reply.status not in (200, 201):
            self._book.refused("start", reply)
            return None
        paper = reply.json()
        self.ledger.attempt = paper["id"]
        return paper

    def _answer_all(self, paper: dict[str, Any]) -> Steps:
        for item in paper["items"]:
            yield from self._think(paper["size"])
            overtaken = self._noted(item) if self._dice.random() < self._mischief else None
            yield from self._answer(item)
            if overtaken is not None:
                yield from self._arrive_late(overtaken, self.ledger.saves[-1])
            if self._dice.random() < self._mischief:
                yield from self._change_mind(item)

    def _answer_one_by_one(self, paper: dict[str, Any]) -> Steps:
        items = paper["items"]
        while items:
            yield from self._think(paper["size"])
            reply = yield from self._answer(items[0])
            if reply.status == 409:  # its time was over: see what is open now
                reply = yield from self._book.ask("look", self._wire.get(self._path()))
                items = (reply.json() or {}).get("items", [])
            else:
                following = (reply.json() or {}).get("next")
                items = [following] if following else []
            if self._dice.random() < self._mischief:
                yield from self._resend(self._dice.choice(self.ledger.saves))

    def _think(self, size: int) -> Steps:
        if self._seconds:
            share = self._seconds * (ANSWERED - HERD) / max(1, size)
            yield share * self._dice.uniform(0.5, 1.5)

    def _change_mind(self, item: dict[str, Any]) -> Steps:
        """Answer again, and let the packet of the first answer arrive once more after that."""
        first = self.ledger.saves[-1]
        yield from self._answer(item)
        yield from self._resend(first)

    def _arrive_late(self, save: Save, newer: Save) -> Steps:
        """The packet of an older choice comes for the first time after that of a newer one."""
        reply = yield from self._book.ask("overtaken", self._request(save))
        if reply.status in (200, 201):
            save.acknowledged = True
            if newer.acknowledged and (reply.json() or {}).get("counts") is not False:
                self._book.errors["overtaken and said to count"] += 1
        else:
            self._book.refused("overtaken", reply)

    def _noted(self, item: dict[str, Any]) -> Save:
        """A choice, not sent yet."""
        number = next(self._numbers)
        key = f"{self._dice.getrandbits(64):016x}-{number}"
        response = chosen(item, self._dice)
        save = Save(position=item["position"], key=key, response=response, sequence=number)
        self.ledger.saves.append(save)
        return save

    def _answer(self, item: dict[str, Any]) -> Steps:
        save = self._noted(item)
        reply = yield from self._book.ask("answer", self._request(save))
        if reply.status in (200, 201):
            save.acknowledged = True
            if self._dice.random() < self._mischief:
                yield from self._resend(save)
        elif not (reply.status == 409 and b"item_closed" in reply.body):
            self._book.refused("answer", reply)
        return reply

    def _resend(self, save: Save) -> Steps:
        """The same request once more: the first receipt must come back."""
        reply = yield from self._book.ask("repeat", self._request(save))
        save.again += 1
        if reply.status == 201 and save.acknowledged:
            self.ledger.told_twice.append(save.key)
        elif reply.status not in (200, 201):
            self._book.refused("repeat", reply)

    def _hand_in(self) -> Steps:
        reply = yield from self._book.ask("hand in", self._wire.send("POST", self._path("/hand-in")))
        if reply.status != 200:
            self._book.refused("hand in", reply)
            return
        self.ledger.handed_in = True
        yield from self._try_too_late()

    def _try_too_late(self) -> Steps:
        key = f"late-{self._dice.getrandbits(64):016x}"
        late = Save(position=1, key=key, response=[], sequence=next(self._numbers))
        reply = yield from self._book.ask("too late", self._request(late))
        if reply.status in (200, 201):
            self.ledger.late_accepted.append(late.key)

    def _request(self, save: Save) -> bytes:
        document = {"response": save.response, "client_key": save.key, "sequence": save.sequence}
        return self._wire.send("PUT", self._path(f"/answers/{save.position}"), document)

    def _path(self, ending: str = "") -> str:
        return f"/api/v1/attempts/{self.ledger.attempt}{ending}"


def chosen(item: dict[str, Any], dice: random.Random) -> list[Any]:
    """A guess of the right shape for an item as the API shows it."""
    if item["type"] == "blank":
        return [dice.choice(("水", "氧气", "3", "光合作用")) for _ in range(item["blanks"])]
    options = [option["id"] for option in item["options"]]
    count = dice.randint(1, len(options)) if item["type"] == "multi" else 1
    picked = set(dice.sample(options, count))
    return [option for option in options if option in picked]
