"""Telling outcomes by the Test Anything Protocol."""


class Tap:
    """Tells one result after the other, and counts them."""

    def __init__(self):
        self.count = 0
        self.failures = 0

    def tell(self, fine, what, words=""):
        """`words` are shown where it is not fine: their end, which is where programs say why."""
        self.count += 1
        print(f"{'ok' if fine else 'not ok'} {self.count} - {what}", flush=True)
        if not fine:
            self.failures += 1
            print("\n".join(f"# {line}" for line in words.strip().split("\n")[-40:]), flush=True)

    def equal(self, what, seen, wanted, words=""):
        """Tells whether `seen` is what was `wanted`; `words` are what the programs have said."""
        self.tell(seen == wanted, what,
                  f"{words}\nseen:   {listed(seen)}\nwanted: {listed(wanted)}")

    def skip(self, what, reason):
        self.count += 1
        print(f"ok {self.count} - {what} # SKIP {reason}", flush=True)

    def end(self):
        """The plan, and the status of the program."""
        print(f"1..{self.count}")
        return 1 if self.failures or not self.count else 0


def listed(told):
    """Sets of texts in an order that two of them can be compared by."""
    if isinstance(told, (set, frozenset)) and all(isinstance(each, str) for each in told):
        return " ".join(sorted(told)) or "nothing"
    return repr(told)
