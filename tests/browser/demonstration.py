"""The demonstration, alive: its site on a free port, and its people who take the contest over the API."""

import csv
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import yaml

from tests.run import ROOT, bare, free_port

EMPLOYEE, ELDER, ORGANIZER = "1006", "1031", "1002"
AWAY = {"1001", "1002", "1003", "1004", EMPLOYEE, "1016", "1022", "1030", ELDER, "1032"}
ANSWERING = {"1013", "1027"}  # still at it when the organizer looks
LONGEST_SITTING = 45.0


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """The demonstration on a free port; its address."""
    port = free_port()
    surroundings = {**bare(), "DATA_DIR": str(folder), "PORT": str(port), "HOST": "127.0.0.1"}
    command = [sys.executable, "-m", "config.serve"]
    process = subprocess.Popen(command, cwd=ROOT, env=surroundings, start_new_session=True)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for_site(address, process)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(30)


def wait_for_site(address: str, process: subprocess.Popen) -> None:
    for _each in range(600):
        if process.poll() is not None:
            sys.exit("the site did not start")
        try:
            if urlopen(f"{address}/healthz", timeout=2).status == 200:
                return
        except OSError:
            time.sleep(0.2)
    sys.exit("the site did not answer")


def accounts(file: Path) -> dict[str, dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return {row["username"]: row for row in csv.DictReader(lines)}


class Api:
    """A program's way in."""

    def __init__(self, address: str) -> None:
        self.address = f"{address}/api/v1/"

    def call(self, method: str, path: str, body: Any = None, token: str = "") -> Any:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if token:
            headers["Authorization"] = f"Token {token}"
        data = None if method == "GET" else json.dumps(body or {}).encode()
        request = Request(self.address + path, data=data, method=method, headers=headers)
        try:
            with urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except HTTPError as error:
            sys.exit(f"{method} {path}: {error.code} {error.read().decode()}")

    def token(self, username: str, people: dict[str, dict[str, str]]) -> str:
        login = {"username": username, "password": people[username]["password"]}
        return self.call("POST", "auth/token", login)["token"]


def right_texts() -> dict[str, set[str]]:
    """Stem → the texts of the right options, from the shipped bank."""
    known = {}
    for file in sorted((ROOT / "content").glob("[0-9]*.yaml")):
        for item in yaml.safe_load(file.read_text(encoding="utf-8"))["items"]:
            options = [str(option) for option in item.get("options") or ()]
            letters = [ord(letter) - 65 for letter in str(item["key"]) if "A" <= letter <= "Z"]
            known[bare_text(item["stem"])] = {options[at] for at in letters if at < len(options)} or {
                "正确" if item["key"] in (True, "T", "true", "对", "正确", "√") else "错误"
            }
    return known


def bare_text(html: str) -> str:
    return re.sub(r"<[^>]*>|\s", "", html)


def let_them_sit(api: Api, people: dict[str, dict[str, str]], contest: int) -> None:
    """Everybody starts at once and hands in one after the other, better and worse ones."""
    dice, known, began = random.Random(7), right_texts(), time.monotonic()
    papers: list[tuple[float, str, int]] = []
    for username in sorted(set(people) - AWAY):
        token = api.token(username, people)
        paper = api.call("POST", f"contests/{contest}/attempts", token=token)
        skill = 0.55 + dice.random() * 0.5
        for item in paper["items"][: 7 if username in ANSWERING else None]:
            answer(api, token, paper["id"], item, known, right=dice.random() < skill, dice=dice)
        if username not in ANSWERING:
            papers.append((dice.random(), token, paper["id"]))
    for share, token, paper_id in sorted(papers):
        time.sleep(max(0.0, began + 5 + share * LONGEST_SITTING - time.monotonic()))
        api.call("POST", f"attempts/{paper_id}/hand-in", token=token)


def answer(
    api: Api,
    token: str,
    paper: int,
    item: dict,
    known: dict[str, set[str]],
    *,
    right: bool,
    dice: random.Random,
) -> None:
    texts = known.get(bare_text(item["stem"]), set())
    chosen = [
        option["id"] for option in item["options"] if bare_text(option["text"]) in map(bare_text, texts)
    ]
    if not chosen or not right:
        chosen = [dice.choice(item["options"])["id"]]
    body = {"response": chosen, "client_key": f"picture-{paper}-{item['position']}"}
    api.call("PUT", f"attempts/{paper}/answers/{item['position']}", body, token)
