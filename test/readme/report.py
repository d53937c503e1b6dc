"""Prints one line a result, "ok …" or "not ok …" with what is wrong, and counts them."""

passed = 0
failed = 0


def report(name, problems):
    """Prints one result, and what is wrong."""
    global passed, failed
    if not problems:
        passed += 1
        print(f"ok {passed + failed} - {name}", flush=True)
        return
    failed += 1
    print(f"not ok {passed + failed} - {name}")
    for problem in problems:
        print("\n".join(f"#   {line}" for line in problem.splitlines()), flush=True)


def summary():
    """The last line; the exit status."""
    print(f"{passed} passed, {failed} failed")
    return failed > 0 or passed == 0
