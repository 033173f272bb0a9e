"""How the portal is run: environment variables, proxies, health checks, logs."""
