"""Source text → records → fixtures. Knows no Django."""
