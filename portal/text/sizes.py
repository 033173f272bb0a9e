"""Sizes of files as people read them."""

KB, MB = 2**10, 2**20


def size_text(size: int) -> str:
    """1.2 MB, 340 KB, 512 B."""
    if size < KB:
        return f"{size} B"
    if size < MB:
        return f"{size / KB:.0f} KB"
    return f"{size / MB:.1f}".removesuffix(".0") + " MB"
