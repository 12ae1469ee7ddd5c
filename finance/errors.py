"""The exceptions of this room: input that has no answer, said by name."""


class FinanceError(ValueError):
    """Input that a function of finance refuses, or that has no answer."""


class NoSingleRate(FinanceError):
    """A cash flow whose net present value is zero at no rate, or at several. `roots`: all of them, ascending."""

    def __init__(self, roots: tuple[float, ...], sign_changes: int) -> None:
        """Say how many rates there are and why."""
        self.roots = roots
        self.sign_changes = sign_changes
        if roots:
            listed = ", ".join(f"{root:.6g}" for root in roots)
            super().__init__(
                f"net present value is zero at {len(roots)} rates ({listed}); judge by NPV or MIRR"
            )
        else:
            super().__init__(f"net present value is zero at no rate above -1 ({sign_changes} sign changes)")
