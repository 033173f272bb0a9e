"""Files that curators archive: what they are by their content, and whether they hold scripts."""
