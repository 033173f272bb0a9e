"""The catalogue for language-model clients: a read-only Model Context Protocol endpoint."""
