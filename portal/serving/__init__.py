"""What stands between the portal and the world: its environment, proxies, health, log."""
