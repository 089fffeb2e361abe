"""Draw the lots of a published file again: python3 verify_draw.py FILE [COMMITMENT [LIST_DIGEST]]
The digests, noted down before the draw, tell whether seed and list are still those of then."""

import hashlib
import hmac
import json
import sys
from pathlib import Path


def check(what, agrees):
    sys.stdout.write(("agrees:         " if agrees else "DOES NOT AGREE: ") + what + "\n")
    return agrees or sys.exit(1)


def below(bound, *where):
    for trial in range(10**6):
        message = "\n".join(map(str, ("kepu-draw/1", file["list_digest"], file["public"], *where, trial)))
        word = hmac.new(bytes.fromhex(file["seed"]), message.encode(), hashlib.sha256).digest()[:6]
        if int.from_bytes(word, "big") < 2**48 - 2**48 % bound:
            return int.from_bytes(word, "big") % bound


def pool(at, step):
    own = [-1 if one["steps"][at] is None else one["steps"][at] for one in tickets]
    return [n for n, mine in enumerate(own, 1) if n not in taken and 0 <= mine <= step]


def drawn(at, step, after, count):
    rest = pool(at, step)
    won = [rest.pop(below(len(rest), at + 1, seat)) for seat in range(after + 1, after + count + 1) if rest]
    taken.update(won)
    return won


file, noted = json.loads(Path(sys.argv[1]).read_text("utf-8")), [*sys.argv[2:], "", ""]
draws, tickets, first, taken = file["draws"], file["tickets"], file["commitment"], set()
rows = [["kepu-draw-list/1"], *([name, file[name]] for name in ("contest", "number", "commitment"))]
rows += [["draw", one["name"], one["group"], one["seats"], one["reserves"]] for one in draws]
for one in tickets:
    steps = ",".join("-" if step is None else str(step) for step in one["steps"])
    rows.append(["ticket", one["digest"], one["name"], steps])
text = "".join("\t".join(map(str, row)) + "\n" for row in rows)
for _earlier_draw in range(file["number"] - 1):
    first = hashlib.sha256(bytes.fromhex(first)).hexdigest()
check("the commitment is the one noted down", noted[0] in ("", first))
check("the list's digest is the one noted down", noted[1] in ("", file["list_digest"]))
check("the list has its digest", hashlib.sha256(text.encode()).hexdigest() == file["list_digest"])
check("nobody is on the list twice", len({t["digest"] for t in tickets}) == len(tickets))
if file["seed"] is not None:
    seed, floors, results = bytes.fromhex(file["seed"]), [], []
    check("the seed is the one committed to", hashlib.sha256(seed).hexdigest() == file["commitment"])
    for at, one in enumerate(draws):
        own = sorted({t["steps"][at] for t in tickets} - {None}) or [0]
        floors.append(next((s for s in range(own[-1]) if len(pool(at, s)) >= one["seats"]), own[-1]))
        results.append({"winners": drawn(at, floors[at], 0, one["seats"])})
    for at, one in enumerate(draws):
        results[at]["reserves"] = drawn(at, floors[at], one["seats"], one["reserves"])
        check(f"{one['name']} {one['group']} {results[at]}", file["results"][at] == results[at])
    check("there are no other results", len(file["results"]) == len(draws))
