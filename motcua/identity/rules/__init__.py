"""What is decided without a database: numbers, proofs of who somebody is, where a sign-in may lead."""

from motcua.identity.rules.numbers import (
    BadIdNumber,
    BadLogin,
    BadName,
    BadPhone,
    BadTaxCode,
    Login,
    id_number,
    local_path,
    login,
    name,
    phone,
    tax_code,
)

__all__ = [
    "BadIdNumber",
    "BadLogin",
    "BadName",
    "BadPhone",
    "BadTaxCode",
    "Login",
    "id_number",
    "local_path",
    "login",
    "name",
    "phone",
    "tax_code",
]
