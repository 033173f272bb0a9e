"""What several migrations do; a package, so that Django does not take it for a migration."""
