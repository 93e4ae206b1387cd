"""What a client wrote when she asked about a viewing, as it is kept: her words and her cause, sealed together."""

from uuid import UUID

import msgspec

from backend import at_rest


class QuestionWords(msgspec.Struct, frozen=True):
    """The words of a question."""

    words: str
    special_cause: str

    def sealed(self, question: UUID) -> bytes | None:
        """Return them for the question's row; where nothing is written nothing is kept."""
        if not (self.words or self.special_cause):
            return None
        return at_rest.seal(at_rest.QUESTION, question.bytes, msgspec.json.encode(self))


def question_words(question: UUID, sealed: bytes | None) -> QuestionWords:
    """Return the words of a question."""
    if sealed is None:
        return QuestionWords("", "")
    return msgspec.json.decode(at_rest.unseal(at_rest.QUESTION, question.bytes, sealed), type=QuestionWords)
