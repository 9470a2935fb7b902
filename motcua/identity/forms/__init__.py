"""Text into typed values; what was typed is kept, except secrets."""

from motcua.identity.forms.sign_in import DemoForm, LanguageForm, SignInForm

__all__ = ["DemoForm", "LanguageForm", "SignInForm"]
