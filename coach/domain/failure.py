"""What can go wrong, as a tree. Screens and the command line show the sentence, the next step and the code.

CoachError
├── SetupFailure            something configured is missing, unreachable or inconsistent
│   ├── StoreUnavailable
│   ├── IndexInUse          another process owns the index
│   └── EmbedderUnavailable
├── ImportFailure           the file cannot be read at all (single rows are rejected instead)
├── NotFound                no such deal, source, play
├── PlaybookFailure         a play or document cannot be taken in
├── ScenarioFailure         a scenario of the benchmark is malformed
└── ModelFailure            the language model gave nothing that can be used
    ├── ModelUnreachable    no connection, server error
    ├── ModelTimeout        the deadline of the review passed
    ├── ModelRefused        it declined, or the provider filtered the reply
    ├── ModelReplyInvalid   it replied, but not with a review
    └── ModelNotAllowed     wrong key, no rights, no credit
"""


class CoachError(Exception):
    """A failure the user can do something about: one sentence, the next step, a code, whether to try again."""

    code = "coach"
    retry = False

    def __init__(self, sentence: str, next_step: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.sentence} {self.next_step}".strip()


class SetupFailure(CoachError):
    code = "setup"


class StoreUnavailable(SetupFailure):
    code = "store-unavailable"
    retry = True


class IndexInUse(SetupFailure):
    code = "index-in-use"
    retry = True


class EmbedderUnavailable(SetupFailure):
    code = "embedder-unavailable"


class ImportFailure(CoachError):
    code = "import"


class NotFound(CoachError):
    code = "not-found"


class PlaybookFailure(CoachError):
    code = "playbook"


class ScenarioFailure(CoachError):
    code = "scenario"


class ModelFailure(CoachError):
    code = "model"


class ModelUnreachable(ModelFailure):
    code = "model-unreachable"
    retry = True


class ModelTimeout(ModelFailure):
    code = "model-timeout"
    retry = True


class ModelRefused(ModelFailure):
    code = "model-refused"


class ModelReplyInvalid(ModelFailure):
    code = "model-reply"


class ModelNotAllowed(ModelFailure):
    code = "model-not-allowed"
