"""The officer's workbench."""
