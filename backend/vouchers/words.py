"""What a granter wrote in a decision, as it is kept: the assessed need and the grounds, sealed together."""

from uuid import UUID

import msgspec

from backend import at_rest


class DecisionWords(msgspec.Struct, frozen=True):
    """The words of a decision."""

    # The assessed need (1301/2014 s.36), as far as the decision needs it.
    need: str
    grounds: str

    def sealed(self, decision: UUID) -> bytes | None:
        """Return them for the decision's row; where nothing is written nothing is kept."""
        if not (self.need or self.grounds):
            return None
        return at_rest.seal(at_rest.DECISION, decision.bytes, msgspec.json.encode(self))


def decision_words(decision: UUID, sealed: bytes | None) -> DecisionWords:
    """Return the words of a decision."""
    if sealed is None:
        return DecisionWords("", "")
    return msgspec.json.decode(at_rest.unseal(at_rest.DECISION, decision.bytes, sealed), type=DecisionWords)
