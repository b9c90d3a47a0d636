"""One slot, the newest wins."""

import threading

from core.mailbox import Mailbox


def test_the_newest_wins_and_is_taken_once() -> None:
    mailbox: Mailbox[int] = Mailbox()
    assert mailbox.empty
    assert mailbox.take() is None
    for letter in range(3):
        mailbox.post(letter)
    assert not mailbox.empty
    assert mailbox.take() == 2
    assert mailbox.take() is None


def test_a_reader_sees_letters_in_order_and_the_last_one() -> None:
    mailbox: Mailbox[int] = Mailbox()
    last = 20_000

    def write() -> None:
        for letter in range(1, last + 1):
            mailbox.post(letter)

    writer = threading.Thread(target=write)
    seen: list[int] = []
    writer.start()
    while not seen or seen[-1] != last:
        letter = mailbox.take()
        if letter is not None:
            seen.append(letter)
    writer.join()
    assert seen == sorted(set(seen))
