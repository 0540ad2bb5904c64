"""A small shop that is never busy for the same reason twice: something to see in a flame graph."""

import os
import random
import time

import pyroscope


def price(basket):
    return sum(n * n % 97 for n in range(basket * 1000))


def search(words):
    found = [word for word in words if any(word.startswith(letter) for letter in "aeiou")]
    return sorted(found, key=lambda word: word[::-1])


def render(items):
    return "".join("<li>%s</li>" % item for item in items)


def checkout(basket):
    return price(basket)


def browse(words):
    return render(search(words))


def main():
    pyroscope.configure(
        application_name="demo",
        server_address=os.environ.get("PYROSCOPE_SERVER_ADDRESS", "http://localhost:4040"),
        tags={"region": random.choice(["north", "south"])},
    )
    dice = random.Random()
    words = ["".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=8)) for _ in range(20000)]
    while True:
        page = "checkout" if dice.random() < 0.3 else "browse"
        with pyroscope.tag_wrapper({"page": page}):
            if page == "checkout":
                checkout(dice.randrange(5, 50))
            else:
                browse(words)
        time.sleep(dice.random() / 5)


if __name__ == "__main__":
    main()
