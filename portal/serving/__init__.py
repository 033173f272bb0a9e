"""How the portal is run: environment variables, proxies, the shared cache, logs."""
