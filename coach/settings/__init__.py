"""What can be configured. From flags, then `COACH_*` variables, then `.env`, then `coach.toml`, then these defaults.

The README's table is compared with this class by a test.
"""

from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from coach.domain.failure import SetupFailure

OPENAI_DEFAULT = "openai:gpt-5-mini"
BUILTIN = "builtin"


class Settings(BaseSettings):
    """One value a setting; the description is what the README says of it."""

    model_config = SettingsConfigDict(
        env_prefix="COACH_", env_file=".env", toml_file="coach.toml", extra="ignore", frozen=True, env_ignore_empty=True
    )

    home: Path = Field(Path(".coach"), description="The folder for the database and the index.")
    database_url: str | None = Field(
        None, description="`sqlite:///…` or `postgresql://…`; by default a SQLite file in the home folder."
    )
    chroma_url: str | None = Field(
        None, description="`http://host:port` of a Chroma server; by default Chroma runs inside, in the home folder."
    )
    model: str | None = Field(
        None,
        description="`builtin`, or LangChain's `provider:model`; by default `builtin` with no key, "
        f"`{OPENAI_DEFAULT}` with `OPENAI_API_KEY`.",
    )
    model_base_url: str | None = Field(None, description="Any server that speaks the OpenAI protocol.")
    model_deadline: float = Field(30.0, gt=0, description="Seconds that a review may wait for the model, in all.")
    mask: Literal["auto", "on", "off"] = Field(
        "auto",
        description="Whether names, companies, mail addresses and phone numbers are replaced by tokens in what a "
        "language model is sent, and put back in its reply: `on`, `off`, or `auto`: for models that are not on this "
        "machine or network.",
    )
    embedding: str = Field(BUILTIN, description="`builtin`, or LangChain's `provider:model` for embeddings.")
    as_of: date | None = Field(None, description='What "today" means; by default the real today.')
    stall_quantile: float = Field(
        0.9, description="Past which share of won deals a deal counts as late: 0.5, 0.8, 0.9 or 1.0."
    )
    hold_limit_days: int = Field(120, ge=0, description="How far ahead a hold may reach and still be respected.")
    rounds: int = Field(2, ge=0, description="How many rounds of questions a rep gets before a deal is to be removed.")
    pivots: int = Field(2, ge=0, description="How many failed pivots a deal is allowed.")
    openai_api_key: SecretStr | None = Field(
        None, validation_alias="OPENAI_API_KEY", description="The key for OpenAI, or for the server at the base URL."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, dotenv_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def store_url(self) -> str:
        return self.database_url or f"sqlite:///{(self.home / 'coach.db').resolve()}"

    @property
    def coach(self) -> str:
        """Which coach speaks: the one named, or what the key allows."""
        return self.model or (OPENAI_DEFAULT if self.openai_api_key else BUILTIN)

    @property
    def api_key(self) -> str | None:
        return self.openai_api_key.get_secret_value() if self.openai_api_key else None


def read_settings(**flags: object) -> Settings:
    """The settings in force; `flags` that are None do not count. Raises `SetupFailure` for a value that is no good."""
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "a setting"
        shown = name if name.isupper() else f"COACH_{name.upper()}"
        raise SetupFailure(
            f"{shown} has a value that cannot be used: {first['msg']}.", "See the settings table in the README."
        ) from error


def in_environment(settings: Settings) -> dict[str, str]:
    """The settings as variables, for a program started in another folder: paths are made absolute."""
    found = {}
    for field in Settings.model_fields:
        value = getattr(settings, field)
        if value is None:
            continue
        if field == "openai_api_key":
            found["OPENAI_API_KEY"] = value.get_secret_value()
        else:
            found[f"COACH_{field.upper()}"] = str(value.resolve() if isinstance(value, Path) else value)
    found.setdefault("COACH_DATABASE_URL", settings.store_url)
    return found
